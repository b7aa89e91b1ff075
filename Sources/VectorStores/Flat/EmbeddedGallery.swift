import Files
public import Embeddings
package import FeatureIndex
public import Gallery
public import Kernels
import Metrics

/// Embeddings of the images of a gallery: in the mapped segments of an index, and in memory for those it does not know.
public struct EmbeddedGallery: Sendable {
    /// The images, in the order of their paths.
    public let images: GalleryImages
    /// Images without an embedding, in the order of their paths.
    public let skipped: [SkippedFile]
    /// The runs of embeddings, in which every other image is once.
    let runs: [Run]

    /// Embeddings that lie one after the other, at most `Segment.embeddingBlock` of them.
    struct Run: Sendable {
        fileprivate enum Place: Sendable {
            case segment(Segment)
            case memory(EmbeddingMatrix, norms: [Double])
        }

        fileprivate let place: Place
        fileprivate let rows: Range<Int>
        /// The image that each belongs to, by its index in the gallery.
        let images: [Int]
    }

    /// `images`, which are in the order of their paths, and their embeddings, a row for each.
    public init(_ images: GalleryImages, _ embeddings: EmbeddingMatrix, kernels: Kernels) {
        precondition(images.count == embeddings.count)
        self.images = images
        skipped = []
        runs = Self.runs(embeddings, of: Array(images.indices), kernels: kernels)
    }

    /// Embeds all of `images`.
    ///
    /// - Parameter onProgress: Called from any thread with the number of images just finished.
    package init(
        _ images: GalleryImages, by embedding: ImageEmbedding, onProgress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws {
        try self.init(images, places: .none, failures: [:], by: embedding, onProgress: onProgress)
    }

    /// Takes what the index of `gallery` knows, and embeds the other images.
    package init(
        _ gallery: IndexedGallery, by embedding: ImageEmbedding, onProgress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws {
        try self.init(
            gallery.images, places: gallery.places, failures: gallery.failures, by: embedding, onProgress: onProgress)
    }

    /// - Parameter places: One for each image, or none at all.
    private init(
        _ images: GalleryImages, places: GalleryPlaces, failures: [Int: String], by embedding: ImageEmbedding,
        onProgress: @escaping @Sendable (Int) -> Void
    ) throws {
        var failures: [Int: any Error] = failures.mapValues { RecordedCause($0) }
        var runs = Self.runs(places)
        let unknown = images.indices.filter { failures[$0] == nil && (places.isEmpty || !places.isKnown($0)) }
        if !unknown.isEmpty {
            var known: [Int] = []
            var matrix = EmbeddingMatrix(dimension: embedding.reading.space.dimension, capacity: unknown.count)
            try embedding.embed(unknown.map { .file(images[$0].path) }, onProgress: onProgress) { number, result in
                switch result {
                case .success(let row):
                    matrix.append(row)
                    known.append(unknown[number])
                case .failure(let error): failures[unknown[number]] = error
                }
            }
            runs += Self.runs(matrix, of: known, kernels: embedding.kernels)
        }
        self.images = images
        self.runs = runs
        skipped = failures.sorted { $0.key < $1.key }.map { SkippedFile(path: images[$0.key].path, cause: $0.value) }
    }

    /// Embeddings that come from an index, and those that do not.
    package var indexedCount: Int { runs.reduce(0) { $0 + ($1.isIndexed ? $1.images.count : 0) } }
    package var newCount: Int { runs.reduce(0) { $0 + ($1.isIndexed ? 0 : $1.images.count) } }

    /// Makes sure that what comes from an index is sound.
    package func check(kernels: Kernels) throws(IndexError) {
        for run in runs { try run.withEmbeddings(kernels: kernels) { _, _ in } }
    }

    private static func runs(_ matrix: EmbeddingMatrix, of images: [Int], kernels: Kernels) -> [Run] {
        let norms = matrix.withUnsafeBufferPointer {
            embeddingNorms(of: $0, dimension: matrix.dimension, kernels: kernels)
        }
        return stride(from: 0, to: matrix.count, by: Segment.embeddingBlock).map { start in
            let rows = start..<min(start + Segment.embeddingBlock, matrix.count)
            return Run(place: .memory(matrix, norms: norms), rows: rows, images: Array(images[rows]))
        }
    }

    private static func runs(_ places: GalleryPlaces) -> [Run] {
        var segments: [ObjectIdentifier: (segment: Segment, rows: [(row: Int, image: Int)])] = [:]
        for (image, place) in places.enumerated() {
            guard let place else { continue }
            segments[ObjectIdentifier(place.segment), default: (place.segment, [])].rows.append((place.row, image))
        }
        return segments.values.flatMap { segment, rows in
            let rows = rows.sorted { $0.row < $1.row }
            var runs: [Run] = []
            var start = 0
            for end in 1...rows.count {
                let isTogether =
                    end < rows.count && rows[end].row == rows[end - 1].row + 1
                    && rows[end].row % Segment.embeddingBlock != 0
                if isTogether { continue }
                let run = rows[start..<end]
                runs.append(
                    Run(
                        place: .segment(segment), rows: rows[start].row..<rows[end - 1].row + 1, images: run.map(\.image)))
                start = end
            }
            return runs
        }
    }
}

extension EmbeddedGallery.Run {
    fileprivate var isIndexed: Bool {
        if case .segment = place { true } else { false }
    }

    /// The rows that have quantised embeddings, and where; nil where none has.
    var quantizedRows: (segment: Segment, rows: Range<Int>)? {
        if case .segment(let segment) = place, segment.isQuantized { (segment, rows) } else { nil }
    }

    /// Calls `body` with the embeddings and their norms.
    func withEmbeddings<Result>(
        kernels: Kernels, _ body: (UnsafeBufferPointer<Float>, UnsafeBufferPointer<Double>) -> Result
    ) throws(IndexError) -> Result {
        switch place {
        case .segment(let segment): return try segment.withEmbeddings(rows, kernels: kernels, body)
        case .memory(let matrix, let norms):
            return matrix.withUnsafeBufferPointer { numbers in
                norms.withUnsafeBufferPointer { norms in
                    let range = rows.lowerBound * matrix.dimension..<rows.upperBound * matrix.dimension
                    return body(UnsafeBufferPointer(rebasing: numbers[range]), UnsafeBufferPointer(rebasing: norms[rows]))
                }
            }
        }
    }
}
