import SystemPackage

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
