import Foundation
package import SystemPackage

/// What a run of the tool left behind.
package struct Run: Sendable, Equatable {
    /// The exit code, or the negative number of the signal that ended the process.
    package let status: Int32
    package let output: [UInt8]
    package let errors: String

    package var text: String { String(decoding: output, as: UTF8.self) }
    /// The lines of standard output.
    package var lines: [String] { text.split(separator: "\n").map(String.init) }
    /// The lines of standard error.
    package var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
}

/// Where standard output of a run goes.
package enum OutputTarget: Sendable {
    case captured
    /// A pipe that nobody reads.
    case closedPipe
    case file(FilePath)
}

/// The `retrieve` that was built with the tests.
package struct BuiltBinary: Sendable {
    package let path: FilePath

    /// Beside the test bundle, in whichever configuration it was built.
    package init() throws {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        let own = bundle ?? Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
        let candidate = own.deletingLastPathComponent().appendingPathComponent("retrieve").path
        guard FileManager.default.isExecutableFile(atPath: candidate) else { throw Errno.noSuchFileOrDirectory }
        path = FilePath(candidate)
    }

    /// Runs the tool to its end.
    ///
    /// Standard output is drained while the tool runs, so that it never waits for room in the pipe; standard error goes
    /// through a file, which needs no draining.
    ///
    /// - Parameters:
    ///   - folder: Where it runs.
    ///   - environment: Variables to set; none beginning with RETRIEVE_ is inherited.
    ///   - input: What it finds on standard input.
    package func run(
        _ arguments: [String], in folder: FilePath, environment: [String: String] = [:], input: [UInt8] = [],
        output target: OutputTarget = .captured
    ) throws -> Run {
        try run(path, arguments, in: folder, environment: environment, input: input, output: target)
    }

    /// Runs `script` by `sh`, where `"$0"` is the tool.
    package func runShell(_ script: String, _ arguments: [String] = [], in folder: FilePath) throws -> Run {
        try run("/bin/sh", ["-c", script, path.string] + arguments, in: folder, environment: [:], input: [], output: .captured)
    }

    private func run(
        _ program: FilePath, _ arguments: [String], in folder: FilePath, environment: [String: String], input: [UInt8],
        output target: OutputTarget
    ) throws -> Run {
        try withTemporaryFolder { scratch in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: program.string)
            process.arguments = arguments
            process.currentDirectoryURL = URL(fileURLWithPath: folder.string)
            process.environment = Self.environment(with: environment)

            let errorFile = try scratch.write([], to: "errors")
            process.standardInput = try FileHandle(
                forReadingFrom: URL(fileURLWithPath: try scratch.write(input, to: "input").string))
            process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errorFile.string))
            let pipe = Pipe()
            switch target {
            case .captured: process.standardOutput = pipe
            case .closedPipe:
                try pipe.fileHandleForReading.close()
                process.standardOutput = pipe
            case .file(let path): process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: path.string))
            }

            try process.run()
            var output: [UInt8] = []
            if case .captured = target { output = [UInt8](try pipe.fileHandleForReading.readToEnd() ?? Data()) }
            process.waitUntilExit()
            let status = process.terminationStatus
            return Run(
                status: process.terminationReason == .exit ? status : -status, output: output,
                errors: String(decoding: try contents(of: errorFile), as: UTF8.self))
        }
    }

    private static func environment(with additions: [String: String]) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("RETRIEVE_") }
        // Help is wrapped to 80 columns wherever the tests run; a crash needs no lengthy report.
        environment["COLUMNS"] = "80"
        environment["SWIFT_BACKTRACE"] = "enable=no"
        return environment.merging(additions) { $1 }
    }
}
