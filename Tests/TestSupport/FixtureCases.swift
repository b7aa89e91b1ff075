// What the entries of the fixture lists say; Tests/Fixtures/README.md explains them. A case is described by its file, which
// is what a failed test then names.

/// An entry of decode.json.
package struct DecodeCase: Decodable, Sendable, CustomStringConvertible {
    package struct Turned: Decodable, Sendable {
        package let width: Int
        package let height: Int
        package let rgb: String
    }

    package let file: String
    package let width: Int
    package let height: Int
    /// The file of the samples as they are stored.
    package let rgb: String
    package let orientation: UInt8
    /// The picture as it is to be seen, where it is stored otherwise.
    package let oriented: Turned?

    package var description: String { file }
    package static func all() throws -> [DecodeCase] { try Fixtures.decoded("decode.json") }
}

/// An entry of formats/FORMAT/list.json.
package struct FormatCase: Decodable, Sendable, CustomStringConvertible {
    package let file: String
    package let what: String
    /// Pillow's words where it refuses the file; the members below are then nil.
    package let refused: String?
    package let width: Int?
    package let height: Int?
    package let orientation: UInt8?
    /// How far a sample may be from Pillow's.
    package let tolerance: Int?
    package let damaged: Bool?
    /// Where the file is cut in tests: the lengths that Pillow reads.
    package let accepted: [TruncationCase.Accepted]?

    package var description: String { file }
    /// The file of the samples as they are stored.
    package var samples: String { "formats/\(file).rgb" }

    package static let formats = ["webp", "gif", "bmp", "tiff", "avif", "heic", "jxl"]

    package static func all() throws -> [FormatCase] {
        try formats.flatMap { try Fixtures.decoded("formats/\($0)/list.json", as: [FormatCase].self) }
    }
}

/// An entry of bad.json.
package struct BadCase: Decodable, Sendable, CustomStringConvertible {
    package let file: String
    package let what: String
    /// "ok" or "refused".
    package let pillow: String

    package var description: String { file }
    package static func all() throws -> [BadCase] { try Fixtures.decoded("bad.json") }
}

/// An entry of truncation.json.
package struct TruncationCase: Decodable, Sendable, CustomStringConvertible {
    /// Lengths that Pillow reads.
    package struct Accepted: Decodable, Sendable {
        package let from: Int
        package let to: Int
        /// Whether the samples are those of the whole file.
        package let same: Bool
    }

    package let file: String
    package let length: Int
    package let accepted: [Accepted]

    package var description: String { file }
    package static func all() throws -> [TruncationCase] { try Fixtures.decoded("truncation.json") }
}

/// An entry of resample.json.
package struct ResampleCase: Decodable, Sendable, CustomStringConvertible {
    package let input: String
    package let inWidth: Int
    package let inHeight: Int
    package let filter: String
    package let outWidth: Int
    package let outHeight: Int
    package let output: String

    package var description: String { output }
    package static func all() throws -> [ResampleCase] { try Fixtures.decoded("resample.json") }
}

/// A pair of scores.json.
package struct ScorePair: Decodable, Sendable, CustomStringConvertible {
    package struct Samples: Decodable, Sendable, Hashable {
        package let kind: String
        package let seed: UInt64
    }

    package struct Score: Decodable, Sendable {
        package let bits: String
        /// From its IEEE 754 bits.
        package var value: Double? { UInt64(bits, radix: 16).map(Double.init(bitPattern:)) }
    }

    package let length: Int
    package let a: Samples
    package let b: Samples
    /// By metric.
    package let scores: [String: Score]

    package var description: String { "\(length) samples, \(a.kind) and \(b.kind)" }

    private struct List: Decodable { let pairs: [ScorePair] }
    package static func all() throws -> [ScorePair] { try Fixtures.decoded("scores.json", as: List.self).pairs }

    /// The samples of `a` and `b`, by the rule that scores.json states.
    package func samples() -> (a: [UInt8], b: [UInt8]) {
        let first = made(a)
        return (first, b.kind == "equal" ? first : made(b))
    }

    private func made(_ samples: Samples) -> [UInt8] {
        switch samples.kind {
        case "random": linearCongruentialBytes(seed: samples.seed, count: length)
        case "constant": [UInt8](repeating: UInt8(samples.seed & 255), count: length)
        case "black": [UInt8](repeating: 0, count: length)
        case "max": [UInt8](repeating: 255, count: length)
        default: preconditionFailure("scores.json names an unknown kind of samples, \(samples.kind)")
        }
    }
}
