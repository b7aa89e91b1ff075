import Embeddings
package import FeatureIndex
package import Gallery
import Kernels
package import SystemPackage

/// A gallery, and the embeddings that an index has of it: the source that stores are opened for and filled from.
package struct StoreGallery: Sendable {
    package let root: FilePath
    /// The folder of the index, which need not exist.
    package let indexFolder: FilePath
    /// The images with the embeddings of the index; without any where there is none.
    package let indexed: IndexedGallery
    /// Embeds what the index lacks.
    package let embedding: ImageEmbedding
    /// Whether the folder was not walked, and the index or the server is trusted.
    package let isTrusted: Bool
    /// The part of the gallery that is meant; nil for the whole.
    package let shard: GalleryShard?
    package let threads: Int

    package init(
        root: FilePath, indexFolder: FilePath, indexed: IndexedGallery, embedding: ImageEmbedding, isTrusted: Bool = false,
        shard: GalleryShard? = nil, threads: Int
    ) {
        self.root = root
        self.indexFolder = indexFolder
        self.indexed = indexed
        self.embedding = embedding
        self.isTrusted = isTrusted
        self.shard = shard
        self.threads = threads
    }

    /// The changes of the gallery since it was indexed; none where it was not.
    var staleness: IndexedGallery.Staleness {
        indexed.segments.isEmpty ? IndexedGallery.Staleness() : indexed.staleness
    }

    package var key: FeatureKey { FeatureKey(embedding.reading) }

    var dimension: Int { embedding.reading.space.dimension }

    /// The embeddings that the index has, every one of them read and found sound, so that damage does not get any further.
    func checkedEmbeddings() throws(IndexError) -> StoredEmbeddings {
        let stored = StoredEmbeddings(indexed)
        for place in stored.places {
            try place.segment.withEmbeddings(place.row..<place.row + 1, kernels: embedding.kernels) { _, _ in }
        }
        return stored
    }
}

extension EmbeddingTable {
    /// Creates a table of the embeddings in the places that the index has them in.
    init(_ stored: StoredEmbeddings, dimension: Int) {
        self.init(dimension: dimension, addresses: stored.addresses, owners: [stored])
    }
}
