#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import Files
import Gallery
import Metrics
package import Search
import SystemPackage

/// An error that says why bytes are not results of searches.
package enum ResultsError: Error, Equatable {
    /// A line, counted from 1, and what is wrong with it.
    case damaged(line: Int, Damage)

    package enum Damage: Equatable, Sendable {
        case notJSON
        /// A member is missing or of another type, as in `hits[2].score`.
        case member(String)
        /// A name that this version does not know.
        case unknown(member: String, value: String)
    }
}

extension QueryResults {
    /// Reads what `SearchReport` writes as JSON: an object per line; empty lines do not count.
    package static func lines(_ bytes: [UInt8]) throws(ResultsError) -> [QueryResults] {
        var results: [QueryResults] = []
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }) { continue }
            do throws(ResultsError.Damage) {
                results.append(try QueryResults(line))
            } catch {
                throw .damaged(line: number, error)
            }
        }
        return results
    }

    private init(_ line: ArraySlice<UInt8>) throws(ResultsError.Damage) {
        let read: Line
        do {
            read = try JSONDecoder().decode(Line.self, from: Data(line))
        } catch DecodingError.keyNotFound(let key, let context) {
            throw .member(name(context.codingPath + [key]))
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            throw context.codingPath.isEmpty ? .notJSON : .member(name(context.codingPath))
        } catch {
            throw .notJSON
        }
        guard let features = Features(rawValue: read.features) else {
            throw .unknown(member: "features", value: read.features)
        }
        guard let metric = Metric(rawValue: read.metric) else { throw .unknown(member: "metric", value: read.metric) }
        self.init(
            settings: Settings(features: features, metric: metric, size: read.size, making: ResultMaking(read)),
            query: withoutCredentials(read.query),
            hits: read.hits.map { Hit(path: FilePath($0.path), label: $0.label, score: $0.score) },
            skipped: (read.skipped ?? []).map { SkippedEntry(path: FilePath($0.path), reason: $0.reason) })
    }
}

extension ResultsError.Damage: Error {}

private struct Line: Decodable {
    struct Hit: Decodable {
        let path: String
        let label: String?
        let score: Double
    }

    struct Skipped: Decodable { let path, reason: String }

    let query, features, metric: String
    let size: String?
    let model, precision, digest, processor, reading: String?
    let terms: [String]?
    let hits: [Hit]
    let skipped: [Skipped]?
}

extension ResultMaking {
    fileprivate init(_ line: Line) {
        self.init(
            model: line.model, precision: line.precision, digest: line.digest, processor: line.processor,
            reading: line.reading, terms: line.terms ?? [])
    }
}

/// The place of a value in the JSON document, as in `hits[3].score`.
private func name(_ path: [any CodingKey]) -> String {
    path.reduce("") { text, key in
        if let index = key.intValue { return "\(text)[\(index)]" }
        return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
    }
}
