public import Files
public import SystemPackage
import Workers

extension FolderWalk {
    /// Images that one worker asks about at a time.
    private static let runLength = 512

    /// Returns the status of each image, in their order, or the error of asking for it.
    public func statuses(threads: Int) -> [Result<FileStatus, Errno>] {
        mapStatuses(threads: threads) { _, statuses in statuses }.flatMap(\.self)
    }

    /// Returns what `body` makes of the statuses of each run of images, in their order: of at least one, which may be empty.
    ///
    /// - Parameter body: Called on several threads at once, with the indices of some images and a status or an error for each.
    package func mapStatuses<Value: Sendable>(
        threads: Int, _ body: @escaping @Sendable (_ images: Range<Int>, [Result<FileStatus, Errno>]) -> Value
    ) -> [Value] {
        mapRuns(of: paths.count, length: Self.runLength, threads: threads) { body($0, self.statuses(of: $0)) }
    }

    /// Names are asked relative to their folders, which are opened once for a run of them: a whole path has to be looked up part
    /// by part each time.
    private func statuses(of images: Range<Int>) -> [Result<FileStatus, Errno>] {
        paths.withView { paths in
            var statuses: [Result<FileStatus, Errno>] = []
            statuses.reserveCapacity(images.count)
            var folder = Result<OpenFolder, Errno>.failure(.noSuchFileOrDirectory)
            var folderPath: UnsafeRawBufferPointer?
            for index in images {
                let path = paths[index]
                let length = path.folderLength
                let own = UnsafeRawBufferPointer(rebasing: path[..<length])
                if folderPath.map({ comparePaths($0, own) != 0 }) ?? true {
                    folder = Result { () throws(Errno) in try OpenFolder(root.joined(own)) }
                    folderPath = own
                }
                statuses.append(
                    folder.flatMap { folder in
                        Result { () throws(Errno) in
                            // A zero follows each path.
                            try folder.status(of: path.baseAddress!.assumingMemoryBound(to: CChar.self) + length)
                        }
                    })
            }
            return statuses
        }
    }
}
