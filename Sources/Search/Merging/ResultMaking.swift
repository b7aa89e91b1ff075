package import Embeddings
import Imaging

/// The settings that scores depend on besides features, metric and size: only results of equal settings can be merged.
package struct ResultMaking: Sendable, Equatable {
    /// The model's name, for people; nil of pixels, as the following.
    package let model: String?
    /// The precision of the embeddings, as in `float32`.
    package let precision: String?
    /// The digest of the model's configuration and weights, in hexadecimal digits.
    package let digest: String?
    /// The library and instruction sets that computed the query's embedding: with others its last digits may differ.
    package private(set) var processor: String?
    /// The settings by which images were read that are not the defaults, as in `lanczos, orientation ignored`; nil where all
    /// are.
    package let reading: String?
    /// The terms that were added to every query, or subtracted from it, with their weights.
    package let terms: [String]

    /// The settings of a search of pixels by default options.
    package static let standard = ResultMaking()

    package init(
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
}
