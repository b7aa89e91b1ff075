import ArgumentParser
import Metrics
import VectorStores

/// Options that have a meaning for one kind of features only.
struct FeatureChoice {
    private let features: FeatureOptions
    private let pixels: PixelOptions
    /// The names of options that were given and that pixels cannot be compared with.
    private let texts: [String]

    init(_ features: FeatureOptions, _ pixels: PixelOptions, texts: [String] = []) {
        self.features = features
        self.pixels = pixels
        self.texts = texts
    }

    /// Fails where something was given that has no meaning for features of this kind.
    func check(_ kind: Features) throws {
        switch kind {
        case .pixels:
            if let text = texts.first {
                throw ValidationError(
                    "\(text) goes with --features clip: pixels are not compared with words, nor added up.")
            }
            if let name = features.model.given.first { throw ValidationError("\(name) goes with --features clip.") }
        case .embedding:
            if pixels.size != nil {
                throw ValidationError("--size goes with --features pixels: a model has a size of its own.")
            }
            if pixels.resample != nil {
                throw ValidationError("--resample goes with --features pixels: a model has a filter of its own.")
            }
        }
    }
}

extension StoreAddress {
    /// Fails where such a store cannot be searched by these features and metrics.
    func check(_ features: Features, metrics: [Metric], hint: String = "") throws {
        do throws(StoreError) { try check() } catch { throw ValidationError("\(error).") }
        if features != .embedding {
            throw ValidationError("--store goes with --features clip: pixels are searched by an index of their own.")
        }
        guard let metric = metrics.first(where: { !kind.metrics.contains($0) }) else { return }
        let names = kind.metrics.map(\.rawValue).joined(separator: " or ")
        throw ValidationError(
            "--store \(self) cannot compare by \(metric.rawValue); use --metric \(names), or \(hint.isEmpty ? "--store flat, which compares by all" : hint)."
        )
    }
}
