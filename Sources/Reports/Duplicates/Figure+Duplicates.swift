package import Duplicates
import Files
import Imaging
import Metrics

extension Figure {
    /// Groups of duplicates, each led by the file that is kept.
    ///
    /// - Parameter scored: What scores are of; nil where files are equal.
    package init(_ result: DuplicateResult, scored: DuplicateReport.Scored?, format: Format) throws(DrawingError) {
        let rows = result.groups.enumerated().map { number, group in
            let pictures = group.files.indices.map { FigureContent.Picture(group, place: $0, number: number + 1, scored) }
            // A group has files.
            return FigureContent.Row(lead: pictures[0], others: Array(pictures[1...]))
        }
        let compared = scored.map { "\($0.metric.rawValue), \($0.metric.direction)" } ?? "equal"
        let groups = counted(result.groups.count, "group")
        try self.init(
            FigureContent(
                rows: rows, footer: "\(groups) among \(counted(result.imageCount, "image")) · \(compared)",
                title: "Duplicates found by retrieve"),
            format: format)
    }
}

extension FigureContent.Picture {
    fileprivate init(_ group: DuplicateGroup, place: Int, number: Int, _ scored: DuplicateReport.Scored?) {
        let file = group.files[place]
        let size = file.size.map { "\($0.width) × \($0.height)" }
        let score = place == 0 ? nil : scored?.formatted(group.bestScore(of: place, scored?.metric))
        let verdict = place < group.keptCount ? "keep" : "not kept"
        self.init(
            source: .file(file.path), words: nil, title: place == 0 ? "Group \(number): keep" : verdict,
            score: [size, score].compactMap(\.self).joined(separator: " · "), name: file.path.fileName)
    }
}
