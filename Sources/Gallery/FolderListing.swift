import Files
import SystemPackage

/// The contents of one folder of a walk: its image files, and the folders in it.
struct FolderListing: Sendable {
    /// A folder in the folder.
    struct Subfolder: Sendable {
        /// The path below the root, with a slash at the end.
        let path: [UInt8]
        let identity: FileIdentity
    }

    /// The path below the root, with a slash at the end; empty for the root itself.
    let path: [UInt8]
    /// Names of image files in the order of their bytes.
    private(set) var names = PathArena()
    /// The folders in it, in no particular order.
    private(set) var subfolders: [Subfolder] = []
    private(set) var troubles: [(path: [UInt8], cause: FolderTrouble)] = []
    /// Whether patterns leave out anything of it.
    private(set) var leavesOut = false

    /// The folders that were found below this one and entered, in the order of their paths: by their places among all.
    var entered: [Int] = []

    /// Lists the folder at `path` below `root`. What cannot be listed is named in `troubles`.
    init(_ path: [UInt8], below root: FilePath, _ options: FolderWalk.Options) {
        self.path = path
        do throws(Errno) {
            let folder = try OpenFolder(path.withUnsafeBytes { root.joined($0) })
            if !path.isEmpty, try folder.showsKernelState() { return }
            try list(folder, options)
        } catch {
            troubles.append((path, .notListed(error)))
        }
    }

    private mutating func list(_ folder: OpenFolder, _ options: FolderWalk.Options) throws(Errno) {
        var found = PathArena()
        var folders: [Subfolder] = []
        var troubles: [(path: [UInt8], cause: FolderTrouble)] = []
        var leavesOut = false
        let path = self.path
        /// Whether an image file of this name takes part.
        func takes(_ name: UnsafeRawBufferPointer) -> Bool {
            guard options.takes(name) else { return false }
            if options.selection.wantsFile(path, name) { return true }
            leavesOut = true
            return false
        }
        func enters(_ name: UnsafeRawBufferPointer) -> Bool {
            if options.selection.wantsFolder(path, name) { return true }
            leavesOut = true
            return false
        }
        defer {
            self.leavesOut = leavesOut
            names = found.sorted()
            subfolders = folders
            self.troubles += troubles
        }
        try folder.forEachName { name, count, kind in
            let bytes = UnsafeRawBufferPointer(start: name, count: count)
            guard options.selection.takesName(beginningWith: bytes[0]) else { return }
            if kind != nil, kind != .directory {
                if takes(bytes) { found.append(bytes) }
                return
            }
            if kind == .directory, !enters(bytes) { return }
            do throws(Errno) {
                let status = try folder.status(of: name)
                if status.kind == .directory {
                    // A link to a folder is one, too.
                    guard kind == .directory || enters(bytes) else { return }
                    folders.append(Subfolder(path: path + bytes + [UInt8(ascii: "/")], identity: status.identity))
                } else if takes(bytes) {
                    found.append(bytes)
                }
            } catch {
                // A name of an image counts as one: reading it will tell why it cannot be.
                let leadsNowhere = [.noSuchFileOrDirectory, .tooManySymbolicLinkLevels, .notDirectory].contains(error)
                if kind != .directory, options.takes(bytes) {
                    if takes(bytes) { found.append(bytes) }
                } else if !leadsNowhere, enters(bytes) {
                    troubles.append((path + bytes + [UInt8(ascii: "/")], .notAsked(error)))
                }
            }
        }
    }
}

extension PathArena {
    /// The same names in the order of their bytes.
    func sorted() -> PathArena {
        withView { view in
            // Eight bytes of each name decide nearly always: those after what all names begin with.
            let start = view.sharedLength
            var keys = (0..<view.count).map { (prefix: view[$0].eightBytes(from: start), index: $0) }
            keys.sort { a, b in
                a.prefix != b.prefix ? a.prefix < b.prefix : comparePaths(view[a.index], view[b.index]) < 0
            }
            return PathArena(count: count, byteCount: bytes.count - count) { sorted in
                for key in keys { sorted.append(view[key.index]) }
            }
        }
    }
}

extension PathArena.View {
    /// The number of bytes that all names begin with.
    fileprivate var sharedLength: Int {
        guard count > 0 else { return 0 }
        let first = self[0]
        var length = first.count
        for index in 1..<max(count, 1) where length > 0 {
            let other = self[index]
            length = min(length, other.count)
            var place = 0
            while place < length, first[place] == other[place] { place += 1 }
            length = place
        }
        return length
    }
}

extension UnsafeRawBufferPointer {
    /// The eight bytes from `start` on, zeros where there are fewer, as a number that orders as the bytes do.
    fileprivate func eightBytes(from start: Int) -> UInt64 {
        if count - start >= 8 { return UInt64(bigEndian: loadUnaligned(fromByteOffset: start, as: UInt64.self)) }
        var key: UInt64 = 0
        for place in 0..<8 { key = key << 8 | (start + place < count ? UInt64(self[start + place]) : 0) }
        return key
    }
}
