package import Gallery
package import Metrics

/// The results of one query, as a search reports them.
package struct QueryResults: Sendable {
    /// The settings that have to agree for scores to be comparable.
    package struct Settings: Sendable, Equatable {
        package let features: Features
        package let metric: Metric
        /// The common size of pixels, as in `448x448`; nil of other features.
        package let size: String?
        package private(set) var making: ResultMaking

        package init(features: Features, metric: Metric, size: String?, making: ResultMaking) {
            self.features = features
            self.metric = metric
            self.size = size
            self.making = making
        }

        /// The same, whatever embeddings were computed by.
        var onAnyProcessor: Settings {
            var settings = self
            settings.making = making.onAnyProcessor
            return settings
        }
    }

    package let settings: Settings
    package let query: String
    package let hits: [Hit]
    package let skipped: [SkippedEntry]

    package init(settings: Settings, query: String, hits: [Hit], skipped: [SkippedEntry]) {
        self.settings = settings
        self.query = query
        self.hits = hits
        self.skipped = skipped
    }
}

/// Results of searches of one part of a gallery.
package struct PartialResults: Sendable {
    /// The name of the file.
    package let name: String
    package let results: [QueryResults]

    package init(name: String, results: [QueryResults]) {
        self.name = name
        self.results = results
    }
}
