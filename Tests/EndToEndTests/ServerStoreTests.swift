import Foundation
import SystemPackage
import TestSupport
import Testing

/// Evaluations and checks in a collection of a real Chroma server.
@Suite(.enabled(if: chromaProgram != nil, "no Chroma server is installed; run Scripts/install-chroma"))
struct ServerStoreTests {
    @Test func aCollectionIsEvaluatedBesideOtherStores() throws {
        try withCollection { folder, address in
            let stores = ["--store", "flat", "--store", "hnsw", "--store", address, "-k", "2"]
            let run = try evaluate(stores + ["--require", "overlap@2>=0.99"], in: folder)
            #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
            let rows = run.lines.dropFirst(2).map { $0.split(separator: " ").map(String.init) }
            #expect(rows.map { $0[1] } == ["flat", "hnsw", address] && rows[2][2..<7] == rows[0][2..<7])

            // The collection is made for the cosine.
            let all = try evaluate(["--store", address, "--metric", "all", "--format", "json"], in: folder)
            #expect(all.status == 0 && all.errors.contains("is evaluated by cosine only"))
            #expect(try EvaluationOutcome(all).metrics.map(\.metric) == ["cosine"])
            let other = try evaluate(["--store", address, "--metric", "l2"], in: folder)
            #expect(other.status == 2 && other.errors.contains("measures by 'cosine'"))
        }
    }

    @Test func whatTheGalleryHasNoLongerIsNotRelevant() throws {
        try withCollection { folder, address in
            for number in [1, 2, 4] {
                try FileManager.default.removeItem(atPath: folder("gallery/Lime/0\(number).jpg").string)
            }
            let outcome = try EvaluationOutcome(
                evaluate(["--store", address, "--format", "json", "-q", "--by-label", "-k", "5"], in: folder))
            let lime = try #require(outcome.metrics[0].labels?.first { $0.label == "Lime" })
            #expect(lime.measures["recall@5"] == 1 && lime.measures["P@5"] == 0.2)
            #expect(outcome.counts["galleryImages"] == 9)
        }
    }

    @Test func aCollectionIsRecordedByItsAddressAndAskedAgain() throws {
        try withCollection { folder, address in
            let record = ["check", "--update", "b.json", "Lime.jpg", "--text", "a bus", "-g", "gallery", "-k", "2"]
            #expect(try TinyModel.run(record + ["--store", address], in: folder.path).status == 0)
            let text = String(decoding: try contents(of: folder("b.json")), as: UTF8.self)
            #expect(text.contains("\"store\": \"\(address)\"\n") && text.contains("{\"path\": \"gallery/Lime/"))
            let same = try TinyModel.run(["check", "b.json"], in: folder.path)
            #expect(same.status == 0, "\(same.text)\(same.errors)")

            // Against what comparing with all has found: the server computes in single precision.
            #expect(try TinyModel.run(record, in: folder.path).status == 0)
            let check = ["check", "b.json", "--store", address, "-q"]
            let held = try TinyModel.run(check + ["--tolerance", "1e-5"], in: folder.path)
            #expect(held.status == 0, "\(held.text)")
        }
    }

    /// Calls `body` with a folder of queries and an indexed gallery, and the address of its embeddings on a server.
    private func withCollection(_ body: (TemporaryFolder, String) throws -> Void) throws {
        try withLabelledQueries { folder throws in
            let server = try LocalServer("chroma.py", [chromaProgram ?? "chroma", folder("data").string], in: folder)
            defer { server.stop() }
            let address = "chroma://127.0.0.1:\(server.port)/pictures"
            for store in ["hnsw", address] {
                let run = try TinyModel.run(
                    ["index", "gallery", "--features", "clip", "--store", store, "-q"], in: folder.path)
                #expect(run.status == 0, "\(run.errors)")
            }
            try body(folder, address)
        }
    }
}
