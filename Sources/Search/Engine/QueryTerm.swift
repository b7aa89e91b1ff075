package import Files

/// Something that is added to every query: an image or a text, with a weight.
package struct QueryTerm: Sendable, Equatable {
    package enum Operand: Sendable, Equatable {
        case image(ContentSource)
        case text(String)
    }

    /// The weight, negative where the term is subtracted; never 0.
    package let weight: Double
    package let operand: Operand

    package init(_ operand: Operand, weight: Double) {
        precondition(weight != 0 && weight.isFinite)
        self.weight = weight
        self.operand = operand
    }

    /// Where an image is.
    package var image: ContentSource? {
        if case .image(let source) = operand { source } else { nil }
    }

    package var text: String? {
        if case .text(let text) = operand { text } else { nil }
    }
}

extension QueryTerm: CustomStringConvertible {
    /// The term with its sign and weight, as in `+ 2 night` or `- sea.jpg`.
    package var description: String {
        let name =
            switch operand {
            case .image(let source): source.name
            case .text(let text): text
            }
        let size = abs(weight)
        return "\(weight < 0 ? "-" : "+") \(size == 1 ? "" : "\(shortDecimal(size)) ")\(name)"
    }
}

/// Returns a number without needless decimals, as in `2` or `0.5`.
package func shortDecimal(_ value: Double) -> String { Int(exactly: value).map { "\($0)" } ?? "\(value)" }
