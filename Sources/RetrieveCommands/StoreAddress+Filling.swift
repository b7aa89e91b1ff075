import Models
import Metrics
import VectorStores

extension StoreAddress {
    /// The command that fills the store with the embeddings of a gallery, for searches by `metric`.
    ///
    /// - Parameters:
    ///   - index, model: Those of the command line that searches.
    ///   - appliesOrientation: Whether the EXIF orientation of photographs is applied.
    func fillingCommand(
        gallery: String, index: String?, metric: Metric, model: ModelOptions, appliesOrientation: Bool
    ) -> String {
        let metric: Metric? = kind.isMadeForMetric && metric != StoreSettings().metric ? metric : nil
        let options = [
            ("--index", index), ("--features", Features.clip.rawValue), ("--model", model.model),
            ("--precision", model.precision?.rawValue),
            ("--orientation", appliesOrientation ? nil : OrientationHandling.ignore.rawValue), ("--store", "\(self)"),
            ("--store-metric", metric?.rawValue),
        ]
        return "retrieve index \(gallery)" + options.map { name, value in value.map { " \(name) \($0)" } ?? "" }.joined()
    }
}
