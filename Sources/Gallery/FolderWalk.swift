import Files
public import SystemPackage
import Imaging
import Workers

/// The image files below a folder, in the order of their paths' bytes.
///
/// Symbolic links are followed, and every real folder is entered once, however many ways lead to it: the shortest path, counted
/// in folders, names it, and among equals the first in the order of bytes. So folders that are linked to each other end, and so
/// does a link to the root of the disk. (A file that several links lead to is an image under each of their names.)
public struct FolderWalk: Sendable {
    /// The selection of a walk.
    public struct Options: Sendable {
        let selection: GallerySelection
        /// The extensions of image files, in small letters and without the dot; any letter case matches.
        let extensions: [String]

        /// Creates options that select all images except those with hidden names.
        public init() { self.init(.standard) }

        package init(_ selection: GallerySelection) {
            self.selection = selection
            extensions = ImageFormat.allCases.flatMap(\.extensions)
        }

        /// Whether `name` is that of an image file.
        func takes(_ name: UnsafeRawBufferPointer) -> Bool {
            guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return false }
            let ending = name[(dot + 1)...]
            return extensions.contains { $0.utf8.elementsEqual(ending, by: { $0 == $1 | ($1 &- 0x41 < 26 ? 0x20 : 0) }) }
        }
    }

    let root: FilePath
    package let selection: GallerySelection
    public let images: GalleryImages
    /// The paths of the images below the root.
    package let paths: PathArena
    /// Folders that could not be listed or asked, and folders named like an image that hold none.
    public let skipped: [SkippedFile]
    /// The folders that could not be listed, relative to the root, ending in a slash.
    package let unseenFolders: [[UInt8]]

    /// Walks `root`.
    ///
    /// - Throws: `Errno` when `root` itself cannot be listed.
    public init(_ root: FilePath, _ options: Options = Options(), threads: Int? = nil) throws(Errno) {
        let status = try OpenFolder(root).status()
        let listings = Self.listings(below: root, status.identity, options, threads ?? availableProcessors)
        if case .notListed(let error)? = listings[0].troubles.first(where: { $0.path.isEmpty })?.cause { throw error }
        let paths = PathArena(listings)
        self.root = root
        selection = options.selection
        self.paths = paths
        images = GalleryImages(paths, below: root)
        let troubles = listings.flatMap(\.troubles)
        unseenFolders = troubles.map(\.path).sorted { $0.lexicographicallyPrecedes($1) }
        let named = listings.filter { !$0.leavesOut }.map(\.path).filter { path in
            path.withUnsafeBytes { options.takes($0.lastName) } && !paths.holds(below: path)
                && !troubles.contains { $0.path == path }
        }
        let skipped =
            troubles.map { SkippedFile(path: root.folder($0.path), cause: $0.cause) }
            + named.map { SkippedFile(path: root.folder($0), cause: FileError.notAFile(.directory)) }
        self.skipped = skipped.sorted { $0.path.precedesBytewise($1.path) }
    }

    /// Returns the listings of all folders, the root first, and each after the one it was found in.
    ///
    /// Folders that are equally deep are listed at once. What they hold is then gone through in the order of paths, so that
    /// which way to a folder counts does not depend on threads.
    private static func listings(
        below root: FilePath, _ identity: FileIdentity, _ options: Options, _ threads: Int
    ) -> [FolderListing] {
        var listings: [FolderListing] = []
        var known: Set<FileIdentity> = [identity]
        var next: [[UInt8]] = [[]]
        while !next.isEmpty {
            let first = listings.count
            listings += lists(next, below: root, options, threads)
            let found = listings[first...].indices.flatMap { parent in listings[parent].subfolders.map { (parent, $0) } }
                .sorted { $0.1.path.lexicographicallyPrecedes($1.1.path) }
            next = []
            for (parent, subfolder) in found where known.insert(subfolder.identity).inserted {
                listings[parent].entered.append(listings.count + next.count)
                next.append(subfolder.path)
            }
        }
        return listings
    }

    private static func lists(
        _ folders: [[UInt8]], below root: FilePath, _ options: Options, _ threads: Int
    ) -> [FolderListing] {
        let queue = WorkQueue(count: folders.count)
        let parts = withWorkers(max(1, min(threads, folders.count))) { _ in
            var part: [(Int, FolderListing)] = []
            while let index = queue.take()?.first {
                part.append((index, FolderListing(folders[index], below: root, options)))
            }
            return part
        }
        return parts.joined().sorted { $0.0 < $1.0 }.map(\.1)
    }
}

extension PathArena {
    /// The paths of all images in `listings`, the first of which is the root.
    ///
    /// A folder counts as its name and a slash among the names beside it. So going through folders in that order visits whole
    /// paths in the order of their bytes, and nothing has to be sorted again.
    fileprivate init(_ listings: [FolderListing]) {
        self.init(
            count: listings.reduce(0) { $0 + $1.names.count },
            byteCount: listings.reduce(0) { $0 + $1.names.bytes.count + $1.names.count * $1.path.count }
        ) { Self.append(listings, from: 0, to: &$0) }
    }

    private static func append(_ listings: [FolderListing], from number: Int, to arena: inout Appender) {
        let listing = listings[number]
        listing.path.withUnsafeBytes { folder in
            listing.names.withView { names in
                var next = 0
                for child in listing.entered {
                    listings[child].path.withUnsafeBytes { path in
                        let name = UnsafeRawBufferPointer(rebasing: path[folder.count...])
                        while next < names.count, comparePaths(names[next], name) < 0 {
                            arena.append(folder, names[next])
                            next += 1
                        }
                    }
                    append(listings, from: child, to: &arena)
                }
                while next < names.count {
                    arena.append(folder, names[next])
                    next += 1
                }
            }
        }
    }

    /// Whether any path begins with `folder`, which ends in a slash.
    fileprivate func holds(below folder: [UInt8]) -> Bool {
        folder.withUnsafeBytes { folder in
            withView { view in
                var range = 0..<view.count
                while !range.isEmpty {
                    let middle = range.lowerBound + range.count / 2
                    if comparePaths(view[middle], folder) < 0 {
                        range = middle + 1..<range.upperBound
                    } else {
                        range = range.lowerBound..<middle
                    }
                }
                return range.lowerBound < view.count && view[range.lowerBound].starts(with: folder)
            }
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The last name of a folder's path that ends in a slash.
    fileprivate var lastName: UnsafeRawBufferPointer {
        guard !isEmpty else { return self }
        let whole = UnsafeRawBufferPointer(rebasing: self[..<(count - 1)])
        return UnsafeRawBufferPointer(rebasing: whole[whole.folderLength...])
    }
}

extension FilePath {
    /// The folder at `path`, which ends in a slash, below this one.
    fileprivate func folder(_ path: [UInt8]) -> FilePath { path.withUnsafeBytes { joined($0) } }
}
