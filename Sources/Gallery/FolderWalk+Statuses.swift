public import Files
public import SystemPackage
import Workers

extension FolderWalk {
    /// Images that one worker asks about at a time.
    private static let chunk = 256

    /// Returns the status of each image, in their order, or the error of asking for it.
    ///
    /// Names are asked relative to their folders, which are opened once for a run of them: a whole path has to be looked up part
    /// by part each time.
    public func statuses(threads: Int) -> [Result<FileStatus, Errno>] {
        let (paths, root) = (self.paths, self.root)
        return [Result<FileStatus, Errno>](unsafeUninitializedCapacity: paths.count) { buffer, count in
            count = paths.count
            let statuses = Places(places: buffer)
            let queue = WorkQueue(count: count)
            let workers = max(1, min(threads, count / (2 * Self.chunk)))
            _ = withWorkers(workers) { _ in
                while let range = queue.take(atMost: Self.chunk) {
                    paths.withView {
                        Self.ask(range, of: $0, below: root) { statuses.places.initializeElement(at: $0, to: $1) }
                    }
                }
            }
        }
    }

    /// The places that results are written to. Each worker writes to its own.
    private struct Places: @unchecked Sendable {
        let places: UnsafeMutableBufferPointer<Result<FileStatus, Errno>>
    }

    private static func ask(
        _ range: Range<Int>, of paths: PathArena.View, below root: FilePath,
        _ put: (_ index: Int, Result<FileStatus, Errno>) -> Void
    ) {
        var folder = Result<OpenFolder, Errno>.failure(.noSuchFileOrDirectory)
        var folderPath: UnsafeRawBufferPointer?
        for index in range {
            let path = paths[index]
            let length = path.folderLength
            let own = UnsafeRawBufferPointer(rebasing: path[..<length])
            if folderPath.map({ comparePaths($0, own) != 0 }) ?? true {
                folder = Result { () throws(Errno) in try OpenFolder(root.joined(own)) }
                folderPath = own
            }
            put(
                index,
                folder.flatMap { folder in
                    Result { () throws(Errno) in
                        // A zero follows each path.
                        try folder.status(of: path.baseAddress!.assumingMemoryBound(to: CChar.self) + length)
                    }
                })
        }
    }
}
