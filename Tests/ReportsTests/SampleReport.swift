import Files
import Search
import Gallery
import Metrics
import Reports
import SystemPackage

/// Two queries, of which the second found nothing.
func sampleReport(_ metric: Metric = .l1, skipped: [SkippedEntry] = [], isHeaded: Bool = true) -> SearchReport {
    report(
        metric,
        [
            QueryHits(
                query: .file("q/one.jpg"),
                hits: [
                    Hit(path: "g/Apple/1.jpg", label: "Apple", score: metric == .l1 ? 0 : 1),
                    Hit(path: "g/2.png", label: nil, score: metric == .l1 ? 12_345_678 : 0.1),
                ]),
            QueryHits(query: .file("q/two.jpg"), hits: []),
        ],
        skipped: skipped, isHeaded: isHeaded)
}

func report(_ metric: Metric, _ queries: [QueryHits], skipped: [SkippedEntry] = [], isHeaded: Bool = false) -> SearchReport {
    SearchReport(features: .pixels, metric: metric, size: "448x320", queries: queries, skipped: skipped, isHeaded: isHeaded)
}

/// One query with one hit.
func report(_ metric: Metric, query: FilePath = "q", path: FilePath, label: String? = nil, score: Double = 1) -> SearchReport {
    report(metric, [QueryHits(query: .image(.file(query)), hits: [Hit(path: path, label: label, score: score)])])
}

extension SearchReport {
    func text(_ format: Format, endsWithNull: Bool = false) -> String {
        String(decoding: rendered(as: format, endsWithNull: endsWithNull), as: UTF8.self)
    }
}
