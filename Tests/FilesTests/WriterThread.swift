import Foundation
import SystemPackage

/// Writes to a named pipe from a thread of its own, for its reader to read at the same time.
final class WriterThread: Sendable {
    private let done = DispatchSemaphore(value: 0)

    init(_ bytes: [UInt8], to pipe: FilePath) throws {
        let thread = Thread { [done] in
            if let file = try? FileDescriptor.open(pipe, .writeOnly) {
                _ = try? file.writeAll(bytes)
                try? file.close()
            }
            done.signal()
        }
        thread.start()
    }

    func join() { done.wait() }
}
