import Embeddings
import FeatureIndex
import Foundation
import Gallery
import HTTP
import Metrics
import SystemPackage
import TestSupport
import Testing
@testable import VectorStores

/// Searches of a real server look at the gallery too.
@Suite(.enabled(if: chromaProgram != nil, "no Chroma server is installed; run Scripts/install-chroma"), .serialized)
struct ChromaGalleryTests {
    private let vectors = clusteredVectors(60)

    /// Calls `body` with a gallery of twenty images whose embeddings a server has.
    private func withCollection(_ body: (Chroma, GalleryOfVectors) throws -> Void) throws {
        try Chroma.with { chroma throws in
            let gallery = GalleryOfVectors(vectors, in: chroma.folder)
            for number in 0..<20 { try gallery.write(number, to: "a/\(10 + number).png") }
            try fill(chroma, gallery)
            try body(chroma, gallery)
        }
    }

    @discardableResult
    private func fill(_ chroma: Chroma, _ gallery: GalleryOfVectors) throws -> ChromaUpload.Summary {
        try gallery.buildIndex()
        let upload = ChromaUpload(
            try chroma.address(), reading: EmbeddingReading(Chroma.space), metric: .cosine, token: nil, http: Chroma.http)
        return try ChromaStore.synchronise(upload, gallery.opened())
    }

    private func open(_ chroma: Chroma, _ gallery: GalleryOfVectors, isIndexed: Bool = false) throws -> ChromaStore {
        try ChromaStore(gallery.opened(isIndexed: isIndexed), chroma.open())
    }

    private func nearest(_ store: ChromaStore, to number: Int, _ root: FilePath, _ limit: Int = 1) throws -> [String] {
        try store.search([EmbeddingQuery(vectors.row(number))], StoreRequest(limit: limit)).names(below: root)
    }

    @Test func whatIsAsItWasIsFound() throws {
        try withCollection { chroma, gallery throws in
            let store = try open(chroma, gallery)
            #expect(store.staleness.isNone && store.skipped.isEmpty)
            #expect(try nearest(store, to: 7, gallery.root) == ["a/17.png"])
            #expect(try nearest(store, to: 7, gallery.root, 0).isEmpty)
            #expect(try fill(chroma, gallery) == .init(sent: 0, removed: 0, kept: 20))
        }
    }

    @Test func filesThatAreGoneOrChangedAreNoHitsUnderTheirOldContents() throws {
        try withCollection { chroma, gallery throws in
            try FileManager.default.removeItem(atPath: gallery.root.appending("a/13.png").string)
            try gallery.write(40, to: "a/17.png")
            try gallery.write(41, to: "b/new.png")
            for isIndexed in [false, true] {
                let store = try open(chroma, gallery, isIndexed: isIndexed)
                #expect(store.staleness.new == 1 && store.staleness.changed == 1 && store.staleness.gone == 1)
                let flat = try StoreAddress.flat.open(gallery.opened(isIndexed: isIndexed))
                for number in [3, 7, 40, 41, 12] {
                    let request = StoreRequest(limit: 5)
                    let expected = try flat.search([EmbeddingQuery(vectors.row(number))], request)
                    #expect(try nearest(store, to: number, gallery.root, 5) == expected.names(below: gallery.root))
                }
            }
            #expect(try fill(chroma, gallery) == .init(sent: 2, removed: 1, kept: 18))
            #expect(try open(chroma, gallery).staleness.isNone)
        }
    }

    /// Nothing is new, and nothing is gone.
    @Test func swappedFilesAreNoticed() throws {
        try withCollection { chroma, gallery throws in
            func path(_ name: String) -> String { gallery.root.appending("a/\(name).png").string }
            try FileManager.default.moveItem(atPath: path("13"), toPath: path("x"))
            try FileManager.default.moveItem(atPath: path("17"), toPath: path("13"))
            try FileManager.default.moveItem(atPath: path("x"), toPath: path("17"))
            let store = try open(chroma, gallery)
            #expect(store.staleness.changed == 2)
            #expect(try nearest(store, to: 3, gallery.root) == ["a/17.png"])
        }
    }

    @Test func whereAFileHasManyNamesThereAreAsManyHits() throws {
        try withCollection { chroma, gallery throws in
            for link in ["l1", "l2", "l3"] {
                try FileManager.default.createSymbolicLink(
                    atPath: gallery.root.appending("a/\(link).png").string, withDestinationPath: "15.png")
            }
            try fill(chroma, gallery)
            let query = try gallery.query(vectors, 5, from: "a/15.png")
            let found = try open(chroma, gallery).search([query], StoreRequest(limit: 2, excludesQuery: true))
            #expect(found.hits[0].count == 2)
            #expect(found.names(below: gallery.root).allSatisfy { !$0.contains("l") && $0 != "a/15.png" })
        }
    }

    @Test func namesThatAreNotUTF8ComeBackAsTheyAre() throws {
        try withCollection { chroma, gallery throws in
            let bytes: [UInt8] = Array("a/caf".utf8) + [0xe9] + Array(".png".utf8)
            let path = try #require(ChromaPath(bytes, below: gallery.root)).path
            let original = gallery.root.appending("a/14.png")
            try original.withPlatformString { from throws in
                try path.withPlatformString { to throws in try #require(link(from, to) == 0) }
            }
            try FileManager.default.removeItem(atPath: original.string)
            try fill(chroma, gallery)
            let found = try open(chroma, gallery).search([EmbeddingQuery(vectors.row(4))], StoreRequest(limit: 1))
            #expect(found.images[found.hits[0][0].index].path == path)
        }
    }

    @Test(arguments: ["../../etc/passwd", "x/../../../etc/passwd", "/etc/passwd", "a//b", ""])
    func recordsThatLeadOutOfTheGalleryAreRefused(path: String) throws {
        try withCollection { chroma, gallery throws in
            let upload = ChromaUpload(
                try chroma.address(), reading: EmbeddingReading(Chroma.space), metric: .cosine, token: nil, http: Chroma.http)
            let record = ChromaRecord(
                path: Array(path.utf8), label: nil, stamp: ChromaRecord.Stamp(size: 1, modified: 1))
            _ = try upload([record], EmbeddingTable(select([7], of: vectors)))
            let error = #expect(throws: StoreError.self) { try open(chroma, gallery) }
            #expect(error == .recordOutsideGallery(path, collection: "pictures"))
        }
    }

    /// Each knows its own files alone, and which of the server's records are its own by their paths.
    @Test func shardsFillOneCollectionAndRemoveNothingOfEachOther() throws {
        try Chroma.with { chroma throws in
            let shards = (1...3).compactMap { GalleryShard(number: $0, of: 3) }
            let galleries = shards.map { GalleryOfVectors(vectors, in: chroma.folder, shard: $0) }
            let whole = GalleryOfVectors(vectors, in: chroma.folder)
            for number in 0..<20 { try whole.write(number, to: "a/\(10 + number).png") }
            let sent = try galleries.map { try fill(chroma, $0).sent }
            #expect(sent.reduce(0, +) == 20 && sent.allSatisfy { $0 > 0 })
            for gallery in galleries { #expect(try fill(chroma, gallery).removed == 0) }
            #expect(try open(chroma, whole).staleness.isNone)
            #expect(try nearest(open(chroma, whole), to: 7, whole.root) == ["a/17.png"])
            let metadata = try chroma.open().collection.metadata
            #expect(metadata?[ChromaKey.gallery] == nil, "none of them knows all files")

            try FileManager.default.removeItem(atPath: whole.root.appending("a/13.png").string)
            let removed = try galleries.map { try fill(chroma, $0).removed }
            #expect(removed.reduce(0, +) == 1 && removed.count { $0 == 1 } == 1)
            #expect(try chroma.open().count() == 19)
            // The whole finds nothing to do, and says what the collection was filled from.
            #expect(try fill(chroma, whole) == .init(sent: 0, removed: 0, kept: 19))
            #expect(try chroma.open().collection.metadata?[ChromaKey.gallery] != nil)
            for gallery in galleries { try fill(chroma, gallery) }
            #expect(try chroma.open().collection.metadata?[ChromaKey.gallery] != nil)
        }
    }

    /// What an earlier version has filled tells no state, and neither does what is being filled.
    @Test func whatTellsNoStateIsComparedRecordByRecord() throws {
        try withCollection { chroma, gallery throws in
            let search = try chroma.open()
            let metadata = ["model": "tests", "model_digest": String(repeating: "03", count: 16), "precision": "float32"]
            try search.client.setMetadata(metadata, of: search.collection.id)
            #expect(try open(chroma, gallery).staleness.isNone)
            try gallery.write(30, to: "a/40.png")
            #expect(try open(chroma, gallery).staleness.new == 1)
        }
    }
}

/// Paths that a server tells.
struct ChromaPathTests {
    @Test(arguments: ["", "/", "/a", "a/", "a//b", "..", "../a", "a/..", "a/../b", "a\u{0}b"])
    func thoseThatLeadOutAreNone(path: String) {
        #expect(ChromaPath(Array(path.utf8), below: "/g") == nil)
    }

    @Test(arguments: ["a", "a/b.png", "..a", "a../b", ".hidden/x", "a b/é"])
    func othersAreBelowTheGallery(path: String) {
        #expect(ChromaPath(Array(path.utf8), below: "/g")?.path.string == "/g/\(path)")
    }
}
