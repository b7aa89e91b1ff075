package import FeatureIndex
package import Gallery
package import SystemPackage
package import VectorStores

/// An index to be made or brought up to date.
package struct IndexRequest: Sendable {
    package var gallery: FilePath
    /// The images of the gallery that are indexed; others leave the index.
    package var selection: GallerySelection
    /// The folder of the index.
    package var folder: FilePath
    package var features: FeatureRequest
    /// Whether resized pixels are kept, so that a search reads no image files.
    package var storesPixels: Bool
    /// The store that is filled with the embeddings of the index.
    package var store: StoreAddress
    package var storeSettings: StoreSettings
    package var resources: Resources

    /// - Parameter folder: Nil for the standard folder in the gallery.
    package init(
        gallery: FilePath, selection: GallerySelection = .standard, folder: FilePath?, features: FeatureRequest,
        storesPixels: Bool = false,
        store: StoreAddress = .flat, storeSettings: StoreSettings = StoreSettings(), resources: Resources
    ) {
        self.gallery = gallery
        self.selection = selection
        self.folder = folder ?? IndexFolder.standard(for: gallery)
        self.features = features
        self.storesPixels = storesPixels
        self.store = store
        self.storeSettings = storeSettings
        self.resources = resources
    }
}

/// Does what an `IndexRequest` asks.
package struct GalleryIndexing {
    private let request: IndexRequest
    private let observer: any SearchObserver

    package init(_ request: IndexRequest, observer: any SearchObserver) {
        self.request = request
        self.observer = observer
    }

    /// Brings the index up to date, then the store.
    ///
    /// - Parameters:
    ///   - describe: Puts the cause why a file could not be read into the words that the index keeps.
    ///   - onIndexed: Called once the index is complete, before the store is filled.
    /// - Returns: What the store did; nil for one that needs no filling.
    /// - Throws: `GalleryError`, `IndexError`, `ModelError`, `StoreError`.
    package func update(
        describe: (any Error) -> String, onIndexed: (IndexBuilder.Summary) throws -> Void
    ) throws -> StoreSummary? {
        let walk = try FolderWalk(searching: request.gallery, request.selection)
        let embedding = try openModel()
        let builder = builder(embedding)
        try onIndexed(
            observer.withProgress(.indexing, total: walk.images.count) { progress in
                try builder.update(walk, describe: describe, onProgress: progress)
            })
        guard let embedding, request.store.kind.isFilled else { return nil }
        guard let segments = try IndexFolder(request.folder).open(FeatureKey(embedding.reading)) else { return nil }
        let gallery = StoreGallery(
            root: request.gallery, indexFolder: request.folder,
            indexed: IndexedGallery(trusting: segments, gallery: request.gallery, selection: request.selection),
            embedding: embedding,
            isTrusted: true, shard: request.selection.shard, threads: request.resources.threads)
        var progress: (any WorkProgress)?
        defer { progress?.finish() }
        return try request.store.synchronise(gallery, request.storeSettings) { total in
            let begun = observer.begin(.filling(request.store), total: total)
            progress = begun
            return { begun.advance(by: $0) }
        }
    }

    /// Looks at the index and changes nothing.
    ///
    /// - Parameter isThorough: Whether all features are read and checked.
    /// - Throws: `GalleryError`, `IndexError`.
    package func inspect(isThorough: Bool) throws -> IndexInspection {
        try IndexInspection(
            request.folder, FolderWalk(searching: request.gallery, request.selection), gallery: request.gallery,
            threads: request.resources.threads, isThorough: isThorough)
    }

    /// Opens the model; nil where pixels are indexed.
    private func openModel() throws -> ImageEmbedding? {
        guard case .embeddings(let model) = request.features else { return nil }
        return try ModelEmbedder.open(
            model, for: [GalleryRequest(folder: request.gallery, index: .at([request.folder]))], request.resources,
            observer: observer)
    }

    private func builder(_ embedding: ImageEmbedding?) -> IndexBuilder {
        switch request.features {
        case .pixels(let reading):
            IndexBuilder(
                folder: request.folder, gallery: request.gallery, reading: reading, storesPixels: request.storesPixels,
                threads: request.resources.threads, kernels: request.resources.kernels)
        case .embeddings:
            IndexBuilder(
                folder: request.folder, gallery: request.gallery, reading: embedding!.reading,
                embedder: embedding!.embedder,  // Opened just before for these features.
                threads: request.resources.threads, kernels: request.resources.kernels)
        }
    }
}
