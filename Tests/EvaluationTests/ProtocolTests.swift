import Evaluation
import Gallery
import Metrics
import SystemPackage
import TestSupport
import Testing

/// The field's measures on random rankings with junk are those that an independent script computes.
struct ProtocolTests {
    @Test(arguments: try ProtocolCase.all())
    func measuresAreThoseOfTheProtocols(entry: ProtocolCase) throws {
        let measures = try entry.measures.keys.map { try #require(Measure(name: $0)) }
        for metric in [Metric.cosine, .l1] {
            let evaluation = Evaluation(
                queries: entry.files, gallery: entry.gallery, judgements: entry.judgements, metrics: [metric], top: entry.top,
                measures: measures
            ) { query, metric in entry.hits(query, metric) }
            expect(evaluation.results[0], measures, entry)
        }
    }

    /// What a store answers is judged the same, as far as it goes.
    @Test(arguments: try ProtocolCase.all())
    func measuresOfTheFirstHitsAreThoseOfTheProtocols(entry: ProtocolCase) throws {
        // Where junk takes places among the first, fewer than `top` are left.
        let withoutJunk = entry.removingJunk()
        let measures = try entry.measures.keys.map { try #require(Measure(name: $0)) }.filter {
            $0.depth.map { $0 <= entry.top } ?? false
        }
        let hits = entry.queries.indices.map { Array(withoutJunk.hits($0, .cosine).prefix(entry.top)) }
        let evaluation = Evaluation(
            queries: entry.files, gallery: entry.gallery, galleryCount: entry.gallery.count,
            judgements: withoutJunk.judgements, relevantCounts: entry.queries.map { $0.judged.count { $0 == "r" } },
            answers: [StoreAnswers(store: "hnsw", isExact: false, metric: .cosine, hits: hits, time: 1)], top: entry.top,
            measures: measures)
        expect(evaluation.results[0], measures, entry)
    }

    @Test func namesAreReadAsTheyArePrinted() {
        for name in [
            "P@1", "recall@10", "hit@3", "MRR", "mAP", "mAP-trapezoid", "N-S", "MRR@7", "mAP@7", "uAP", "uAP@9", "overlap@2",
        ] {
            #expect(Measure(name: name)?.name == name)
        }
        for name in ["", "P", "P@", "P@0", "P@-1", "P@+1", "P@1.5", "p@1", "mAP@", "N-S@4", "hit@99999999999999999999"] {
            #expect(Measure(name: name) == nil, "\(name)")
        }
    }

    @Test func queriesWithoutAnythingRelevantCountWhereCandidatesArePooled() {
        let gallery = [ImageFile(path: "g/a", label: nil), ImageFile(path: "g/b", label: nil)]
        let judgements: [QueryJudgement] = [.listed(relevant: [0], junk: []), .listed(relevant: [], junk: [])]
        let evaluation = Evaluation(
            queries: [ImageFile(path: "q/1", label: nil), ImageFile(path: "q/2", label: nil)], gallery: gallery,
            judgements: judgements, metrics: [.cosine], top: 1,
            measures: [.microAveragePrecision(at: 1), .meanAveragePrecision]
        ) { query, _ in [ScoredIndex(index: 0, score: query == 0 ? 0.5 : 0.75), ScoredIndex(index: 1, score: 0)] }
        // The other query's hit scores higher, and is wrong.
        #expect(evaluation.results[0].mean(.microAveragePrecision(at: 1)) == 0.5)
        #expect(evaluation.results[0].mean(.meanAveragePrecision) == 1)
    }

    @Test func junkIsNoHit() {
        let gallery = [
            ImageFile(path: "g/L/a", label: "L"), ImageFile(path: "g/M/b", label: "M"), ImageFile(path: "g/c", label: nil),
        ]
        let evaluation = Evaluation(
            queries: [ImageFile(path: "q/1", label: nil)], gallery: gallery, judgements: [.listed(relevant: [2], junk: [0])],
            metrics: [.cosine], top: 2
        ) { _, _ in (0..<3).map { ScoredIndex(index: $0, score: -Double($0)) } }
        let query = evaluation.results[0].queries[0]
        #expect(query.hits.map(\.index) == [1, 2] && query.areRelevant == [false, true] && query.takenFor == "M")
        #expect(query.judged?.relevantRanks == [2])
    }

    private func expect(_ result: MetricEvaluation, _ measures: [Measure], _ entry: ProtocolCase) {
        for measure in measures {
            let (actual, expected) = (result.mean(measure) ?? .nan, entry.measures[measure.name] ?? .nan)
            #expect(abs(actual - expected) <= 1e-12, "\(measure.name)")
        }
    }
}

/// An entry of protocols.json: queries over one gallery.
struct ProtocolCase: Decodable, Sendable, CustomStringConvertible {
    struct Query: Decodable, Sendable {
        /// For each rank `r` for a relevant image, `j` for junk, `.` for another.
        let judged: String
        /// The larger the better.
        let scores: [Double]
    }

    let top: Int
    let queries: [Query]
    let measures: [String: Double]

    var description: String { "\(queries.count) queries over \(queries[0].judged.count) images, the first \(top)" }

    static func all() throws -> [Self] { try Fixtures.decoded("protocols.json") }

    var files: [ImageFile] { queries.indices.map { ImageFile(path: FilePath("q/\($0)"), label: nil) } }
    var gallery: [ImageFile] { Array(repeating: ImageFile(path: "g/image", label: nil), count: queries[0].judged.count) }

    /// The image at rank i is image i.
    func hits(_ query: Int, _ metric: Metric) -> [ScoredIndex] {
        zip(queries[query].judged, queries[query].scores).enumerated().map {
            ScoredIndex(index: $0, score: metric.prefersLarger ? $1.1 : -$1.1)
        }
    }

    var judgements: [QueryJudgement] {
        queries.map { query in
            func places(_ kind: Character) -> Set<Int> { Set(query.judged.enumerated().filter { $1 == kind }.map(\.offset)) }
            return .listed(relevant: places("r"), junk: places("j"))
        }
    }

    func removingJunk() -> Self {
        let kept = queries.map { query in
            let pairs = zip(query.judged, query.scores).filter { $0.0 != "j" }
            return Query(judged: String(pairs.map(\.0)), scores: pairs.map(\.1))
        }
        return Self(top: top, queries: kept, measures: measures)
    }
}
