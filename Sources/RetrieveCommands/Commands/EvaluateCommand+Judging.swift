import FeatureIndex
import Gallery
import Imaging
import Kernels
import Metrics
import Search
import VectorStores

extension EvaluateCommand {
    /// Reads and compares everything.
    func judged(_ queries: [ImageFile], _ kernels: Kernels) throws(CommandFailure) -> JudgedQueries {
        try asCommandFailure {
            if kind == .clip, store.areAsked {
                let comparison = StoreComparison(
                    stores: store.choices, metrics: metric ?? MetricList(kind.standardMetric), top: top,
                    ef: storeSearch.candidates, gallery: gallery.gallery, index: index, model: features.model,
                    execution: execution,
                    search: try embeddingSearch(limit: top, kernels))
                return try comparison(queries)
            }
            return try rankings(queries, kernels)
                .judged(by: metrics, top: top, store: store.choices.first, threads: execution.threadCount)
        }
    }

    private func rankings(_ queries: [ImageFile], _ kernels: Kernels) throws -> Rankings {
        switch kind {
        case .pixels:
            let search = PixelSearch(
                options: PixelSearch.Options(
                    reading: pixels.reading, excludesQuery: excludeQuery, threads: execution.threadCount),
                kernels: kernels)
            let walk = try searchedFolder(gallery.gallery)
            return try withProgress(queries.count + walk.images.count) {
                try Rankings(queries, in: walk, by: metrics, search, onProgress: $0)
            }
        case .clip:
            let search = try embeddingSearch(limit: nil, kernels)
            let known = try GalleryIndex(gallery: gallery.gallery, options: index, execution: execution)
                .gallery(search.key)
            return try withProgress(queries.count + known.gallery.images.count) {
                try Rankings(
                    queries, in: known.gallery, skipped: known.skipped, search, isVerbose: index.verbose, onProgress: $0)
            }
        }
    }

    private func embeddingSearch(limit: Int?, _ kernels: Kernels) throws(CommandFailure) -> CLIPSearch {
        CLIPSearch(
            embedding: try CLIPEmbedder.open(
                features.model, pixels.reading, threads: execution.threadCount, isQuiet: execution.quiet, kernels: kernels),
            search: EmbeddingSearch(
                options: StoreRequest(
                    limit: limit, excludesQuery: excludeQuery, threads: execution.threadCount), kernels: kernels))
    }

    private func withProgress<Result>(
        _ total: Int, _ body: (_ onProgress: @escaping @Sendable (Int) -> Void) throws -> Result
    ) rethrows -> Result {
        let progress = ProgressBar("Evaluating", total: total, mode: execution.progressMode)
        defer { progress.finish() }
        return try body { progress.advance(by: $0) }
    }
}
