import Evaluation
import Imaging
import Metrics
import Testing

/// Baselines are read back, and what is none is told.
struct BaselineReadingTests {
    private static let options =
        #""options": {"gallery": "../g", "features": "pixels", "metric": "cosine", "size": "64x32", "resample": "lanczos", "#
        + #""orientation": "ignore", "top": 3, "threshold": null, "excludeQuery": true}"#
    private static let head = #""format": "retrieve-baseline", "version": 1"#

    @Test func everyMemberIsRead() throws {
        let text = """
            {\(Self.head), \(Self.options), "unknown": [1, 2],
             "skipped": [{"path": "../g/bad.jpg", "reason": "it is empty"}],
             "queries": [{"query": "../q/é \\"1\\".jpg", "hits": [{"path": "../g/1.jpg", "score": 0.30000000000000004}]}]}
            """
        let baseline = try Baseline(json: Array(text.utf8))
        #expect(baseline.options == sampleOptions)
        #expect(baseline.skipped == [Baseline.Skipped(path: "../g/bad.jpg", reason: "it is empty")])
        #expect(baseline.queries.map(\.name) == ["../q/é \"1\".jpg"])
        #expect(baseline.queries[0].hits == [Baseline.Hit(path: "../g/1.jpg", score: 0.1 + 0.2)])
    }

    @Test func aModelAndTextsAreRead() throws {
        let text = """
            {"format": "retrieve-baseline", "version": 2, "options": {"gallery": "g", "features": "clip", "metric": "cosine",
             "model": "m", "digest": "00ff", "precision": "bf16", "orientation": "exif", "top": 1, "threshold": null,
             "excludeQuery": false}, "skipped": [], "queries": [{"text": "a bus", "hits": []}, {"query": "b", "hits": []}]}
            """
        let baseline = try Baseline(json: Array(text.utf8))
        #expect(baseline.options.compared == .embedding(Baseline.Model(name: "m", digest: "00ff", precision: "bf16")))
        #expect(baseline.queries.map(\.name) == ["a bus", "b"] && baseline.queries.map(\.isText) == [true, false])
        #expect(baseline.version == 2)
    }

    @Test func aStoreAndTermsAreRead() throws {
        let terms = #"[{"image": "../a.jpg", "weight": 2}, {"text": "b", "weight": -0.5}]"#
        let baseline = try Baseline(json: Array(clip(#", "store": "hnsw", "ef": 99, "terms": \#(terms)"#).utf8))
        #expect(baseline.options.store == Baseline.Store(name: "hnsw", ef: 99) && baseline.version == 2)
        #expect(
            baseline.options.terms == [
                Baseline.Term("../a.jpg", isText: false, weight: 2), Baseline.Term("b", isText: true, weight: -0.5),
            ])
        for members in ["", #", "store": "flat""#] {
            let options = try Baseline(json: Array(clip(members).utf8)).options
            #expect(options.store == nil && options.terms.isEmpty)
        }
    }

    @Test(
        arguments: [
            (#""ef": 0"#, "its options.ef is '0'"), (#""terms": [{"weight": 1}]"#, "its options.terms[0].image is missing"),
            (#""terms": [{"text": "a", "weight": 0}]"#, "its options.terms[0].weight is '0.0'"),
            (#""terms": [{"text": "a"}]"#, "its options.terms[0].weight is missing"),
        ])
    func aStoreOrTermThatIsNoneIsTold(member: String, detail: String) {
        #expect(throws: BaselineError.damaged(detail)) { try Baseline(json: Array(clip(", " + member).utf8)) }
    }

    private func clip(_ members: String) -> String {
        """
        {"format": "retrieve-baseline", "version": 2, "options": {"gallery": "g", "features": "clip", "metric": "cosine",
         "model": "m", "digest": "00ff", "precision": "bf16", "orientation": "exif", "top": 1, "threshold": null,
         "excludeQuery": false\(members)}, "skipped": [], "queries": []}
        """
    }

    @Test(
        arguments: [
            ("", .notJSON), ("hello", .notJSON), ("{\"format\": \"retrieve-baseline\"", .notJSON), ("[]", .otherFormat),
            ("{}", .otherFormat), ("{\"format\": \"other\", \"version\": 1}", .otherFormat),
            ("{\"format\": \"retrieve-baseline\", \"version\": 5}", .newer(version: 5)),
            ("{\(head)}", .damaged("its options is missing")),
            ("{\(head), \(options), \"skipped\": []}", .damaged("its queries is missing")),
            (
                "{\(head), \(options), \"skipped\": [], \"queries\": [{\"query\": \"q\", \"hits\": [{\"path\": \"p\", \"score\": \"1\"}]}]}",
                .damaged("its queries[0].hits[0].score is of another type than expected")
            ),
            (
                "{\(head), \(options.replacing("cosine", with: "l3")), \"skipped\": [], \"queries\": []}",
                .damaged("its options.metric is 'l3'")
            ),
            (
                "{\(head), \(options.replacing("64x32", with: "0x32")), \"skipped\": [], \"queries\": []}",
                .damaged("its options.size is '0x32'")
            ),
            (
                "{\(head), \(options.replacing("pixels", with: "depth")), \"skipped\": [], \"queries\": []}",
                .damaged("its options.features is 'depth'")
            ),
            (
                "{\(head), \(options.replacing("pixels", with: "clip")), \"skipped\": [], \"queries\": []}",
                .damaged("its options.model is missing")
            ),
            (
                "{\(head), \(options.replacing("\"size\": \"64x32\", ", with: "")), \"skipped\": [], \"queries\": []}",
                .damaged("its options.size is missing")
            ),
            (
                "{\(head), \(options), \"skipped\": [], \"queries\": [{\"hits\": []}]}",
                .damaged("its queries[0].query is missing")
            ),
            (
                "{\(head), \(options.replacing("3,", with: "-3,")), \"skipped\": [], \"queries\": []}",
                .damaged("its options.top is '-3'")
            ),
        ] as [(String, BaselineError)])
    func whatIsNoBaselineIsTold(text: String, error: BaselineError) {
        #expect(throws: error) { try Baseline(json: Array(text.utf8)) }
        #expect(!"\(error)".contains("\n") && "\(error)".contains(";"))
    }
}
