import Imaging
import Models

/// How exactly embeddings are computed, where nothing else is asked for as an index has them.
struct ModelComputing: Equatable {
    let precision: Precision
    let decoding: JPEGDecoding
}

extension ModelRequest {
    /// All that meet the request, the most exact first.
    var computings: [ModelComputing] {
        let decodings: [JPEGDecoding] = [.full, .scaled]
        return (precision.map { [$0] } ?? Precision.allCases).flatMap { precision in
            (decoding.map { [$0] } ?? decodings).map { ModelComputing(precision: precision, decoding: $0) }
        }
    }

    /// What meets the request where there is no index.
    var computing: ModelComputing {
        ModelComputing(precision: precision ?? .standard, decoding: decoding ?? .scaled)
    }
}
