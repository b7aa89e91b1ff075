import ModelCache
import SystemPackage
import TestSupport
import Testing

/// How models lie in the cache.
struct HubCacheTests {
    private static let commit = "1a25a446712ba5ee05982a381eed697ef9b435cf"

    @Test func foldersOfAModel() {
        let (cache, name) = (HubCache("/hub"), HubModelName.standard)
        let folder: FilePath = "/hub/models--laion--CLIP-ViT-B-32-laion2B-s34B-b79K"
        #expect(cache.folder(of: name) == folder)
        #expect(cache.snapshot(Self.commit, of: name) == folder.appending("snapshots").appending(Self.commit))
        #expect(cache.reference("refs/pr/1", of: name) == folder.appending("refs").pushing("refs/pr/1"))
    }

    @Test func aReferenceNamesACommit() throws {
        try withTemporaryFolder { folder in
            let (cache, name) = (HubCache(folder.path), HubModelName.standard)
            #expect(cache.commit("main", of: name) == nil)
            try folder.write(Array(" \(Self.commit)\n".utf8), to: "\(name.folder)/refs/main")
            #expect(cache.commit("main", of: name) == Self.commit)
        }
    }

    @Test(arguments: ["..", ".", "../../other", "/etc", "", " \n"])
    func aReferenceLeadsNowhereElse(text: String) throws {
        try withTemporaryFolder { folder in
            let name = HubModelName.standard
            try folder.write(Array(text.utf8), to: "\(name.folder)/refs/main")
            #expect(HubCache(folder.path).commit("main", of: name) == nil)
        }
    }
}
