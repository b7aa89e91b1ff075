import Foundation
package import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An empty folder for one test.
package struct TemporaryFolder: Sendable {
    package let path: FilePath

    /// The path of `name` in the folder.
    package func callAsFunction(_ name: String) -> FilePath { name.isEmpty ? path : path.appending(name) }

    /// Writes a file, with the folders it lies in.
    @discardableResult
    package func write(_ bytes: [UInt8], to name: String) throws -> FilePath {
        let target = self(name)
        try makeFolders(to: target.removingLastComponent())
        try write(bytes, to: target)
        return target
    }

    /// Writes a file whose name need not be text.
    package func write(_ bytes: [UInt8], to target: FilePath) throws {
        let file = try FileDescriptor.open(
            target, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead, .otherRead])
        try file.closeAfter { _ = try file.writeAll(bytes) }
    }

    /// Copies the fixture `fixture` to `name`.
    @discardableResult
    package func copy(_ fixture: String, to name: String) throws -> FilePath {
        try write(try Fixtures.bytes(fixture), to: name)
    }

    @discardableResult
    package func makeFolder(_ name: String) throws -> FilePath {
        try makeFolders(to: self(name))
        return self(name)
    }

    /// Makes a symbolic link at `name`; `target` is taken as it is.
    @discardableResult
    package func link(_ name: String, to target: String) throws -> FilePath {
        guard self(name).withPlatformString({ symlink(target, $0) }) == 0 else { throw Errno(rawValue: errno) }
        return self(name)
    }

    @discardableResult
    package func makePipe(_ name: String) throws -> FilePath {
        guard self(name).withPlatformString({ mkfifo($0, 0o600) }) == 0 else { throw Errno(rawValue: errno) }
        return self(name)
    }

    private func makeFolders(to folder: FilePath) throws {
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
    }
}

/// Calls `body` with an empty folder, which is removed afterwards with all that is in it.
package func withTemporaryFolder<Result>(_ body: (TemporaryFolder) throws -> Result) throws -> Result {
    let template = NSTemporaryDirectory() + "/retrieve-tests-XXXXXX"
    var name = Array(template.utf8CString)
    guard mkdtemp(&name) != nil else { throw Errno(rawValue: errno) }
    // Resolved, for on macOS the temporary folder is reached by a symbolic link.
    let folder = URL(fileURLWithPath: name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) })  // Not empty.
        .resolvingSymlinksInPath().path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(TemporaryFolder(path: FilePath(folder)))
}

/// Whether file permissions bind whoever runs the tests; they do not bind root.
package var permissionsBind: Bool { geteuid() != 0 }
