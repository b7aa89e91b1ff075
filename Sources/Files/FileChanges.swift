public import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

// Changes to names in folders. None of them ever replaces a file unless it says so.

/// Gives the file at `path` the name `other` as well.
///
/// - Throws: `Errno.fileExists` when that name is taken.
public func addName(_ other: FilePath, to path: FilePath) throws(Errno) {
    try check(path.withPlatformString { old in other.withPlatformString { link(old, $0) } })
}

/// Makes a symbolic link at `path` that leads to `target`.
public func makeSymbolicLink(_ path: FilePath, to target: FilePath) throws(Errno) {
    try check(target.withPlatformString { target in path.withPlatformString { symlink(target, $0) } })
}

/// Gives the file at `path` the name `other`, in place of whatever had it.
public func replaceFile(_ other: FilePath, by path: FilePath) throws(Errno) {
    try check(path.withPlatformString { old in other.withPlatformString { rename(old, $0) } })
}

/// Takes the name `path` from its file; a file without names is gone.
public func removeName(_ path: FilePath) throws(Errno) { try check(path.withPlatformString { unlink($0) }) }

/// Makes the folder at `path`, with those it lies in, unless they are there.
public func makeFolders(_ path: FilePath, mode: CInterop.Mode = 0o755) throws(Errno) {
    if let kind = try? FileStatus(of: path).kind {
        guard kind == .directory else { throw .notDirectory }
        return
    }
    let parent = path.removingLastComponent()
    if !parent.isEmpty, parent != path { try makeFolders(parent, mode: mode) }
    guard path.withPlatformString({ mkdir($0, mode) }) == 0 || errno == EEXIST else { throw Errno(rawValue: errno) }
}

/// Brings what was changed in the folder of `path` to the disk.
public func synchronizeFolder(of path: FilePath) throws(Errno) {
    let folder = path.removingLastComponent()
    do {
        let descriptor = try FileDescriptor.open(folder.isEmpty ? "." : folder, .readOnly, options: [.closeOnExec])
        defer { try? descriptor.close() }
        try check(fsync(descriptor.rawValue))
    } catch {
        throw error as? Errno ?? .ioError
    }
}

/// Whether `path` is a folder that only owners may remove things from, and no symbolic link.
public func isStickyFolder(_ path: FilePath) -> Bool {
    var status = stat()
    guard path.withPlatformString({ lstat($0, &status) }) == 0 else { return false }
    return status.st_mode & S_IFMT == S_IFDIR && status.st_mode & mode_t(S_ISVTX) != 0
}

/// The number of the user the process acts for.
public var effectiveUser: UInt32 { geteuid() }

/// The local time, as in `2026-11-26T06:15:50`.
public func localTimestamp() -> String {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
    return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Copies the file at `path` to `other`, which must not exist, with its time of modification, and brings it to the disk.
public func copyFile(_ path: FilePath, to other: FilePath) throws(Errno) {
    do {
        let source = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
        defer { try? source.close() }
        let target = try FileDescriptor.open(
            other, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead])
        defer { try? target.close() }
        try copyContents(source, to: target)
        var status = stat()
        try check(fstat(source.rawValue, &status))
        #if canImport(Darwin)
        let times = [status.st_atimespec, status.st_mtimespec]
        #else
        let times = [status.st_atim, status.st_mtim]
        #endif
        try check(futimens(target.rawValue, times))
        try check(fsync(target.rawValue))
    } catch {
        throw error as? Errno ?? .ioError
    }
}

private func copyContents(_ source: FileDescriptor, to target: FileDescriptor) throws {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { buffer.deallocate() }
    while true {
        let count = try source.read(into: buffer)
        if count == 0 { return }
        _ = try target.writeAll(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
}

/// Whether two files have the same contents.
public func haveEqualContents(_ path: FilePath, _ other: FilePath) throws(Errno) -> Bool {
    do {
        let first = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
        defer { try? first.close() }
        let second = try FileDescriptor.open(other, .readOnly, options: [.closeOnExec])
        defer { try? second.close() }
        return try equalContents(first, second)
    } catch {
        throw error as? Errno ?? .ioError
    }
}

private func equalContents(_ first: FileDescriptor, _ second: FileDescriptor) throws -> Bool {
    let size = 1 << 17
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * size, alignment: 64)
    defer { buffer.deallocate() }
    func fill(_ file: FileDescriptor, _ start: Int) throws -> UnsafeRawBufferPointer {
        var count = 0
        while count < size {
            let added = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[start + count..<start + size]))
            if added == 0 { break }
            count += added
        }
        return UnsafeRawBufferPointer(rebasing: buffer[start..<start + count])
    }
    while true {
        let (a, b) = (try fill(first, 0), try fill(second, size))
        guard a.elementsEqual(b) else { return false }
        if a.isEmpty { return true }
    }
}

private func check(_ status: Int32) throws(Errno) { if status != 0 { throw Errno(rawValue: errno) } }

/// Brings what was written to an open file to the disk.
public func synchronize(_ file: FileDescriptor) throws(Errno) { try check(fsync(file.rawValue)) }
