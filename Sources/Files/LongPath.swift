import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Opens the file or folder at `path`, which may be longer than the system takes in one call.
///
/// - Parameter flags: As for `open`; the descriptor is closed in programs that are started.
func openDescriptor(_ path: FilePath, _ flags: CInt) throws(Errno) -> CInt {
    try path.withReachablePath { folder, path in openat(folder, path, flags | O_CLOEXEC) }
}

extension FilePath {
    /// The length in bytes of the longest path that every system takes, including its final zero.
    private static let longestPart = Int(PATH_MAX)

    /// Calls `body` with a folder and a path relative to it that together name this path, each short enough for the system.
    ///
    /// A path of `PATH_MAX` bytes or more is refused by every call that takes one. So its beginning is opened, part by part, each
    /// relative to the one before.
    ///
    /// - Throws: `Errno` where the beginning cannot be opened, or where `body` answers a negative number.
    func withReachablePath(
        _ body: (_ folder: CInt, _ path: UnsafePointer<CInterop.PlatformChar>) -> CInt
    ) throws(Errno) -> CInt {
        if length < Self.longestPart {
            let result = withPlatformString { body(AT_FDCWD, $0) }
            guard result >= 0 else { throw Errno(rawValue: errno) }
            return result
        }
        var characters = withPlatformString { Array(UnsafeBufferPointer(start: $0, count: length + 1)) }
        var folder = AT_FDCWD
        var start = 0
        defer { if folder != AT_FDCWD { close(folder) } }
        while characters.count - start > Self.longestPart {
            let slash = UInt8(ascii: "/")
            let room = start..<start + Self.longestPart - 1
            guard let end = room.last(where: { characters[$0] == CInterop.PlatformChar(slash) && $0 > start }) else {
                throw .fileNameTooLong
            }
            characters[end] = 0
            let next = characters.withUnsafeBufferPointer {
                openat(folder, $0.baseAddress! + start, O_RDONLY | O_DIRECTORY | O_CLOEXEC)  // Not empty.
            }
            guard next >= 0 else { throw Errno(rawValue: errno) }
            if folder != AT_FDCWD { close(folder) }
            folder = next
            start = end + 1
        }
        let result = characters.withUnsafeBufferPointer { body(folder, $0.baseAddress! + start) }  // Ends in a zero.
        guard result >= 0 else { throw Errno(rawValue: errno) }
        return result
    }
}
