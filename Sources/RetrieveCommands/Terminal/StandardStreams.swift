import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The standard streams: results and messages go out, lists of paths come in.
enum StandardStreams {
    /// Writes results.
    ///
    /// - Throws: `Errno.brokenPipe` when the reader has gone, once `ignoreBrokenPipes` was called.
    static func writeResults(_ bytes: [UInt8]) throws(Errno) {
        try write(bytes, to: .standardOutput)
    }

    /// Writes to standard error as it is.
    static func writeNotice(_ text: String) {
        try? write(Array(text.utf8), to: .standardError)
    }

    /// Reads the next bytes of standard input, at most 64 KiB; none at its end.
    static func readInput() throws(Errno) -> [UInt8] {
        do {
            return try [UInt8](unsafeUninitializedCapacity: 1 << 16) { chunk, count in
                count = try FileDescriptor.standardInput.read(into: UnsafeMutableRawBufferPointer(chunk))
            }
        } catch {
            throw error as? Errno ?? .ioError
        }
    }

    /// Ignores SIGPIPE, so that writing to a closed pipe fails with an error and does not end the process.
    static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

    /// The width of the terminal that standard error is, or nil when it is none.
    static var messageTerminalWidth: Int? {
        guard isatty(STDERR_FILENO) == 1 else { return nil }
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Whether standard output is a terminal.
    static var resultsAreShown: Bool { isatty(STDOUT_FILENO) == 1 }

    /// The size of a terminal's window; what it does not tell is zero.
    struct WindowSize: Equatable {
        let columns: Int
        let rows: Int
        /// The width in pixels.
        let width: Int
        let height: Int
    }

    /// The window of the terminal that standard output is, or nil when it is none.
    static var resultWindow: WindowSize? {
        guard resultsAreShown else { return nil }
        var size = winsize()
        // Where it fails, everything stays zero.
        _ = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size)
        return WindowSize(
            columns: Int(size.ws_col), rows: Int(size.ws_row), width: Int(size.ws_xpixel), height: Int(size.ws_ypixel))
    }

    private static func write(_ bytes: [UInt8], to file: FileDescriptor) throws(Errno) {
        do { try file.writeAll(bytes) } catch { throw error as? Errno ?? .ioError }
    }
}
