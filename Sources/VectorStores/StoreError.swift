package import HTTP
package import Metrics
package import SystemPackage

/// An error that says why a store could not be searched or filled.
package enum StoreError: Error, Equatable {
    /// The store cannot be searched by the metric; `supported` are those it can be searched by.
    case unsupportedMetric(Metric, store: String, supported: [Metric])
    case dimension(expected: Int, found: Int, store: String)
    /// There is no graph of nearest neighbours.
    case noGraph(FilePath)
    /// The graph was made of other embeddings than those of the index.
    case staleGraph(FilePath)
    case damagedGraph(FilePath, detail: String)
    case newerGraph(FilePath, version: Int)
    case outOfMemory
    case failed(store: String, detail: String)
    case system(FilePath, Errno)
    case http(HTTPError)
    /// No kind of store has such an address; with what addresses look like.
    case unknownStore(String, forms: [String])
    /// The address of a store is malformed, which `detail` describes.
    case badAddress(String, detail: String)
    case noCollection(String, server: String)
    /// The server speaks HTTP, and is something else than Chroma.
    case notChroma(server: String, detail: String)
    /// A collection measures nearness by something else than the metric that is asked for.
    case wrongSpace(collection: String, space: String, metric: Metric)
    /// A collection holds embeddings of another model.
    case wrongModel(collection: String, model: String)
    /// A collection holds embeddings of the model, of JPEGs that are decoded in another way: a `JPEGDecoding`.
    case wrongDecoding(collection: String, decoding: String)

    /// A record of a collection names a file that is not below the gallery.
    case recordOutsideGallery(String, collection: String)

}
