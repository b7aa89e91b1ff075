import Gallery
import Imaging
import Metrics
import Search

extension Baseline.Options {
    /// The differences between these options, as recorded, and `given`, the options of a check.
    package func changes(to given: Self) -> [BaselineComparison.Change] {
        let head = [
            ("gallery", galleries.joined(separator: ", "), given.galleries.joined(separator: ", ")),
            ("features", compared.features.rawValue, given.compared.features.rawValue),
            ("metric", metric.rawValue, given.metric.rawValue),
        ]
        let rest = [
            ("orientation", orientation, given.orientation),
            ("background", background?.description ?? "none", given.background?.description ?? "none"),
            ("top", "\(top)", "\(given.top)"),
            ("threshold", threshold.map { "\($0)" } ?? "none", given.threshold.map { "\($0)" } ?? "none"),
            ("exclude-query", excludesQuery ? "on" : "off", given.excludesQuery ? "on" : "off"),
            ("include", listed(selection.includes), listed(given.selection.includes)),
            ("exclude", listed(selection.excludes), listed(given.selection.excludes)),
            ("hidden", selection.includesHidden ? "on" : "off", given.selection.includesHidden ? "on" : "off"),
            ("add", names { $0 > 0 }, given.names { $0 > 0 }), ("subtract", names { $0 < 0 }, given.names { $0 < 0 }),
        ]
        let all = head + compared.changes(to: given.compared) + storeChanges(to: given.store) + rest
        return all.filter { $0.1 != $0.2 }.map { .option(name: $0.0, recorded: $0.1, given: $0.2) }
    }

    private func listed(_ patterns: [String]) -> String { patterns.isEmpty ? "none" : patterns.joined(separator: ", ") }

    private var orientation: String { appliesOrientation ? "exif" : "ignore" }

    /// Any store can be asked for what was found among all, which is right whatever the store.
    private func storeChanges(to given: Baseline.Store?) -> [(String, String, String)] {
        guard let store else { return [] }
        let names = ("store", store.name, given?.name ?? "flat")
        guard let ef = store.ef, let givenEf = given?.ef else { return [names] }
        return [names, ("ef", "\(ef)", "\(givenEf)")]
    }

    /// The names of the terms whose weight passes `isMeant`, as in `2:night, sea.jpg`.
    private func names(where isMeant: (Double) -> Bool) -> String {
        let names = terms.filter { isMeant($0.weight) }.map { term in
            abs(term.weight) == 1 ? term.name : "\(shortDecimal(abs(term.weight))):\(term.name)"
        }
        return names.isEmpty ? "none" : names.joined(separator: ", ")
    }
}

extension Baseline.Compared {
    fileprivate func changes(to given: Self) -> [(String, String, String)] {
        switch (self, given) {
        case (.pixels(let size, let filter), .pixels(let givenSize, let givenFilter)):
            [("size", "\(size)", "\(givenSize)"), ("resample", filter.rawValue, givenFilter.rawValue)]
        case (.embedding(let model), .embedding(let givenModel)):
            // A model that was copied elsewhere is the same.
            [
                ("precision", model.precision, givenModel.precision),
                ("decode", model.decoding.rawValue, givenModel.decoding.rawValue),
                model.digest == givenModel.digest ? ("model", "", "") : ("model", model.summary, givenModel.summary),
            ]
        case (.pixels, .embedding), (.embedding, .pixels): []
        }
    }
}

extension Baseline.Model {
    /// The model's name and the beginning of its digest, as in `tiny-clip (3f2a90c1)`.
    fileprivate var summary: String { "\(name) (\(digest.prefix(8)))" }
}
