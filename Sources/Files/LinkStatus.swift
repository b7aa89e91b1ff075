public import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Whether `path` is the name of a symbolic link.
public func isSymbolicLink(_ path: FilePath) -> Bool {
    var status = stat()
    let result = try? path.withReachablePath { fstatat($0, $1, &status, AT_SYMLINK_NOFOLLOW) }
    return result != nil && status.st_mode & S_IFMT == S_IFLNK
}
