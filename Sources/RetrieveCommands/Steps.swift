import Files
import Gallery
import Kernels
import SystemPackage
import VectorStores

// Steps that commands share: each ends the command with a sentence when it fails.

func selectedKernels() throws(CommandFailure) -> Kernels {
    do throws(KernelSelectionError) {
        return try Kernels.selected()
    } catch {
        throw CommandFailure(.usage, "\(error)")
    }
}

/// What `body` answers; whatever it throws ends the command with its sentence.
func asCommandFailure<Result>(_ body: () throws -> Result) throws(CommandFailure) -> Result {
    do {
        return try body()
    } catch let failure as CommandFailure {
        throw failure
    } catch {
        throw CommandFailure(.trouble, "\(error)")
    }
}

/// What `body` answers; where a store fails it, the sentence names `command` as what fills the store.
func asCommandFailure<Result>(fillingBy command: String, _ body: () throws -> Result) throws(CommandFailure) -> Result {
    try asCommandFailure {
        do {
            return try body()
        } catch let error as StoreError {
            throw CommandFailure(.trouble, error.description(fillingBy: command))
        }
    }
}

/// The images in the folder to search.
func searchedFolder(_ gallery: String) throws(CommandFailure) -> FolderWalk {
    do throws(Errno) {
        return try FolderWalk(FilePath(gallery))
    } catch .noSuchFileOrDirectory {
        throw CommandFailure(.trouble, "cannot search \(gallery): there is no such folder; name one with --gallery")
    } catch .notDirectory {
        throw CommandFailure(.trouble, "cannot search \(gallery): it is a file; name a folder with --gallery")
    } catch {
        throw CommandFailure(.trouble, "cannot search \(gallery): the folder cannot be listed (\(error))")
    }
}

/// Writes `bytes` to standard output. Where the reader has gone, the command is done.
func writeResults(_ bytes: [UInt8]) throws(CommandFailure) {
    do throws(Errno) {
        try StandardStreams.writeResults(bytes)
    } catch .brokenPipe {
        throw CommandFailure(.done)
    } catch {
        throw CommandFailure(.trouble, "cannot write results to standard output (\(error))")
    }
}

/// Fails where it can be seen that no file of this name can be written, before long work is done for it.
func checkWritable(_ name: String) throws(CommandFailure) {
    func failure(_ reason: String) -> CommandFailure { CommandFailure(.trouble, "cannot write \(name): \(reason)") }
    let path = FilePath(name)
    let folder = path.removingLastComponent()
    if let status = try? FileStatus(of: path), status.kind != .regular {
        throw failure(status.kind == .directory ? "it is a folder" : "it is not an ordinary file")
    }
    guard (try? FileStatus(of: folder.isEmpty ? "." : folder).kind) == .directory else {
        throw failure("there is no folder \(folder)")
    }
}

/// Writes `bytes` to the file at `path`, all of them or none. Where a symbolic link is, it stays.
func write(_ bytes: [UInt8], to path: FilePath) throws(CommandFailure) {
    if let status = try? FileStatus(of: path), status.kind != .regular {
        throw CommandFailure(.trouble, "cannot write \(path): what is there is not a file; name a file")
    }
    do throws(Errno) {
        let file = try DurableFile((try? path.resolved()) ?? path)
        try file.append(bytes)
        try file.commit()
    } catch .noSpace {
        throw CommandFailure(
            .trouble, "cannot write \(path): the disk is full, and what was there before is untouched; make room and try again")
    } catch {
        throw CommandFailure(.trouble, "cannot write \(path) (\(error)); check that its folder is there and may be written to")
    }
}

/// As in `1 image`, `2 images`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

/// As in `12.3 MB`.
func megabytes(_ bytes: Int) -> String { "\(bytes / 1_000_000).\(bytes / 100_000 % 10) MB" }
