import SystemPackage
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Files that are worth nothing until they are whole. When Ctrl-C or a request to end comes before that, they are removed.
enum UnfinishedFiles {
    private static let capacity = 16
    /// A path with its final zero. A longer one, or one too many, is merely left behind.
    private static let pathCapacity = 4096

    /// The paths that a signal handler reads: places that are never freed, each in use when its first byte is not zero.
    private nonisolated(unsafe) static let paths: UnsafeMutablePointer<CChar> = {
        let paths = UnsafeMutablePointer<CChar>.allocate(capacity: capacity * pathCapacity)
        paths.initialize(repeating: 0, count: capacity * pathCapacity)
        return paths
    }()

    /// The places that are taken. The handler does not ask for the lock: it looks at the places themselves.
    private static let places = Mutex([Bool](repeating: false, count: capacity))

    /// Notes that the file at `path` is unfinished; the number is for `remove`.
    static func insert(_ path: FilePath) -> Int? {
        places.withLock { places in
            guard path.length < pathCapacity, let place = places.firstIndex(of: false) else { return nil }
            places[place] = true
            let target = paths + place * pathCapacity
            path.withPlatformString { source in
                // The first byte last: until then the place counts as free.
                (target + 1).update(from: source + 1, count: path.length)
                target.pointee = source.pointee
            }
            for number in [SIGINT, SIGTERM, SIGHUP] { handle(number) }
            return place
        }
    }

    /// Notes that a file is whole, or gone.
    static func remove(_ place: Int) {
        places.withLock { places in
            (paths + place * pathCapacity).pointee = 0
            places[place] = false
        }
    }

    private static func handle(_ number: Int32) {
        let previous = signal(number) { number in
            // Nothing here but what POSIX allows in a handler.
            for place in 0..<UnfinishedFiles.capacity {
                let path = UnfinishedFiles.paths + place * UnfinishedFiles.pathCapacity
                if path.pointee != 0 { unlink(path) }
            }
            signal(number, SIG_DFL)
            raise(number)
        }
        // What whoever started the tool chose to ignore, as nohup does, stays ignored.
        if unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { signal(number, SIG_IGN) }
    }
}
