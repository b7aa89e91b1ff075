import Files
import Gallery
import SystemPackage

/// Something that is added to a query: `a red bus`, `2:a red bus`, `0.5:sea.jpg`.
struct QueryTerm: Equatable {
    /// What it is made of. A text where there is no such file, unless it ends like the name of an image.
    enum Operand: Equatable {
        case image(FilePath)
        case text(String)
    }

    /// Negative where it is taken off.
    let weight: Double
    let operand: Operand

    init(_ operand: Operand, weight: Double) {
        self.weight = weight
        self.operand = operand
    }

    /// From what stands on a command line. A number and a colon before it is its weight, unless a file is named so.
    ///
    /// - Returns: Nil for a weight that is not above 0, and where nothing comes after it.
    init?(_ argument: String, sign: FloatingPointSign) {
        var (weight, name) = (1.0, argument)
        if let colon = argument.firstIndex(of: ":"), let number = Double(argument[..<colon]), !Self.isFile(argument) {
            (weight, name) = (number, String(argument[argument.index(after: colon)...]))
        }
        guard weight > 0, weight.isFinite, !name.allSatisfy(\.isWhitespace) else { return nil }
        self.weight = sign == .minus ? -weight : weight
        operand = Self.isFile(name) || FilePath(name).hasImageExtension ? .image(FilePath(name)) : .text(name)
    }

    var path: FilePath? {
        if case .image(let path) = operand { path } else { nil }
    }

    var text: String? {
        if case .text(let text) = operand { text } else { nil }
    }

    private static func isFile(_ name: String) -> Bool { (try? FileStatus(of: FilePath(name))) != nil }
}

extension QueryTerm: CustomStringConvertible {
    /// As in `+ 2 night` or `- sea.jpg`.
    var description: String {
        let name =
            switch operand {
            case .image(let path): path.string
            case .text(let text): text
            }
        let size = abs(weight)
        return "\(weight < 0 ? "-" : "+") \(size == 1 ? "" : "\(weightText(size)) ")\(name)"
    }
}

/// As in `2` or `0.5`.
func weightText(_ weight: Double) -> String { Int(exactly: weight).map { "\($0)" } ?? "\(weight)" }

/// The sum of embeddings of length 1 by weights, of length 1 again; nil where nothing is left.
func weightedSum(_ terms: [(embedding: [Float], weight: Double)]) -> [Float]? {
    guard let dimension = terms.first?.embedding.count else { return nil }
    var sum = [Double](repeating: 0, count: dimension)
    for (embedding, weight) in terms {
        for place in 0..<dimension { sum[place] += weight * Double(embedding[place]) }
    }
    let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // What rounding leaves of a term taken off itself is no direction.
    let total = terms.reduce(0) { $0 + abs($1.weight) }
    guard length > 1e-6 * total, length.isFinite else { return nil }
    return sum.map { Float($0 / length) }
}
