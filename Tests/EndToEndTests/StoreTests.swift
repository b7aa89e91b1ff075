import Foundation
import SystemPackage
import TestSupport
import Testing

/// `--store` from the command line, with the sample model and a part of the sample gallery.
struct StoreTests {
    private let environment = ["RETRIEVE_MODEL": Fixtures.repository.appending("data/models/tiny-clip").string]

    private func run(_ arguments: [String], in folder: TemporaryFolder) throws -> Run {
        try BuiltBinary().run(arguments, in: folder.path, environment: environment)
    }

    private func withGallery(_ body: (TemporaryFolder) throws -> Void) throws {
        try withTemporaryFolder { folder throws in
            for label in ["Bus", "Orange"] {
                for number in 1...9 {
                    let path = Fixtures.repository.appending("data/train/\(label)/0\(number)")
                    for type in ["jpg", "png"] {
                        if let bytes = try? contents(of: path.removingLastComponent().appending("0\(number).\(type)")) {
                            try folder.write(bytes, to: "gallery/\(label)/\(number).\(type)")
                        }
                    }
                }
            }
            try body(folder)
        }
    }

    @Test func aGraphGivesTheSameHits() throws {
        try withGallery { folder throws in
            let query = Fixtures.repository.appending("data/test/Bus/01.jpg").string
            let search = [query, "-g", "gallery", "--features", "clip", "-k", "3"]
            let without = try run(search + ["--store", "hnsw"], in: folder)
            #expect(without.status == 2 && without.errors.contains("'retrieve index gallery --features clip --store hnsw'"))

            let indexed = try run(
                ["index", "gallery", "--features", "clip", "--store", "hnsw", "--measure-recall"], in: folder)
            #expect(indexed.status == 0)
            #expect(indexed.lines.last?.contains("18 added, 0 removed, 0 kept; recall@10 1.0") ?? false)
            let flat = try run(search, in: folder)
            let graph = try run(search + ["--store", "hnsw", "--verbose"], in: folder)
            #expect(graph.errors.contains("among 18 embeddings"))
            #expect(graph.output == flat.output && graph.lines.count == 3)

            // A gallery that has moved on is searched all the same.
            try FileManager.default.removeItem(atPath: folder("gallery/Bus/1.jpg").string)
            let stale = try run(search + ["--store", "hnsw", "-q"], in: folder)
            #expect(stale.output == (try run(search + ["--no-index", "-q"], in: folder)).output)
            // An index that has moved on without its graph says what to do.
            _ = try run(["index", "gallery", "--features", "clip"], in: folder)
            let old = try run(search + ["--store", "hnsw"], in: folder)
            #expect(old.status == 2 && old.errors.contains("of other embeddings"))
            #expect(old.errors.contains("run 'retrieve index gallery --features clip --store hnsw' again"))
            let again = try run(["index", "gallery", "--features", "clip", "--store", "hnsw"], in: folder)
            #expect(again.lines.last == "graph of nearest neighbours: 0 added, 1 removed, 17 kept")
        }
    }

    @Test func theCommandThatMakesAGraphIsTheOneForThisSearch() throws {
        try withGallery { folder throws in
            // Another name than that in the environment, which need not be said.
            let model = (environment["RETRIEVE_MODEL"] ?? "") + "/."
            let options = ["--index", "kept", "--features", "clip", "--model", model, "--precision", "float32"]
            let graph = ["--orientation", "ignore", "--store", "hnsw"]
            _ = try run(["index", "gallery"] + options, in: folder)
            let search = ["gallery/Bus/1.jpg", "-g", "gallery"] + options + graph
            let without = try run(search, in: folder)
            #expect(without.status == 2)
            // What stands in quotation marks is what helps.
            let command = try #require(without.errors.split(separator: "'").first { $0.hasPrefix("retrieve index ") })
            #expect(command == "retrieve index gallery \((options + graph).joined(separator: " "))")
            #expect(try run(command.split(separator: " ").dropFirst().map(String.init), in: folder).status == 0)
            #expect(try run(search, in: folder).status == 0)
        }
    }

    @Test(
        arguments: [
            (["--store", "hnsw"], 64, "--features clip"),
            (["--store", "else", "--features", "clip"], 64, "'flat', 'hnsw' or 'chroma://HOST:PORT/COLLECTION'"),
            (["--features", "clip", "--store", "hnsw", "--no-index"], 64, "leave out --no-index"),
            (["--features", "clip", "--store", "hnsw", "--metric", "l1"], 64, "--metric l2 or mse or cosine"),
            (["--features", "clip", "--store", "hnsw", "--metric", "correlation"], 64, "--metric l2 or mse or cosine"),
            (
                ["--features", "clip", "--store", "chroma://127.0.0.1:1/abc", "--metric", "l1"], 64,
                "--metric l2 or mse or cosine"
            ),
            (["--features", "clip", "--store", "chroma://me:secret@127.0.0.1/abc"], 64, "CHROMA_TOKEN"),
            (["--features", "clip", "--store", "hnsw", "--ef", "0"], 64, "--ef"),
            (["--features", "clip", "--store", "chroma://127.0.0.1:1/abc"], 2, "nothing answers"),
            (["--features", "clip", "--store", "chroma://127.0.0.1:1/a"], 64, "not the address of a store"),
        ] as [([String], Int32, String)])
    func whatDoesNotGoIsASentence(arguments: [String], status: Int32, words: String) throws {
        try withGallery { folder throws in
            let run = try run(["gallery/Bus/1.jpg", "-g", "gallery"] + arguments, in: folder)
            #expect(run.status == status)
            #expect(run.errorLines.count == 1 && run.errors.contains(words), "\(run.errors)")
        }
    }

    @Test(arguments: ["l1", "correlation", "else"])
    func aCollectionIsMadeForMetricsThatServersHave(metric: String) throws {
        try withTemporaryFolder { folder throws in
            let arguments = ["--features", "clip", "--store", "chroma://127.0.0.1:1/abc", "--store-metric", metric]
            let run = try run(["index", "gallery"] + arguments, in: folder)
            #expect(run.status == 64)
            #expect(run.errorLines.count == 1 && run.errors.contains("give l2 or mse or cosine"), "\(run.errors)")
        }
    }
}
