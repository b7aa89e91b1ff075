import SystemPackage
import TestSupport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

func move(_ old: FilePath, to new: FilePath) throws {
    let status = old.withPlatformString { old in new.withPlatformString { rename(old, $0) } }
    guard status == 0 else { throw Errno(rawValue: errno) }
}

/// Sets the time of modification, in seconds since 1970.
func setModified(_ path: FilePath, _ seconds: Int) throws {
    let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
    guard path.withPlatformString({ utimensat(AT_FDCWD, $0, times, 0) }) == 0 else { throw Errno(rawValue: errno) }
}

/// Puts a copy in the place of the file, with the same time of modification, as copying a whole folder does.
func replaceByCopy(_ path: FilePath) throws {
    var status = stat()
    guard path.withPlatformString({ stat($0, &status) }) == 0 else { throw Errno(rawValue: errno) }
    let copy = FilePath(path.string + ".copy")
    let file = try FileDescriptor.open(copy, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite])
    defer { try? file.close() }
    _ = try file.writeAll(try contents(of: path))
    #if canImport(Darwin)
    let times = [status.st_mtimespec, status.st_mtimespec]
    #else
    let times = [status.st_mtim, status.st_mtim]
    #endif
    guard futimens(file.rawValue, times) == 0 else { throw Errno(rawValue: errno) }
    try move(copy, to: path)
}

func setPermissions(_ path: FilePath, _ mode: CInterop.Mode) throws {
    guard path.withPlatformString({ chmod($0, mode) }) == 0 else { throw Errno(rawValue: errno) }
}

/// Changes the byte at `offset` in place.
func flip(_ path: FilePath, at offset: Int, with mask: UInt8 = 0xff) throws {
    let file = try FileDescriptor.open(path, .readWrite)
    defer { try? file.close() }
    var byte: [UInt8] = [0]
    _ = try byte.withUnsafeMutableBytes { try file.read(fromAbsoluteOffset: Int64(offset), into: $0) }
    byte[0] ^= mask
    _ = try file.writeAll(toAbsoluteOffset: Int64(offset), byte)
}
