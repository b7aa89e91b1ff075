import Files
import SystemPackage

/// Moves files without ever replacing one, and so that at every instant the file is whole under one of its names.
struct FileRelocation {
    /// Called between any two changes; tests stop there, as a power cut may.
    let onStep: () throws -> Void

    /// Moves the file at `path` to `target`.
    ///
    /// - Throws: `Errno.fileExists` when something has that name already; then nothing has changed.
    func move(_ path: FilePath, to target: FilePath) throws {
        do {
            try addName(target, to: path)
        } catch Errno.improperLink {
            return try copy(path, to: target)
        } catch Errno.notPermitted, Errno.notSupported, Errno.tooManyLinks {
            // A file system without links, such as FAT. Someone may take the name in this very instant; nothing better is to be had.
            guard (try? FileStatus(of: target)) == nil, !isSymbolicLink(target) else { throw Errno.fileExists }
            return try replaceFile(target, by: path)
        }
        try onStep()
        try synchronizeFolder(of: target)
        try onStep()
        try removeName(path)
    }

    /// Moves a file to another file system: the original is removed once its copy is on the disk and has been compared with it.
    private func copy(_ path: FilePath, to target: FilePath) throws {
        guard (try? FileStatus(of: target)) == nil, !isSymbolicLink(target) else { throw Errno.fileExists }
        // Hidden, and named so that nobody else has one: a copy that was left unfinished is begun anew.
        let partial = target.removingLastComponent().appending(".\(target.lastComponent?.string ?? "file").retrieve-partial")
        removeFile(partial)
        do {
            try copyFile(path, to: partial)
            try onStep()
            guard try haveEqualContents(path, partial) else { throw Errno.ioError }
        } catch let error as Errno {
            removeFile(partial)
            throw error
        }
        try onStep()
        do {
            try addName(target, to: partial)
            try onStep()
            removeFile(partial)
        } catch Errno.notPermitted, Errno.notSupported {
            try replaceFile(target, by: partial)
        } catch Errno.fileExists {
            removeFile(partial)
            throw Errno.fileExists
        }
        try onStep()
        try synchronizeFolder(of: target)
        try onStep()
        try removeName(path)
    }
}
