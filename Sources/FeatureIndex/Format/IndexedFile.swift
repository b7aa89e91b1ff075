public import Files
import Metrics

/// The properties by which a file is recognised as unchanged since it was indexed.
public struct FileStamp: Hashable, Sendable {
    /// The size in bytes.
    let size: Int64
    /// The time when the contents were last modified, in nanoseconds since 1970.
    let modified: Int64
    /// The time of the last change of the file of any kind, by the file system's own clock, in nanoseconds since 1970.
    let changed: Int64
    /// The inode's number.
    let node: UInt64

    init(size: Int64, modified: Int64, changed: Int64, node: UInt64) {
        self.size = size
        self.modified = modified
        self.changed = changed
        self.node = node
    }

    public init(_ status: FileStatus) {
        self.init(
            size: Int64(status.size), modified: status.modified, changed: status.changed, node: status.identity.node)
    }

    /// Whether the file is the same by all that is known of it: files of versions before 4 do not keep the last two.
    func agrees(with other: FileStamp) -> Bool {
        mayBeCopy(of: other) && (node == 0 || (changed == other.changed && node == other.node))
    }

    /// Whether only inode or time of change may differ, as after a copy; contents must be compared then.
    func mayBeCopy(of other: FileStamp) -> Bool { size == other.size && modified == other.modified }
}

/// The record of one file in a segment.
struct IndexedFile: Sendable {
    /// The path below the gallery, in bytes, since it need not be UTF-8.
    let path: [UInt8]
    let stamp: FileStamp
    let hash: ContentHash
    /// The reason why the file could not be read as an image, in words; nil where it could.
    var failure: String?
    /// Whether reading the file failed rather than decoding it, which may change without the file changing.
    var isClosed = false

    /// The same file with a reason why there are no features of it.
    func failing(because failure: String) -> IndexedFile {
        var file = self
        file.failure = failure
        return file
    }
}

/// The features that are stored of one image.
enum ImageFeatures: Sendable {
    case pyramid(PyramidFeatures)
    case embedding(StoredEmbedding)

    /// The size of the image data in bytes.
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
    /// The remainders of the levels, coarsest first.
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
