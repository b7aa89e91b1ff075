import Files
import SystemPackage

/// The first and the last steps of every writer of an index's folder.
extension IndexFolder {
    /// Makes the folder, if need be, and keeps others from writing to it for as long as the lock lives.
    ///
    /// - Throws: `IndexError` where another process writes, or the folder holds what is no part of an index.
    func prepareForWriting() throws(IndexError) -> FileLock {
        do {
            try makeFolders(path)
            if let name = foreignName { throw IndexError(.foreign(name: name), path) }
            let lock = try FileLock(lockPath)
            let ignored = path.appending(".gitignore")
            if (try? FileStatus(of: ignored)) == nil {
                let file = try DurableFile(ignored)
                try file.append(Array("*\n".utf8))
                try file.commit()
            }
            return lock
        } catch Errno.resourceTemporarilyUnavailable {
            throw IndexError(.busy, path)
        } catch {
            throw error as? IndexError ?? IndexError(.system(error as? Errno ?? .ioError), path)
        }
    }

    /// The manifest as it stands on disk; nil where it is missing, or damaged and so to be made anew.
    ///
    /// - Throws: `IndexError` where it is a later version's, which is left alone, or cannot be read.
    func manifestForWriting() throws(IndexError) -> Manifest? {
        do throws(IndexError) {
            return try Manifest(manifestPath)
        } catch {
            if case .newer = error.reason { throw error }
            if case .system = error.reason { throw error }
            return nil
        }
    }

    /// Removes segments that `manifest` does not name, and files that were never finished.
    func removeStrays(beside manifest: Manifest) {
        let named = Set(manifest.collections.flatMap { $0.segments.map(\.name) })
        for entry in (try? directoryEntries(path)) ?? [] {
            let name = entry.name.string
            let isUnfinished = name.hasSuffix(".partial") && IndexFolder.isOwnName(name)
            let isUnnamed = IndexFolder.segmentIdentifier(name) != nil && !named.contains(name)
            if isUnfinished || (isUnnamed && isOwnFile(name)) { removeFile(path.appending(entry.name)) }
        }
    }
}
