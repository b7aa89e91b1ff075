public import Files
import Metrics

/// Tells whether a file is still what it was when it was indexed.
public struct FileStamp: Hashable, Sendable {
    /// In bytes.
    let size: Int64
    /// In nanoseconds since 1970.
    let modified: Int64

    init(size: Int64, modified: Int64) {
        self.size = size
        self.modified = modified
    }

    public init(_ status: FileStatus) {
        self.init(size: Int64(status.size), modified: status.modified)
    }
}

/// What a segment knows of one file.
struct IndexedFile: Sendable {
    /// Below the gallery; bytes, since a path need not be UTF-8.
    let path: [UInt8]
    let stamp: FileStamp
    let hash: ContentHash
    /// Why the file could not be read as an image; nil for those that could.
    let failure: String?
}

/// What is stored of one image.
enum ImageFeatures: Sendable {
    case pyramid(PyramidFeatures)
    case embedding(StoredEmbedding)

    /// Bytes of image data.
    var byteCount: Int {
        switch self {
        case .pyramid(let pyramid): pyramid.levels.reduce(pyramid.pixels?.count ?? 0) { $0 + $1.count }
        case .embedding(let embedding): embedding.numbers.count * MemoryLayout<Float>.stride
        }
    }
}

/// The block sums of one image.
struct PyramidFeatures: Sendable {
    var moments: Moments
    /// Coarsest first.
    var remainders: [LevelRemainder]
    /// `PyramidLevel.stride` bytes each.
    var levels: [[UInt8]]
    /// The resized samples, where they are stored.
    var pixels: [UInt8]?
}

/// The embedding of one image.
struct StoredEmbedding: Sendable {
    var numbers: [Float]
    /// √Σb², as `embeddingNorms` computes it.
    var norm: Double
}
