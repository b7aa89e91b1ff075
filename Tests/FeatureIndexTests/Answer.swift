@testable import FeatureIndex
import Files
import Gallery
import Metrics
import Search
import SystemPackage
import Testing

/// What a search answers, to the last bit.
struct Answer: Equatable {
    struct Hit: Equatable {
        let path: FilePath
        let label: String?
        let bits: UInt64
    }

    /// For each query its hits, best first.
    private(set) var hits: [[Hit]]
    let skipped: [SkippedFile]

    /// The same with fewer hits per query: all hits are in one order, whatever is asked for.
    func first(_ limit: Int?) -> Answer {
        var answer = self
        if let limit { answer.hits = hits.map { Array($0.prefix(limit)) } }
        return answer
    }

    /// The same without hits that are not at least as good as `threshold`.
    func meeting(_ threshold: Double, _ metric: Metric) -> Answer {
        var answer = self
        answer.hits = hits.map { $0.filter { metric.meets(threshold, Double(bitPattern: $0.bits)) } }
        return answer
    }

    init(_ outcome: SearchOutcome, _ images: GalleryImages) { self.init(outcome.hits, outcome.skipped, images) }

    init(_ found: [[ScoredIndex]], _ skipped: [SkippedFile], _ images: GalleryImages) {
        hits = found.map {
            $0.map { Hit(path: images[$0.index].path, label: images[$0.index].label, bits: $0.score.bitPattern) }
        }
        self.skipped = skipped
    }
}

/// How a search is asked.
struct Question: Sendable {
    var metric = Metric.l1
    var limit: Int? = 5
    var threshold: Double?
    var excludesQuery = false
    var threads = 2
}

extension IndexedFolder {
    private func search(_ question: Question) -> PixelSearch {
        PixelSearch(
            options: PixelSearch.Options(
                reading: reading, metric: question.metric, limit: question.limit, threshold: question.threshold,
                excludesQuery: question.excludesQuery, threads: question.threads),
            kernels: Self.kernels)
    }

    private func queries(_ paths: [FilePath], by search: PixelSearch) throws -> [QueryImage] {
        try search.readQueries(paths.map { .file($0) }).map { try $0.get() }
    }

    /// Without the index.
    func plainAnswer(_ paths: [FilePath], _ question: Question = Question()) throws -> Answer {
        let search = search(question)
        let walk = try FolderWalk(gallery)
        return Answer(search.search(try queries(paths, by: search), in: walk.images), walk.images)
    }

    /// In what is known of the gallery.
    func answer(_ paths: [FilePath], _ question: Question, in known: IndexedGallery) throws -> Answer {
        let search = search(question)
        return Answer(
            try IndexedSearch(search).search(try queries(paths, by: search), in: known).outcome, known.images)
    }

    /// With the index.
    func indexedAnswer(_ paths: [FilePath], _ question: Question = Question()) throws -> Answer {
        try indexed(paths, question).answer
    }

    /// With the index, and how much of it was needed; the index must have features of this kind.
    func indexed(
        _ paths: [FilePath], _ question: Question = Question(), isTrusted: Bool = false
    ) throws -> (answer: Answer, statistics: IndexedSearch.Statistics, staleness: IndexedGallery.Staleness) {
        let search = search(question)
        let segments = try #require(try IndexFolder(index).open(key))
        let known =
            isTrusted
            ? IndexedGallery(trusting: segments, gallery: gallery)
            : IndexedGallery(try FolderWalk(gallery), segments: segments, threads: threads)
        let (outcome, statistics) = try IndexedSearch(search).search(try queries(paths, by: search), in: known)
        return (Answer(outcome, known.images), statistics, known.staleness)
    }

    /// Expects the same answer with and without the index, to many questions.
    func expectSameAnswers(
        _ paths: [FilePath], _ questions: [Question] = Question.usual, note: Comment? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for question in questions {
            let (plain, indexed) = (try plainAnswer(paths, question), try indexedAnswer(paths, question))
            #expect(indexed == plain, "\(question)\(note.map { ", \($0)" } ?? "")", sourceLocation: sourceLocation)
        }
    }
}

extension Question {
    /// One of each kind.
    static let usual: [Question] = Metric.allCases.map { Question(metric: $0) }
}
