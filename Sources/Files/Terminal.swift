#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension StandardStreams {
    /// The size of a terminal's window; what it does not tell is zero.
    public struct WindowSize: Sendable, Equatable {
        public let columns: Int
        public let rows: Int
        /// In pixels.
        public let width: Int
        public let height: Int
    }

    /// The window of the terminal that standard output is, or nil when it is none.
    public static var resultWindow: WindowSize? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        var size = winsize()
        // Where it fails, everything stays zero.
        _ = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size)
        return WindowSize(
            columns: Int(size.ws_col), rows: Int(size.ws_row), width: Int(size.ws_xpixel), height: Int(size.ws_ypixel))
    }

    /// The value of an environment variable; nil when it is not set, or empty.
    public static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}

/// The folder that relative paths start from; empty when it cannot be told.
public var currentFolder: String {
    guard let path = getcwd(nil, 0) else { return "" }
    defer { free(path) }
    return String(cString: path)
}
