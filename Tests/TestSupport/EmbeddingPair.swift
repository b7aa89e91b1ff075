/// A pair of embedding_scores.json.
package struct EmbeddingPair: Decodable, Sendable, CustomStringConvertible {
    package let dimension: Int
    package let a: ScorePair.Samples
    package let b: ScorePair.Samples
    /// The bits of a 64-bit float, by metric.
    package let scores: [String: String]

    package var description: String { "\(dimension) numbers, \(a.kind) and \(b.kind)" }

    private struct List: Decodable { let pairs: [EmbeddingPair] }
    package static func all() throws -> [EmbeddingPair] { try Fixtures.decoded("embedding_scores.json", as: List.self).pairs }

    package func score(_ metric: String) -> Double? {
        scores[metric].flatMap { UInt64($0, radix: 16) }.map(Double.init(bitPattern:))
    }

    /// The numbers of `a` and `b`, by the rule that the file states.
    package func numbers() -> (a: [Float], b: [Float]) {
        let first = made(a)
        return switch b.kind {
        case "equal": (first, first)
        case "opposite": (first, first.map(-))
        default: (first, made(b))
        }
    }

    private func made(_ numbers: ScorePair.Samples) -> [Float] {
        let random = linearCongruentialNumbers(seed: numbers.seed, count: dimension)
        return switch numbers.kind {
        case "random": random
        case "wide": random.indices.map { Float(sign: .plus, exponent: $0 % 41 - 20, significand: 1) * random[$0] }
        case "offset": random.map { 1 + $0 / 4096 }
        case "tiny": random.map { $0 * 0x1p-100 }
        case "huge": random.map { $0 * 0x1p100 }
        case "constant": [Float](repeating: Float(numbers.seed) / 64, count: dimension)
        case "zero": [Float](repeating: 0, count: dimension)
        default: preconditionFailure("embedding_scores.json names an unknown kind of numbers, \(numbers.kind)")
        }
    }
}

/// `count` numbers from -1 up to 1 of the generator that embedding_scores.json is made with.
package func linearCongruentialNumbers(seed: UInt64, count: Int) -> [Float] {
    let bytes = linearCongruentialBytes(seed: seed, count: 2 * count)
    return (0..<count).map { (Float(bytes[2 * $0]) * 256 + Float(bytes[2 * $0 + 1]) - 32768) / 32768 }
}
