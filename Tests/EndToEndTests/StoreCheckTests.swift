import Foundation
import SystemPackage
import TestSupport
import Testing

/// Baselines of searches in a store, and what another store is held against.
struct StoreCheckTests {
    @Test func theStoreIsRecordedAndUsedAgain() throws {
        try withGraph { folder in
            #expect(try TinyModel.run(record + ["--store", "hnsw", "--ef", "40"], in: folder.path).status == 0)
            let text = String(decoding: try contents(of: folder("b.json")), as: UTF8.self)
            #expect(text.contains("\"version\": 2") && text.contains("\"store\": \"hnsw\",\n    \"ef\": 40\n"))
            let run = try TinyModel.run(["check", "b.json", "--verbose"], in: folder.path)
            #expect(run.status == 0 && run.errors.contains("examined 40 candidates"), "\(run.errors)")
            // Recorded anew, it stays as it is.
            #expect(try TinyModel.run(["check", "--update", "b.json"], in: folder.path).status == 0)
            #expect(String(decoding: try contents(of: folder("b.json")), as: UTF8.self) == text)
        }
    }

    @Test func anotherStoreIsAChangedOption() throws {
        try withGraph { folder in
            #expect(try TinyModel.run(record + ["--store", "hnsw"], in: folder.path).status == 0)
            for (options, words) in [
                (["--store", "flat"], "store is hnsw in the baseline and flat"),
                (["--ef", "7"], "ef is 160 in the baseline and 7"),
            ] {
                let run = try TinyModel.run(["check", "b.json"] + options, in: folder.path)
                #expect(run.status == 1 && run.lines.count == 2, "\(run.text)")
                #expect(run.lines.first == "changed option: \(words) on the command line")
            }
            #expect(try TinyModel.run(["check", "b.json", "--store", "hnsw", "--ef", "160"], in: folder.path).status == 0)
        }
    }

    @Test func aGraphIsHeldAgainstWhatComparingWithAllHasFound() throws {
        try withGraph { folder in
            #expect(try TinyModel.run(record, in: folder.path).status == 0)
            let baseline = try contents(of: folder("b.json"))
            #expect(!String(decoding: baseline, as: UTF8.self).contains("\"store\""))
            let same = try TinyModel.run(["check", "b.json", "--store", "hnsw"], in: folder.path)
            #expect(same.status == 0, "\(same.text)")
            #expect(same.errorLines.count == 1 && same.errors.contains("store: flat -> hnsw"))
            #expect(try TinyModel.run(["check", "b.json", "--store", "hnsw", "-q"], in: folder.path).errors.isEmpty)

            // What it does not find is a lost hit, as the absence of an image is.
            let text = String(decoding: baseline, as: UTF8.self)
            try folder.write(Array(text.replacing("gallery/Lime/0", with: "gallery/Lime/9").utf8), to: "b.json")
            let other = try TinyModel.run(["check", "b.json", "--store", "hnsw"], in: folder.path)
            #expect(other.status == 1 && other.text.contains("lost hit: gallery/Lime/9"), "\(other.text)")
        }
    }

    @Test func aStoreThatIsNotThereIsTrouble() throws {
        try withPhotoTree { folder in
            let record = ["check", "--update", "b.json", "Lime.jpg", "-g", "gallery"]
            let run = try TinyModel.run(record + ["--features", "clip", "--store", "hnsw"], in: folder.path)
            #expect(run.status == 2 && run.errors.contains("gallery --features clip --store hnsw"))
            #expect((try? contents(of: folder("b.json"))) == nil)
            let pixels = try TinyModel.run(record + ["--store", "hnsw"], in: folder.path)
            #expect(pixels.status == 64 && pixels.errors.contains("--features clip"))

            #expect(try TinyModel.run(record + ["--features", "clip"], in: folder.path).status == 0)
            let text = String(decoding: try contents(of: folder("b.json")), as: UTF8.self)
            try folder.write(
                Array(text.replacing("\"excludeQuery\": false", with: "\"excludeQuery\": false, \"store\": \"cloud\"").utf8),
                to: "b.json")
            let unknown = try TinyModel.run(["check", "b.json"], in: folder.path)
            #expect(unknown.status == 2 && unknown.errors.contains("its options.store is 'cloud'"), "\(unknown.errors)")
        }
    }

    private let record = [
        "check", "--update", "b.json", "Lime.jpg", "Bus.jpg", "-g", "gallery", "--features", "clip", "-k", "2",
    ]

    private func withGraph(_ body: (TemporaryFolder) throws -> Void) throws {
        try withPhotoTree { folder in
            let run = try TinyModel.run(["index", "gallery", "--features", "clip", "--store", "hnsw"], in: folder.path)
            #expect(run.status == 0, "\(run.errors)")
            try body(folder)
        }
    }
}
