import Retrieval
import SystemPackage
import TestSupport
import Testing

/// The façade, as another package sees it.
struct ImageSearchTests {
    private static let gallery = Fixtures.repository.appending("data/train").string

    @Test func `a gallery image finds itself first`() throws {
        let query = Self.gallery + "/Orange/01.jpg"
        let matches = try ImageSearch(gallery: Self.gallery, features: .pixels(width: 32, height: 32), limit: 3)
            .matches(forImageAt: query)
        #expect(matches.count == 3)
        #expect(matches[0] == Match(path: query, label: "Orange", score: 0))
        #expect(matches[1].score > 0)
    }

    @Test func `several queries are answered in their order`() throws {
        let search = ImageSearch(gallery: Self.gallery, features: .pixels(width: 16, height: 16), metric: .cosine, limit: 1)
        let paths = ["/Lime/01.jpg", "/Bus/01.jpg"].map { Self.gallery + $0 }
        #expect(try search.matches(for: paths.map { .image($0) }).map(\.[0].path) == paths)
    }

    @Test func `errors say what kind of thing is wrong, and where`() {
        let nowhere = #expect(throws: RetrievalError.self) {
            try ImageSearch(gallery: "/nowhere").matches(forImageAt: Self.gallery + "/Orange/01.jpg")
        }
        #expect(nowhere?.code == .gallery)
        #expect(nowhere?.path == "/nowhere")
        let missing = #expect(throws: RetrievalError.self) {
            try ImageSearch(gallery: Self.gallery).matches(forImageAt: "/nowhere.jpg")
        }
        #expect(missing?.code == .query)
        #expect(missing?.path == "/nowhere.jpg")
        #expect(missing?.description.hasPrefix("the query /nowhere.jpg cannot be used: ") == true)
        let wordless = #expect(throws: RetrievalError.self) {
            try ImageSearch(gallery: Self.gallery).matches(for: [.text("a bus")])
        }
        #expect(wordless?.code == .query)
    }
}
