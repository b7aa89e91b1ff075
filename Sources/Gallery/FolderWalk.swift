import Files
public import SystemPackage

/// The image files below a folder, in the order of their paths' bytes.
///
/// A walk takes the extensions of all formats, in any letter case. Names that begin with a dot are left alone, folders and
/// files alike. Symbolic links are followed; a folder that contains itself is entered once.
public struct FolderWalk: Sendable {
    public private(set) var images: [ImageFile] = []
    /// Folders that could not be listed, and folders named like an image that hold none.
    public private(set) var skipped: [SkippedFile] = []

    /// Walks `root`.
    ///
    /// - Throws: `Errno` when `root` itself cannot be listed.
    public init(_ root: FilePath) throws(Errno) {
        let status = try FileStatus(of: root)
        try walk(root, label: nil, depth: 0, ancestors: [status.identity])
        images.sort { $0.path.precedesBytewise($1.path) }
        skipped.sort { $0.path.precedesBytewise($1.path) }
    }

    private mutating func walk(_ folder: FilePath, label: String?, depth: Int, ancestors: Set<FileIdentity>) throws(Errno) {
        for entry in try directoryEntries(folder) where !entry.name.isHidden {
            let path = folder.appending(entry.name)
            guard isFolder(entry, at: path) else {
                if path.hasImageExtension { images.append(ImageFile(path: path, label: label)) }
                continue
            }
            guard let identity = try? FileStatus(of: path).identity, !ancestors.contains(identity) else { continue }
            walkSubfolder(
                path, label: depth == 0 ? entry.name.string : label, depth: depth + 1, ancestors: ancestors.union([identity]))
        }
    }

    /// What cannot be asked counts as a file: reading it will tell why.
    private func isFolder(_ entry: DirectoryEntry, at path: FilePath) -> Bool {
        if let kind = entry.kind { return kind == .directory }
        return (try? FileStatus(of: path).kind) == .directory
    }

    private mutating func walkSubfolder(_ folder: FilePath, label: String?, depth: Int, ancestors: Set<FileIdentity>) {
        let countBefore = images.count
        do throws(Errno) {
            try walk(folder, label: label, depth: depth, ancestors: ancestors)
            if folder.hasImageExtension, images.count == countBefore {
                skipped.append(SkippedFile(path: folder, reason: "it is a folder, not an image file"))
            }
        } catch {
            skipped.append(SkippedFile(path: folder, reason: "the folder cannot be listed (\(error))"))
        }
    }
}

extension FilePath.Component {
    fileprivate var isHidden: Bool { withPlatformString { $0.pointee == 0x2e } }
}
