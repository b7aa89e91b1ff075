import Embeddings
import FeatureIndex
import Foundation
import Gallery
import Metrics
import SystemPackage
import TestSupport
import Testing
@testable import VectorStores

/// Stores of a gallery answer as comparing with all does.
struct GalleryStoreTests {
    private let vectors = clusteredVectors(200)

    /// Calls `body` with a gallery whose first image has a hundred vectors' worth of neighbours, and a graph of it.
    private func withGallery(_ body: (GalleryOfVectors) throws -> Void) throws {
        try withTemporaryFolder { folder throws in
            let gallery = GalleryOfVectors(vectors, in: folder)
            for number in 0..<vectors.count { try gallery.write(number, to: "\(1000 + number).png") }
            try body(gallery)
        }
    }

    private func fill(_ gallery: GalleryOfVectors) throws -> StoreSummary {
        try gallery.buildIndex()
        return try StoreAddress("hnsw").synchronise(gallery.opened())
    }

    @Test func aGraphFindsTheImagesThatComparingWithAllFinds() throws {
        try withGallery { gallery throws in
            let summary = try fill(gallery)
            #expect(summary.added == 200 && summary.removed == 0)
            #expect(try #require(summary.recall).recall >= 0.99)
            let opened = try gallery.opened()
            let query = [EmbeddingQuery(vectors.row(3))]
            let request = StoreRequest(limit: 5)
            let graph = try StoreAddress("hnsw").open(opened)
            #expect(!graph.isExact(limit: 5) && graph.isExact(limit: nil) && graph.staleness.isNone)
            let found = try graph.search(query, request)
            #expect(try found.hits == StoreAddress.flat.open(opened).search(query, request).hits)
            #expect(found.scope == .candidates(HNSWStore.standardCandidates, of: 200))
        }
    }

    /// A file may have any number of names in the gallery, and none of them is a hit.
    @Test(arguments: [1, 2, 7])
    func whereTheQueryIsLeftOutUnderManyNamesThereAreAsManyHits(links: Int) throws {
        try withGallery { gallery throws in
            for link in 0..<links {
                try FileManager.default.createSymbolicLink(
                    atPath: gallery.root.appending("link\(link).png").string, withDestinationPath: "1003.png")
            }
            _ = try fill(gallery)
            let opened = try gallery.opened()
            let query = [try gallery.query(vectors, 3, from: "1003.png")]
            let request = StoreRequest(limit: 2, excludesQuery: true)
            let found = try StoreAddress("hnsw").open(opened).search(query, request)
            #expect(found.hits[0].count == 2)
            #expect(try found.hits == StoreAddress.flat.open(opened).search(query, request).hits)
        }
    }

    @Test func whereTheGalleryHasMovedOnEverythingIsCompared() throws {
        try withGallery { gallery throws in
            _ = try fill(gallery)
            try gallery.write(3, to: "0new.png")
            let opened = try gallery.opened()
            let store = try StoreAddress("hnsw").open(opened)
            #expect(store.staleness.new == 1 && store.isExact(limit: 1))
            let found = try store.search([EmbeddingQuery(vectors.row(3))], StoreRequest(limit: 2))
            #expect(found.names(below: gallery.root) == ["0new.png", "1003.png"])
        }
    }

    @Test func aGraphThatIsNotThereIsTold() throws {
        try withGallery { gallery throws in
            #expect(throws: StoreError.self) { try StoreAddress("hnsw").open(gallery.opened(isIndexed: false)) }
            try gallery.buildIndex()
            #expect(throws: StoreError.self) { try StoreAddress("hnsw").open(gallery.opened()) }
        }
    }

    @Test func addressesNameWhatThereIs() throws {
        for (text, form) in [
            ("flat", "flat"), ("hnsw", "hnsw"), ("chroma://localhost/pictures", "chroma://HOST:PORT/COLLECTION"),
            ("chroma+https://localhost/pictures", "chroma://HOST:PORT/COLLECTION"),
        ] {
            let address = try StoreAddress(text)
            try address.check()
            #expect(address.kind.form == form && "\(address)" == text)
        }
        for text in ["faiss", "", "http://localhost/pictures", "Flat"] {
            #expect(throws: StoreError.self) { try StoreAddress(text) }
        }
        for text in ["flat:x", "hnsw://a/b", "chroma://"] {
            let address = try StoreAddress(text)
            #expect(throws: StoreError.self) { try address.check() }
        }
        #expect(StoreAddress.names == ["flat", "hnsw"])
    }
}
