package import Embeddings
import Imaging
package import Search

/// What scores depend on besides features, metric and size: only results of equal makings can be merged.
package struct ResultMaking: Sendable, Equatable {
    /// The model's name, for people; nil of pixels, as the following.
    package let model: String?
    /// As in `float32`.
    package let precision: String?
    /// Of the model's configuration and weights, in hexadecimal digits.
    package let digest: String?
    /// What the query's embedding was computed by: on others its last digits may differ.
    package private(set) var processor: String?
    /// How images were read, as far as that is not the default, as in `lanczos, orientation ignored`; nil where it is.
    package let reading: String?
    /// What was added to every query, or subtracted from it, with its weight.
    package let terms: [String]

    /// That of pixels by default options.
    package static let standard = ResultMaking()

    init(
        model: String? = nil, precision: String? = nil, digest: String? = nil, processor: String? = nil,
        reading: String? = nil, terms: [String] = []
    ) {
        self.model = model
        self.precision = precision
        self.digest = digest
        self.processor = processor
        self.reading = reading
        self.terms = terms
    }

    package init(_ request: SearchRequest, space: EmbeddingSpace?) {
        var reading: [String] = []
        if case .pixels(let options) = request.features, options.filter != FeatureRequest.standardReading.filter {
            reading.append(options.filter.rawValue)
        }
        if !request.features.appliesOrientation { reading.append("orientation ignored") }
        if let background = request.features.background { reading.append("over \(background)") }
        self.init(
            model: space?.model, precision: space?.precision, digest: space.map { hexadecimal($0.digest) },
            processor: space.flatMap { $0.processor.isEmpty ? nil : $0.processor },
            reading: reading.isEmpty ? nil : reading.joined(separator: ", "),
            terms: request.terms.map { "\($0)" })
    }

    /// The same, whatever it was computed by.
    var onAnyProcessor: ResultMaking {
        var making = self
        making.processor = nil
        return making
    }

    /// As members of an object, those that are there.
    var members: [(String, JSONValue)] {
        let texts = [
            ("model", model), ("precision", precision), ("digest", digest), ("processor", processor), ("reading", reading),
        ].compactMap { name, value in value.map { (name, JSONValue.string($0)) } }
        return texts + (terms.isEmpty ? [] : [("terms", .array(terms.map(JSONValue.string)))])
    }
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
        let digits = String(byte, radix: 16)
        return digits.count < 2 ? "0" + digits : digits
    }.joined()
}
