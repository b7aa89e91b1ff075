public import SystemPackage

/// Why a file could not be read.
public enum FileError: Error, Equatable {
    case system(Errno)
    /// A folder, device, socket or pipe where a file of bytes was expected.
    case notAFile(FileKind)
    /// More than `limit` bytes.
    case tooLarge(limit: Int)
}

extension FileError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .system(.noSuchFileOrDirectory): "there is no such file; check its path"
        case .system(.permissionDenied): "you may not read it; check its permissions"
        case .system(.isDirectory): "it is a folder, not an image file"
        case .system(let error): "it cannot be read (\(error)); check its path and its disk"
        case .notAFile(let kind): "it is \(kind.phrase), not an image file"
        case .tooLarge(let limit):
            "it is larger than the \(limit >> 20) MiB that an image within --max-megapixels can take; raise that to read it"
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
            let options: FileDescriptor.OpenOptions = acceptsPipes ? [.closeOnExec] : [.closeOnExec, .nonBlocking]
            let file = try FileDescriptor.open(path, .readOnly, options: options)
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
            throw FileError.system(error)
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
