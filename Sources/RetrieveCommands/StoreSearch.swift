import FeatureIndex
import Gallery
import Search
import SystemPackage

/// Searches embeddings of a gallery in the store that was chosen.
struct StoreSearch {
    let store: StoreChoice
    /// Candidates that a graph looks at for each query.
    let ef: Int
    let gallery: String
    let index: IndexOptions
    /// As on the command line.
    let model: ModelOptions
    let execution: RunOptions
    let search: CLIPSearch

    func callAsFunction(_ queries: [EmbeddingSearch.Query]) throws(CommandFailure) -> FoundHits {
        switch store {
        case .flat: return try found(queries, by: search)
        case .hnsw:
            let folder = index.folder(of: gallery)
            return try found(
                queries,
                by: GraphSearch(
                    flat: search, folder: folder, ef: ef, filling: filling, kernels: search.embedding.kernels))
        case .chroma(let address):
            return try asCommandFailure(fillingBy: filling) {
                let server = try ServerSearch(address, gallery: FilePath(gallery), space: search.embedding.reading.space)
                return try server(queries, search.search.options)
            }
        }
    }

    private var filling: String {
        store.fillingCommand(
            gallery: gallery, index: index.index, metric: search.search.options.metric, model: model,
            appliesOrientation: search.embedding.reading.appliesOrientation)
    }

    private func found<Search: FeatureSearch>(
        _ queries: [Search.Query], by search: Search
    ) throws(CommandFailure) -> FoundHits {
        try GallerySearch(gallery: gallery, index: index, execution: execution, search: search)(queries)
    }
}
