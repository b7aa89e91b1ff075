public import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An error that says why a file could not be read.
public enum FileError: Error, Equatable {
    case system(Errno)
    /// A symbolic link that leads to nothing.
    case danglingLink
    /// A folder, device, socket or pipe where a file of bytes was expected.
    case notAFile(FileKind)
    /// The file has more than `limit` bytes.
    case tooLarge(limit: Int)
}

extension FileError {
    /// Creates the error that `error` means for the file at `path`.
    public init(_ error: Errno, of path: FilePath) {
        self = error == .noSuchFileOrDirectory && isSymbolicLink(path) ? .danglingLink : .system(error)
    }

    /// Whether the file does not exist, as opposed to being inaccessible.
    public var isAbsence: Bool {
        switch self {
        case .danglingLink, .system(.noSuchFileOrDirectory), .system(.notDirectory), .system(.tooManySymbolicLinkLevels): true
        default: false
        }
    }
}

/// Reads whole files into one buffer that grows to the largest of them; not to be shared between threads.
public final class FileReader {
    private static let probeSize = 1 << 12

    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)

    public init() {}

    deinit { buffer.deallocate() }

    /// Calls `body` with the contents of the file at `path`, which are valid during the call only.
    ///
    /// - Parameters:
    ///   - limit: The most bytes to read.
    ///   - acceptsPipes: Whether a named pipe or other stream is read to its end; otherwise only regular files are.
    ///   - isWanted: Looks at the first bytes of the file; where it answers false the rest is left unread, so that a large
    ///     file of something else costs nothing.
    public func withContents<Result>(
        of path: FilePath, limit: Int, acceptsPipes: Bool = false,
        isWanted: (UnsafeRawBufferPointer) -> Bool = { _ in true },
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        let count = try read(path, limit: limit, acceptsPipes: acceptsPipes, isWanted: isWanted)
        return try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }

    private func read(
        _ path: FilePath, limit: Int, acceptsPipes: Bool, isWanted: (UnsafeRawBufferPointer) -> Bool
    ) throws(FileError) -> Int {
        do {
            // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
            let file = FileDescriptor(rawValue: try openDescriptor(path, acceptsPipes ? O_RDONLY : O_RDONLY | O_NONBLOCK))
            defer { try? file.close() }
            let status = try FileStatus(of: file)
            guard status.kind == .regular || (acceptsPipes && status.kind.isStream) else {
                throw FileError.notAFile(status.kind)
            }
            var count = 0
            if status.size >= buffer.count {
                count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<Self.probeSize]))
                guard isWanted(UnsafeRawBufferPointer(rebasing: buffer[..<count])) else { return count }
                guard status.size <= limit else { throw FileError.tooLarge(limit: limit) }
                reserve(status.size + 1)
            }
            return try readRest(of: file, after: count, limit: limit)
        } catch let error as FileError {
            throw error
        } catch let error as Errno {
            throw FileError(error, of: path)
        } catch {
            preconditionFailure("only FileError and Errno are thrown above: \(error)")
        }
    }

    private func readRest(of file: FileDescriptor, after start: Int, limit: Int) throws -> Int {
        var count = start
        while true {
            if count == buffer.count { reserve(2 * count) }
            let added = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
            if added == 0 { return count }
            count += added
            if count > limit { throw FileError.tooLarge(limit: limit) }
        }
    }

    /// Makes room for `capacity` bytes, keeping what is there.
    private func reserve(_ capacity: Int) {
        guard capacity > buffer.count else { return }
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: max(capacity, 2 * buffer.count), alignment: 64)
        larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
        buffer.deallocate()
        buffer = larger
    }
}
