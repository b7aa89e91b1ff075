import Embeddings
import FeatureIndex
import Foundation
import HTTP
import Imaging
import Metrics
import TestSupport
import Testing
@testable import VectorStores

/// What a real server finds, and how it is filled. The tests share one server, each with a collection of its own.
@Suite(.enabled(if: chromaProgram != nil, "no Chroma server is installed; run Scripts/install-chroma"))
struct ChromaTests {
    private let rows = clusteredVectors(1500)
    private let queries = clusteredVectors(40, seed: 5)

    @Test func everythingAServerIsForWorks() throws {
        try Chroma.with { chroma throws in
            for metric in [Metric.cosine, .l2, .mse] { try findsTheNearest(chroma, metric) }
            try sendsWhatChanged(chroma)
            try readsCollectionsOfOthers(chroma)
            try refusesWhatDoesNotFit(chroma)
            try survivesFaults(chroma)
        }
    }

    /// The names of rows are those of their records.
    private func expectAgreement(_ found: [[ChromaSearch.Record]], _ exact: [[ScoredIndex]]) {
        let records = Chroma.records(rows.count)
        var same = 0
        for (found, exact) in zip(found, exact) {
            #expect(found.count == exact.count)
            for hit in exact {
                let record = records[hit.index]
                guard let match = found.first(where: { $0.id == record.id }) else { continue }
                #expect(match.path == record.path && match.label == record.label)
                same += 1
                #expect(abs(match.score - hit.score) <= 1e-5)
            }
        }
        #expect(Double(same) >= 0.97 * Double(5 * queries.count))
    }

    private func findsTheNearest(_ chroma: Chroma, _ metric: Metric) throws {
        let name = "nearest-\(metric.rawValue)"
        #expect(try chroma.upload(rows, to: name, metric: metric) == .init(sent: 1500, removed: 0, kept: 0))
        let store = try chroma.open(name)
        #expect(try store.count() == 1500)
        let exact = exactHits(queries, among: rows, count: 5, metric: metric)
        expectAgreement(try store.nearest(to: queries, count: 5, metric: metric), exact)
        // A vector that is there is found, at its own distance.
        let own = try store.nearest(to: select([7], of: rows), count: 1, metric: metric)
        #expect(abs(own[0][0].score - (metric == .cosine ? 1 : 0)) < 1e-6)
        #expect(try store.nearest(to: queries, count: 0, metric: metric).allSatisfy(\.isEmpty))
    }

    private func sendsWhatChanged(_ chroma: Chroma) throws {
        let changed = select(Array(0..<1000) + [1400] + Array(1001..<1200), of: rows)
        #expect(try chroma.upload(rows, to: "changed").sent == 1500)
        #expect(try chroma.upload(rows, to: "changed") == .init(sent: 0, removed: 0, kept: 1500))
        #expect(try chroma.upload(changed, to: "changed") == .init(sent: 1, removed: 300, kept: 1199))
        #expect(try chroma.open("changed").count() == 1200)
    }

    private func readsCollectionsOfOthers(_ chroma: Chroma) throws {
        let client = ChromaClient(try chroma.address("notebook"), token: nil, http: Chroma.http)
        struct Notebook: Encodable {
            let name = "notebook"
            let metadata = ["hnsw:space": "cosine"]
        }
        struct Records: Encodable {
            let ids: [String]
            let embeddings: [[Float]]
        }
        _ = try client.post(Notebook(), to: client.address.collections).checked(client)
        #expect(try chroma.open("notebook").nearest(to: queries, count: 5, metric: .cosine).allSatisfy(\.isEmpty))
        let id = try #require(try client.find()).id
        let records = Records(ids: (0..<50).map { "id_\($0)" }, embeddings: (0..<50).map { rows.row($0) })
        _ = try client.post(records, to: "add", of: id).checked(client)
        let found = try chroma.open("notebook", reading: nil).nearest(to: select([3], of: rows), count: 2, metric: .cosine)
        #expect(found[0][0].id == "id_3" && found[0][0].path == nil && found[0][0].label == nil)
        // What is not this tool's is left alone.
        try chroma.upload(select(0..<5, of: rows), to: "notebook")
        #expect(try chroma.open("notebook").count() == 55)
    }

    private func refusesWhatDoesNotFit(_ chroma: Chroma) throws {
        func sentence(_ body: () throws -> Void) -> String {
            let error = #expect(throws: StoreError.self, performing: body)
            #expect(isOneLine(shownSentence(error)))
            return shownSentence(error)
        }
        try chroma.upload(rows, to: "fits")
        let store = try chroma.open("fits")
        #expect(store.supportedMetrics == [.cosine])
        for metric in [Metric.l1, .correlation] {
            #expect(sentence { _ = try store.nearest(to: queries, count: 5, metric: metric) }.contains("l2 or mse or cosine"))
        }
        #expect(sentence { _ = try store.nearest(to: queries, count: 5, metric: .l2) }.contains("measures by 'cosine'"))
        #expect(sentence { try chroma.upload(rows, to: "fits", metric: .l2) }.contains("measures by 'cosine'"))
        let narrow = clusteredVectors(5, dimension: 16)
        #expect(sentence { _ = try store.nearest(to: narrow, count: 5, metric: .cosine) }.contains("32 numbers"))
        let other = EmbeddingSpace(
            model: "other", digest: [UInt8](repeating: 4, count: 16), precision: "float32", dimension: 32)
        #expect(sentence { _ = try chroma.open("fits", reading: EmbeddingReading(other)) }.contains("tests, float32"))
        #expect(sentence { try chroma.upload(rows, to: "fits", reading: EmbeddingReading(other)) }.contains("another model"))
        let scaled = EmbeddingReading(Chroma.space, decoding: .scaled)
        #expect(sentence { _ = try chroma.open("fits", reading: scaled) }.contains("--decode full"))
        #expect(sentence { try chroma.upload(rows, to: "fits", reading: scaled) }.contains("--decode full"))
        try chroma.upload(rows, to: "scaled", reading: scaled)
        #expect(try chroma.open("scaled", reading: scaled).count() == rows.count)
        #expect(sentence { _ = try chroma.open("scaled") }.contains("--decode scaled"))
        #expect(sentence { _ = try chroma.open("nothing-there") }.contains("no collection 'nothing-there'"))
        let elsewhere = try ChromaAddress("chroma://127.0.0.1:\(chroma.server.port)/fits?tenant=nobody&database=none")
        #expect(
            sentence { _ = try ChromaSearch(elsewhere, reading: nil, token: nil, http: Chroma.http) }.contains("no collection"))
    }

    private func survivesFaults(_ chroma: Chroma) throws {
        for (fault, words) in [
            ("broken", "status 503"), ("nonsense", "not a Chroma server"), ("other", "not a Chroma server"),
        ] {
            try chroma.withProxy(fault) { port throws in
                let error = #expect(throws: StoreError.self) { try chroma.open("fits", port: port) }
                #expect(shownSentence(error).contains(words))
            }
        }
        for fault in ["none", "busy", "limit", "lose-answer"] {
            try chroma.withProxy(fault) { port throws in
                #expect(try chroma.upload(rows, to: "proxy-\(fault)", port: port).sent == 1500)
                #expect(try chroma.open("proxy-\(fault)").count() == 1500)
            }
        }
        try chroma.withProxy("in-part") { port throws in
            let error = #expect(throws: StoreError.self) { try chroma.upload(rows, to: "fits", port: port) }
            #expect(shownSentence(error).contains("it lists records in part"))
        }
        try chroma.withProxy("slow") { port throws in
            var limits = HTTPLimits()
            limits.total = 0.3
            let error = #expect(throws: StoreError.self) {
                try ChromaSearch(try chroma.address(port: port), reading: nil, token: nil, http: HTTPClient(limits: limits))
            }
            #expect(shownSentence(error).contains("too long"))
        }
    }

    @Test func aServerThatIsKilledAndComesBackGetsTheRest() throws {
        try Chroma.with { chroma throws in
            let rows = clusteredVectors(20_000)
            var sent = 0
            let error = #expect(throws: StoreError.self) {
                try chroma.upload(rows) { count in
                    sent += count
                    try? chroma.server.order("kill")
                }
            }
            #expect(shownSentence(error).contains("nothing answers"))
            #expect(sent > 0 && sent < 20_000)
            try chroma.server.order("start")
            let second = try chroma.upload(rows)
            // What the server had confirmed, it kept.
            #expect(second.kept >= sent && second.sent + second.kept == 20_000 && second.removed == 0)
            let store = try chroma.open()
            #expect(try store.count() == 20_000)
            let exact = exactHits(queries, among: rows, count: 1, metric: .cosine)
            let found = try store.nearest(to: queries, count: 1, metric: .cosine)
            let close = zip(exact, found).count { abs($0[0].score - ($1.first?.score ?? 0)) <= 1e-5 }
            #expect(close >= 38)
            #expect(try chroma.upload(rows) == .init(sent: 0, removed: 0, kept: 20_000))
        }
    }
}

/// Addresses of collections.
struct ChromaAddressTests {
    @Test func theyAreTakenApart() throws {
        let plain = try ChromaAddress("chroma://localhost/pictures")
        #expect(plain.server == "http://localhost:8000")
        #expect(plain.collection == "pictures")
        #expect(
            plain.collections == "http://localhost:8000/api/v2/tenants/default_tenant/databases/default_database/collections")
        let full = try ChromaAddress("chroma+https://db.example.org:8443/my.pictures_2?tenant=me-1&database=work")
        #expect(full.server == "https://db.example.org:8443")
        #expect(full.collections == "https://db.example.org:8443/api/v2/tenants/me-1/databases/work/collections")
        #expect(try ChromaAddress("chroma+https://db.example.org/abc").server == "https://db.example.org")
        #expect(try ChromaAddress("chroma://[::1]:9000/abc").server == "http://[::1]:9000")
    }

    @Test(
        arguments: [
            "http://localhost/pictures", "chroma://", "chroma://localhost", "chroma://localhost/", "chroma://localhost/ab",
            "chroma://localhost/a b c", "chroma://localhost/a/b/c", "chroma://localhost/-abc", "chroma://localhost/abc?x=y",
            "chroma://localhost/abc?tenant=", "chroma://localhost/abc?tenant=../..", "chroma://me:secret@localhost/abc",
        ])
    func whatIsNoneIsASentence(address: String) {
        let error = #expect(throws: StoreError.self) { try ChromaAddress(address) }
        #expect(isOneLine(shownSentence(error)))
    }
}
