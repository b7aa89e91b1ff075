import Foundation
package import SystemPackage

/// A file system in memory, for tests that fill it or forbid writing to it. Only root may make one.
package struct SmallDisk {
    package let path: FilePath

    /// Whether this process may mount file systems.
    package static let isAvailable: Bool = {
        guard geteuid() == 0 else { return false }
        do {
            try withTemporaryFolder { try with(kibibytes: 64, in: $0) { _ in } }
            return true
        } catch {
            return false
        }
    }()

    /// Calls `body` with a disk of `kibibytes`.
    package static func with<Result>(
        kibibytes: Int, in folder: TemporaryFolder, _ body: (SmallDisk) throws -> Result
    ) throws -> Result {
        let path = try folder.makeFolder("disk")
        try mount(["-t", "tmpfs", "-o", "size=\(kibibytes)k", "tmpfs", path.string])
        defer { try? unmount(path) }
        return try body(SmallDisk(path: path))
    }

    /// Lets nobody write from now on, root included.
    package func forbidWriting() throws { try Self.mount(["-o", "remount,ro", path.string]) }

    private static func mount(_ arguments: [String]) throws { try run("mount", arguments) }

    private static func unmount(_ path: FilePath) throws { try run("umount", [path.string]) }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        if process.terminationStatus != 0 { throw Errno.notPermitted }
    }
}
