import Embeddings
import Evaluation
import Files
import Imaging
import Metrics
import SystemPackage
import VectorStores

extension BaselineOptions {
    /// What is given here otherwise than in `recorded`.
    func changes(
        from recorded: Baseline.Options, model: Baseline.Model?, folder: FilePath
    ) throws(CommandFailure) -> [BaselineComparison.Change] {
        let given = try applied(to: recorded, model: model, folder: folder)
        let first: [(String, String, String)] = [
            ("gallery", recorded.gallery, given.gallery),
            (
                "features", recorded.compared.features.rawValue,
                (features.features ?? given.compared.features).rawValue
            ),
            ("metric", recorded.metric.rawValue, given.metric.rawValue),
        ]
        let second: [(String, String, String)] = [
            ("orientation", name(recorded.appliesOrientation), name(given.appliesOrientation)),
            ("top", "\(recorded.top)", "\(given.top)"),
            ("threshold", recorded.threshold.map { "\($0)" } ?? "none", given.threshold.map { "\($0)" } ?? "none"),
            ("exclude-query", recorded.excludesQuery ? "on" : "off", given.excludesQuery ? "on" : "off"),
            ("add", names(recorded.terms) { $0 > 0 }, names(given.terms) { $0 > 0 }),
            ("subtract", names(recorded.terms) { $0 < 0 }, names(given.terms) { $0 < 0 }),
        ]
        let pairs =
            first + changes(from: recorded.compared, to: given.compared)
            + changes(from: recorded.store, to: given.store) + second
        return pairs.filter { $0.1 != $0.2 }.map { .option(name: $0.0, recorded: $0.1, given: $0.2) }
    }

    private func changes(
        from recorded: Baseline.Compared, to given: Baseline.Compared
    ) -> [(String, String, String)] {
        switch (recorded, given) {
        case (.pixels(let size, let filter), .pixels(let givenSize, let givenFilter)):
            [("size", "\(size)", "\(givenSize)"), ("resample", filter.rawValue, givenFilter.rawValue)]
        case (.clip(let model), .clip(let givenModel)):
            // A model that was copied elsewhere is the same.
            [
                ("precision", model.precision, givenModel.precision),
                model.digest == givenModel.digest
                    ? ("model", "", "") : ("model", model.summary, givenModel.summary),
            ]
        case (.pixels, .clip), (.clip, .pixels): []
        }
    }

    /// Any store can be asked for what was found among all, which is right whatever the store.
    private func changes(from recorded: Baseline.Store?, to given: Baseline.Store?) -> [(String, String, String)] {
        guard let recorded else { return [] }
        let names = ("store", recorded.name, given?.name ?? StoreAddress.flat.description)
        guard let ef = recorded.ef, let givenEf = given?.ef else { return [names] }
        return [names, ("ef", "\(ef)", "\(givenEf)")]
    }

    /// As in `2:night, sea.jpg`.
    private func names(_ terms: [Baseline.Term], where isMeant: (Double) -> Bool) -> String {
        let names = terms.filter { isMeant($0.weight) }.map { term in
            abs(term.weight) == 1 ? term.name : "\(weightText(abs(term.weight))):\(term.name)"
        }
        return names.isEmpty ? "none" : names.joined(separator: ", ")
    }

    private func name(_ appliesOrientation: Bool) -> String {
        (appliesOrientation ? OrientationHandling.exif : .ignore).rawValue
    }
}

extension Baseline.Model {
    init(_ space: EmbeddingSpace) {
        let digits = space.digest.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0\(text)" : text
        }
        self.init(name: space.model, digest: digits.joined(), precision: space.precision)
    }

    /// As in `tiny-clip (3f2a90c1)`.
    var summary: String { "\(name) (\(digest.prefix(8)))" }
}
