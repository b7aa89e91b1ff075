#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif
import SystemPackage

/// A folder for files that are made of inputs; in memory where that can be.
enum Scratch {
    static let folder: FilePath = {
        let root = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var name = Array("\(root)/retrieve-fuzz-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { fatalError("no folder can be made in \(root)") }
        let made = FilePath(platformString: name)
        path = made.string
        atexit { removeScratch() }
        return made
    }()

    nonisolated(unsafe) fileprivate static var path = ""

    /// The file `name` with `bytes`, in place of what was there.
    static func file(_ name: String, _ bytes: [UInt8]) -> FilePath {
        let path = folder.appending(name)
        do {
            let file = try FileDescriptor.open(
                path, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite])
            try file.closeAfter { _ = try file.writeAll(bytes) }
        } catch {
            fatalError("\(path) cannot be written: \(error)")
        }
        return path
    }

    /// The folder `name`, with `files` in it.
    static func folder(_ name: String, _ files: [(String, [UInt8])]) -> FilePath {
        let path = folder.appending(name)
        mkdir(path.string, 0o700)
        for (file, bytes) in files { _ = Self.file("\(name)/\(file)", bytes) }
        return path
    }
}

/// Removes files and folders of one and two levels.
private func removeScratch() {
    for name in names(in: Scratch.path) {
        let path = "\(Scratch.path)/\(name)"
        for inner in names(in: path) { unlink("\(path)/\(inner)") }
        if unlink(path) != 0 { rmdir(path) }
    }
    rmdir(Scratch.path)
}

private func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names
}
