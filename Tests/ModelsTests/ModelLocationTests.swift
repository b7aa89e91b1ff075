import Files
import Models
import SystemPackage
import TestSupport
import Testing

/// A model is found where it is named, and where the hub's tools keep it.
struct ModelLocationTests {
    private static let commit = "1a25a446712ba5ee05982a381eed697ef9b435cf"
    private static let folderOfDefault = "models--laion--CLIP-ViT-B-32-laion2B-s34B-b79K"

    @Test func aFolderThatIsNamedIsTaken() throws {
        try withTemporaryFolder { folder in
            let model = try folder.makeFolder("my model")
            #expect(try locateModel(model.string, environment: nothing) == model)
        }
    }

    @Test func theCacheIsWhereTheHubsToolsKeepIt() throws {
        try withTemporaryFolder { folder in
            let model = try snapshot(in: folder, cache: "me/.cache/huggingface/hub", model: Self.folderOfDefault)
            #expect(try locateModel(nil, environment: ["HOME": folder("me").string].value) == model)
        }
    }

    @Test func aModelOfTheHubIsFoundByItsName() throws {
        try withTemporaryFolder { folder in
            let model = try snapshot(in: folder, cache: "hub", model: "models--owner--Name.v2_x")
            let environment = ["HF_HUB_CACHE": folder("hub").string]
            #expect(try locateModel("owner/Name.v2_x", environment: environment.value) == model)
            #expect(throws: ModelError.self) { try locateModel("owner/other", environment: environment.value) }
        }
    }

    @Test func whereNothingIsTheSentenceTellsWhatToDo() throws {
        try withTemporaryFolder { folder in
            let environment = ["HF_HUB_CACHE": folder("hub").string]
            let cache = folder("hub").appending(Self.folderOfDefault)
            #expect(error(nil, environment) == ModelError(.notFound(places: [cache.string])))
            #expect(
                error("owner/name", environment)
                    == ModelError(.notFound(places: ["owner/name", folder("hub/models--owner--name").string])))
            let words = shownSentence(error(nil, environment))
            // A model that is not there is not suggested.
            #expect(words.contains("'retrieve model pull'") && !words.contains("data/models/tiny-clip"))
        }
    }

    @Test func theSampleModelServesWhereThereIsNoOther() throws {
        try withTemporaryFolder { folder in
            try folder.write(Array("{}".utf8), to: "sample/open_clip_config.json")
            let sample = folder("sample")
            let environment = ["HF_HUB_CACHE": folder("hub").string]
            #expect(try locateModel(nil, environment: environment.value, sample: sample) == sample)
            #expect(
                throws: ModelError(
                    .notFound(places: ["owner/name", folder("hub/models--owner--name").string], sample: sample))
            ) { try locateModel("owner/name", environment: environment.value, sample: sample) }
            let model = try snapshot(in: folder, cache: "hub", model: Self.folderOfDefault)
            #expect(try locateModel(nil, environment: environment.value, sample: sample) == model)
        }
    }

    @Test(arguments: ["no/such/folder", "/no/such", "missing", "./a/b", "a//b", "../no-such", "ä/b"])
    func whatCannotBeAModelOfTheHubIsAMissingFolder(name: String) throws {
        try withTemporaryFolder { folder in
            #expect(error(name, ["HF_HUB_CACHE": folder("hub").string]) == ModelError(.missing, FilePath(name)))
        }
    }

    /// A download that was broken off leaves folders behind.
    @Test func aSnapshotWithoutConfigurationIsNone() throws {
        try withTemporaryFolder { folder in
            let environment = ["HF_HUB_CACHE": folder.path.string]
            let model = try snapshot(in: folder, cache: "", model: Self.folderOfDefault)
            #expect(error(nil, environment) == nil)
            try folder.write(Array(" \(Self.commit)\n".utf8), to: "\(Self.folderOfDefault)/refs/main")
            #expect(try locateModel(nil, environment: environment.value) == model)
            removeFile(folder("\(Self.folderOfDefault)/snapshots/\(Self.commit)/open_clip_config.json"))
            #expect(error(nil, environment) != nil)
        }
    }

    /// A pull of a tag leaves no main branch.
    @Test func theOnlyRevisionIsTaken() throws {
        try withTemporaryFolder { folder in
            let environment = ["HF_HUB_CACHE": folder.path.string]
            let root = "models--owner--name"
            try folder.write(Array("aaaaaaaa1".utf8), to: "\(root)/refs/v1")
            try folder.write(Array("{}".utf8), to: "\(root)/snapshots/aaaaaaaa1/open_clip_config.json")
            let model = folder("\(root)/snapshots/aaaaaaaa1")
            #expect(try locateModel("owner/name", environment: environment.value) == model)
            // References may be dangling, or not be there at all.
            try folder.write(Array("bbbbbbbb".utf8), to: "\(root)/refs/main")
            #expect(try locateModel("owner/name", environment: environment.value) == model)
            removeFile(folder("\(root)/refs/main"))
            removeFile(folder("\(root)/refs/v1"))
            #expect(try locateModel("owner/name", environment: environment.value) == model)
        }
    }

    @Test func ofSeveralRevisionsOneIsToBeNamed() throws {
        try withTemporaryFolder { folder in
            let environment = ["HF_HUB_CACHE": folder.path.string]
            let root = "models--owner--name"
            for commit in ["aaaaaaaa1", "bbbbbbbb2"] {
                try folder.write(Array("{}".utf8), to: "\(root)/snapshots/\(commit)/open_clip_config.json")
            }
            try folder.write(Array("bbbbbbbb2".utf8), to: "\(root)/refs/v2")
            #expect(
                error("owner/name", environment)
                    == ModelError(.severalRevisions(["aaaaaaaa1", "v2"]), "owner/name"))
            #expect(try locateModel("owner/name@v2", environment: environment.value) == folder("\(root)/snapshots/bbbbbbbb2"))
            #expect(
                try locateModel("owner/name@aaaaaaaa", environment: environment.value)
                    == folder("\(root)/snapshots/aaaaaaaa1"))
            #expect(throws: ModelError.self) { try locateModel("owner/name@v3", environment: environment.value) }
        }
    }

    /// Makes what a download leaves, links included.
    private func snapshot(in folder: TemporaryFolder, cache: String, model: String) throws -> FilePath {
        let root = cache.isEmpty ? model : "\(cache)/\(model)"
        try folder.write(Array(Self.commit.utf8), to: "\(root)/refs/main")
        try folder.write(Array("{}".utf8), to: "\(root)/blobs/abc")
        try folder.makeFolder("\(root)/snapshots/\(Self.commit)")
        try folder.link("\(root)/snapshots/\(Self.commit)/open_clip_config.json", to: "../../blobs/abc")
        return folder("\(root)/snapshots/\(Self.commit)")
    }

    private func error(_ name: String?, _ environment: [String: String]) -> ModelError? {
        do throws(ModelError) {
            _ = try locateModel(name, environment: environment.value, sample: "no/such/sample")
        } catch {
            return error
        }
        return nil
    }

    private func nothing(_ name: String) -> String? { nil }
}

extension [String: String] {
    fileprivate func value(_ name: String) -> String? { self[name] }
}
