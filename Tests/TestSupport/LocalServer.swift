import Foundation
import SystemPackage

/// A server of `Tests/Servers`, which runs on this machine until it is stopped or this process ends.
package final class LocalServer {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let log: FilePath
    package let port: Int

    /// A request that the server was sent.
    package struct Request: Decodable, Sendable {
        package let method: String
        package let path: String
        /// By names in lower case.
        package let headers: [String: String]
        /// Of the body, in bytes.
        package let size: Int
    }

    /// - Parameters:
    ///   - script: The name of a file in `Tests/Servers`.
    ///   - folder: Where the log of requests goes.
    package init(_ script: String, _ arguments: [String] = [], in folder: TemporaryFolder) throws {
        log = folder("\(script)-\(UInt32.random(in: 0...UInt32.max)).log")
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["python3", "-B", Fixtures.repository.appending("Tests/Servers").appending(script).string, log.string] + arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        guard let port = try Int(Self.line(from: output)) else { throw Errno.ioError }
        self.port = port
    }

    /// Waits for a line that the server prints. The pipe ends before one comes only if the server has ended.
    private static func line(from pipe: Pipe) throws -> String {
        var line: [UInt8] = []
        while let byte = try pipe.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
            line.append(byte)
        }
        return String(decoding: line, as: UTF8.self)
    }

    /// Tells a server that takes orders one of them, and waits until it is done.
    package func order(_ order: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data("\(order)\n".utf8))
        guard try Self.line(from: output) == "done" else { throw Errno.ioError }
    }

    deinit { stop() }

    /// As in `http://127.0.0.1:40001`.
    package var address: String { address(at: "127.0.0.1") }

    /// The same by another name or address of this machine.
    package func address(at host: String) -> String { "http://\(host):\(port)" }

    /// What it was asked so far.
    package func requests() throws -> [Request] {
        let lines = try contents(of: log).split(separator: UInt8(ascii: "\n"))
        return try lines.map { try JSONDecoder().decode(Request.self, from: Data($0)) }
    }

    /// Ends it, and waits until it has ended.
    package func stop() {
        guard process.isRunning else { return }
        // No signal: threads of the tests block them, and processes inherit that.
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
