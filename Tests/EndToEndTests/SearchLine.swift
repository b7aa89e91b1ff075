import Foundation
import TestSupport
import Testing

/// A line of JSON output.
struct SearchLine: Decodable {
    struct Hit: Decodable, Equatable {
        let rank: Int
        let path: String
        let label: String?
        let score: Double
    }

    struct Skipped: Decodable, Equatable {
        let path: String
        let reason: String
    }

    let query: String
    let features: String
    let metric: String
    let size: String?
    let hits: [Hit]
    let skipped: [Skipped]
}

extension Run {
    /// Standard output as JSON lines.
    func searchLines() throws -> [SearchLine] {
        try lines.map { try JSONDecoder().decode(SearchLine.self, from: Data($0.utf8)) }
    }

    /// The one line of JSON on standard output.
    func searchLine() throws -> SearchLine {
        let lines = try searchLines()
        try #require(lines.count == 1)
        return lines[0]
    }
}
