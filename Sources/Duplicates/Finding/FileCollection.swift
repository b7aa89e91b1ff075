import Files
import Gallery
package import SystemPackage

/// The image files of several folders, each file once.
///
/// A file that has several names, by links or because folders lie in one another, takes part under one of them: under one that is no symbolic
/// link where there is one, in a reference folder rather than elsewhere, and of these under the first.
struct FileCollection: Sendable {
    /// The files, in the order of their paths' bytes.
    let files: [DuplicateFile]
    let skipped: [SkippedFile]
    /// The walk of each folder.
    let walks: [FolderWalk]

    /// - Throws: `DuplicateError` when a folder cannot be listed.
    init(_ request: DuplicateRequest) throws(DuplicateError) {
        var names: [FileIdentity: [Name]] = [:]
        var skipped: [SkippedFile] = []
        var walks: [FolderWalk] = []
        for (number, folder) in (request.folders + request.references).enumerated() {
            let walk: FolderWalk
            do {
                walk = try FolderWalk(folder, FolderWalk.Options(request.selection))
            } catch {
                throw .unlistable(folder, error)
            }
            walks.append(walk)
            skipped += walk.skipped
            for (image, result) in zip(walk.images, walk.statuses(threads: request.threads)) {
                if let isIncluded = request.isIncluded, !isIncluded(image.path) { continue }
                let status: FileStatus
                do {
                    status = try result.get()
                } catch {
                    skipped.append(SkippedFile(path: image.path, cause: FileError(error, of: image.path)))
                    continue
                }
                guard status.kind == .regular else {
                    skipped.append(SkippedFile(path: image.path, cause: FileError.notAFile(status.kind)))
                    continue
                }
                names[status.identity, default: []].append(
                    Name(
                        path: image.path, folder: number, isReference: number >= request.folders.count, status: status,
                        isLink: isSymbolicLink(image.path)))
            }
        }
        files = names.values.map(Self.file).sorted { $0.path.precedesBytewise($1.path) }
        self.skipped = skipped
        self.walks = walks
    }

    private struct Name {
        let path: FilePath
        let folder: Int
        let isReference: Bool
        let status: FileStatus
        let isLink: Bool
    }

    private static func file(_ names: [Name]) -> DuplicateFile {
        let sorted = names.sorted { a, b in
            if a.isLink != b.isLink { return b.isLink }
            if a.isReference != b.isReference { return a.isReference }
            return a.path == b.path ? a.folder < b.folder : a.path.precedesBytewise(b.path)
        }
        let first = sorted[0]  // A file has a name.
        var others: [FilePath] = []
        for name in sorted where name.path != first.path && others.last != name.path { others.append(name.path) }
        return DuplicateFile(
            path: first.path, folder: first.folder, isReference: names.contains(where: \.isReference), status: first.status,
            otherNames: others)
    }
}

/// An error that says why a search for duplicates was not possible.
package enum DuplicateError: Error {
    /// A folder that cannot be listed.
    case unlistable(FilePath, Errno)
    /// Samples of all images would take so many bytes.
    case tooLarge(bytes: Int)
}
