import Files
import Foundation
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// Locks of files, and what becomes of the descriptors behind them.
struct FileLockTests {
    @Test func oneHasItAtATime() throws {
        try withTemporaryFolder { folder in
            let path = folder("lock")
            let lock = try FileLock(path)
            #expect(throws: Errno.resourceTemporarilyUnavailable) { try FileLock(path) }
            withExtendedLifetime(lock) {}
        }
    }

    /// Closing a descriptor twice closes the file to which another thread has been given its number in between.
    @Test func whoDoesNotGetItClosesNobodyElsesFile() throws {
        try withTemporaryFolder { folder in
            let path = folder("lock")
            let bytes = try folder.write([1, 2, 3], to: "bytes")
            let lock = try FileLock(path)
            let failures = Mutex(0)
            DispatchQueue.concurrentPerform(iterations: 2) { thread in
                for _ in 0..<50_000 {
                    if thread == 0 {
                        _ = try? FileLock(path)
                    } else if (try? read(bytes)) != [1, 2, 3] {
                        failures.withLock { $0 += 1 }
                    }
                }
            }
            #expect(failures.withLock { $0 } == 0)
            withExtendedLifetime(lock) {}
        }
    }

    private func read(_ path: FilePath) throws -> [UInt8] {
        let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
        return try file.closeAfter {
            var bytes = [UInt8](repeating: 0, count: 3)
            _ = try bytes.withUnsafeMutableBytes { try file.read(into: $0) }
            return bytes
        }
    }
}
