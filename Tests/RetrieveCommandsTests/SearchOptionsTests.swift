import ArgumentParser
import Imaging
import Kernels
import Metrics
import Search
import SystemPackage
import Testing
import VectorStores

@testable import RetrieveCommands

/// How words of a command line become a request.
struct SearchOptionsTests {
    private static let resources = Resources(threads: 2, kernels: .scalar)

    private func request(_ words: String..., over recorded: SearchRequest? = nil) throws -> SearchRequest {
        let command = try #require(try RetrieveCommand.parseAsRoot(["q.jpg"] + words) as? SearchCommand)
        return try command.options.request(
            over: recorded, hasTexts: !command.words.text.isEmpty, resources: Self.resources)
    }

    @Test func `without options the defaults of a search hold`() throws {
        let request = try request()
        #expect(request.galleries == [GalleryRequest(folder: "data/train")])
        #expect(request.features == .pixels(PixelReader.Options()))
        #expect(request.metric == .l1)
        #expect(request.limit == 5)
        #expect(request.threshold == nil)
        #expect(!request.excludesQuery)
        #expect(request.store == .flat)
    }

    @Test func `zero hits stand for all`() throws { #expect(try request("-k", "0").limit == nil) }

    @Test func `a text implies embeddings, whose metric is cosine`() throws {
        let request = try request("--text", "a bus")
        #expect(request.features.kind == .embedding)
        #expect(request.metric == .cosine)
    }

    @Test(arguments: ["clip", "embedding"]) func `embeddings have two names`(name: String) throws {
        #expect(try request("--features", name).features.kind == .embedding)
    }

    @Test func `what is given holds over what was recorded, and that over the defaults`() throws {
        var recorded = SearchRequest(
            galleries: [GalleryRequest(folder: "elsewhere")],
            features: .pixels(PixelReader.Options(size: PixelSize(width: 32, height: 16), filter: .lanczos)), metric: .mse,
            limit: nil, threshold: 3, excludesQuery: true, resources: Self.resources)
        #expect(try request(over: recorded).limit == nil)
        let request = try request("--metric", "l2", "--no-exclude-query", "--resample", "box", over: recorded)
        #expect(request.metric == .l2)
        #expect(!request.excludesQuery)
        #expect(request.threshold == 3)
        #expect(request.galleries.map(\.folder) == ["elsewhere"])
        recorded.features = .pixels(PixelReader.Options(size: PixelSize(width: 32, height: 16), filter: .box))
        #expect(request.features == recorded.features)
    }

    @Test func `a metric recorded for other features says nothing`() throws {
        let recorded = SearchRequest(metric: .l1, resources: Self.resources)
        #expect(try request("--features", "clip", over: recorded).metric == .cosine)
    }

    @Test func `terms that are given replace those of their sign alone`() throws {
        let recorded = SearchRequest(
            features: .embeddings(ModelRequest()),
            terms: [QueryTerm(.text("a"), weight: 1), QueryTerm(.text("b"), weight: -2)],
            resources: Self.resources)
        #expect(
            try request("--add", "3:c", over: recorded).terms == [
                QueryTerm(.text("c"), weight: 3), QueryTerm(.text("b"), weight: -2),
            ])
    }

    @Test(arguments: [
        ["--threshold", "inf"], ["--threshold", "nan"], ["-k", "-1"], ["--size", "9x0"], ["--max-megapixels", "0"],
        ["--model", "m"], ["--precision", "bf16"], ["--decode", "full"], ["--store", "hnsw"], ["--store", "nowhere"],
        ["--add", "0:x"],
        ["--features", "clip", "--size", "8"], ["--features", "clip", "--resample", "box"],
        ["--features", "clip", "--store", "hnsw", "--metric", "l1"],
        ["--features", "clip", "--store", "hnsw", "--no-index"], ["--features", "clip", "--store", "chroma://x"],
        ["--features", "pixels", "--text", "x"], ["--no-index", "--trust-index"], ["--size", "20000x20000"],
        ["--preview", "--format", "json"], ["--ef", "0"], ["--threads", "0"],
    ])
    func `what has no meaning is refused`(words: [String]) {
        #expect(throws: (any Error).self) {
            let command = try RetrieveCommand.parseAsRoot(["q.jpg"] + words) as? SearchCommand
            _ = try command?.options.request(hasTexts: false, resources: Self.resources)
        }
    }

    @Test func `a check takes the options of a search`() throws {
        for words in [["--threshold", "inf"], ["-k", "-1"], ["--max-megapixels", "0"]] {
            #expect(throws: (any Error).self) { try RetrieveCommand.parseAsRoot(["check", "b.json"] + words) }
        }
        let command = try #require(try RetrieveCommand.parseAsRoot(["check", "b.json", "-k", "0", "-s", "8"]) as? CheckCommand)
        let request = try command.options.request(hasTexts: false, resources: Self.resources)
        #expect(request.limit == nil)
        #expect(request.features == .pixels(PixelReader.Options(size: PixelSize(width: 8, height: 8))))
    }
}
