import Files
import SystemPackage

/// Writes `bytes` to standard output. Where the reader has gone, the command is done.
func writeResults(_ bytes: [UInt8]) throws(CommandFailure) {
    do throws(Errno) {
        try StandardStreams.writeResults(bytes)
    } catch .brokenPipe {
        throw CommandFailure(.done)
    } catch {
        throw .cannotWriteResults(error)
    }
}

/// Fails where it can be seen that no file of this name can be written, before long work is done for it.
func checkWritable(_ name: String) throws(CommandFailure) {
    let path = FilePath(name)
    let folder = path.removingLastComponent()
    if let status = try? FileStatus(of: path), status.kind != .regular {
        throw .cannotWrite(name, status.kind == .directory ? "it is a folder" : "it is not an ordinary file")
    }
    guard (try? FileStatus(of: folder.isEmpty ? "." : folder).kind) == .directory else {
        throw .cannotWrite(name, "there is no folder \(folder); make it first")
    }
}

/// Writes `bytes` to the file at `path`, all of them or none. Where a symbolic link is, it stays.
func write(_ bytes: [UInt8], to path: FilePath) throws(CommandFailure) {
    if let status = try? FileStatus(of: path), status.kind != .regular {
        throw .cannotWrite(path.string, "what is there is not a file; name a file")
    }
    do throws(Errno) {
        let file = try DurableFile((try? path.resolved()) ?? path)
        try file.append(bytes)
        try file.commit()
    } catch {
        throw .cannotWrite(path, error)
    }
}

/// Returns a size in megabytes, as in `12.3 MB`.
func megabytes(_ bytes: Int) -> String { "\(bytes / 1_000_000).\(bytes / 100_000 % 10) MB" }
