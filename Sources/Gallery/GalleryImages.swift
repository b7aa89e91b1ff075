package import SystemPackage

/// The images of a gallery, by their places in its order.
///
/// Of those that a walk finds only the paths are kept, in one piece of memory; an image is made when it is asked for. So a
/// hundred thousand of them, of which five are printed, cost no object each.
public struct GalleryImages: RandomAccessCollection, Sendable {
    private enum Storage: Sendable {
        case files([ImageFile])
        /// Paths below a folder.
        case paths(PathArena, root: FilePath)
    }

    private let storage: Storage

    public init(_ files: [ImageFile]) { storage = .files(files) }

    /// The images at `paths` below `root`.
    package init(_ paths: PathArena, below root: FilePath) { storage = .paths(paths, root: root) }

    public var startIndex: Int { 0 }

    public var endIndex: Int {
        switch storage {
        case .files(let files): files.count
        case .paths(let paths, _): paths.count
        }
    }

    public subscript(index: Int) -> ImageFile {
        switch storage {
        case .files(let files): files[index]
        case .paths(let paths, let root): paths.withView { ImageFile($0[index], below: root) }
        }
    }

    /// All labels.
    package var labels: Set<String> {
        switch storage {
        case .files(let files): return Set(files.compactMap(\.label))
        case .paths(let paths, _):
            // Paths that begin alike mostly come one after the other.
            return paths.withView { view in
                var labels: Set<String> = []
                var previous = UnsafeRawBufferPointer(start: nil, count: 0)
                for index in 0..<view.count {
                    let path = view[index]
                    guard let length = path.firstIndex(of: UInt8(ascii: "/")) else { continue }
                    let label = UnsafeRawBufferPointer(rebasing: path[..<length])
                    if labels.isEmpty || comparePaths(label, previous) != 0 {
                        labels.insert(String(decoding: label, as: UTF8.self))
                        previous = label
                    }
                }
                return labels
            }
        }
    }
}
