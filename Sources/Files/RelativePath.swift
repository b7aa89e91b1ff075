public import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension FilePath {
    /// The way to the file or folder at this path from `folder`: what is to be appended to `folder`; "." for itself.
    ///
    /// Names are kept as they were given, so that a folder with all that is in it can be moved. Only where a symbolic link
    /// makes that way lead elsewhere are links followed first.
    ///
    /// - Throws: `Errno` when either does not exist.
    public func relative(to folder: FilePath) throws(Errno) -> FilePath {
        let folder = folder.isEmpty ? "." : folder
        let identity = try FileStatus(of: self).identity
        let way = try folder.absolute().way(to: absolute())
        if let found = try? FileStatus(of: folder.following(way)).identity, found == identity { return way }
        return try folder.resolved().way(to: resolved())
    }

    /// Returns the path that `path` names when it is taken as relative to this folder; an absolute path stays as it is.
    public func following(_ path: FilePath) -> FilePath { path.isAbsolute || isEmpty ? path : pushing(path) }

    /// The same file's path without symbolic links.
    ///
    /// - Throws: `Errno` when it does not exist.
    public func resolved() throws(Errno) -> FilePath {
        guard let path = withPlatformString({ realpath($0, nil) }) else { throw Errno(rawValue: errno) }
        defer { free(path) }
        return FilePath(platformString: path)
    }

    private func absolute() throws(Errno) -> FilePath {
        if isAbsolute { return lexicallyNormalized() }
        guard let current = getcwd(nil, 0) else { throw Errno(rawValue: errno) }
        defer { free(current) }
        return FilePath(platformString: current).pushing(self).lexicallyNormalized()
    }

    /// Returns the relative path from this absolute path to another, up and down again.
    private func way(to target: FilePath) -> FilePath {
        let shared = zip(components, target.components).prefix { $0 == $1 }.count
        var way = FilePath()
        for _ in components.dropFirst(shared) { way.append("..") }
        for component in target.components.dropFirst(shared) { way.append(component) }
        return way.isEmpty ? "." : way
    }
}
