import Foundation
import SystemPackage
import TestSupport
import Testing

extension IndexedFolder {
    /// The size as the command line takes it.
    private var sizeOption: [String] { ["-s", "\(size)", "--threads", "\(threads)"] }

    /// Runs the built tool in the temporary folder.
    func run(_ arguments: [String]) throws -> Run { try BuiltBinary().run(arguments, in: folder.path) }

    /// `retrieve index gallery` with `arguments`.
    func runIndex(_ arguments: String...) throws -> Run { try run(["index", "gallery"] + sizeOption + arguments) }

    /// Searches the gallery for `query`.
    func runSearch(_ query: String, _ arguments: String...) throws -> Run { try runSearch(query, arguments) }

    func runSearch(_ query: String, _ arguments: [String]) throws -> Run {
        try run([query, "-g", "gallery"] + sizeOption + arguments)
    }

    /// Runs a script in which `"$0"` is the tool and `$options` are those of this folder's size.
    func runShell(_ script: String, _ arguments: [String] = []) throws -> Run {
        try BuiltBinary().runShell("options='\(sizeOption.joined(separator: " "))'; \(script)", arguments, in: folder.path)
    }

    /// Names in the folder of the index that no finished run leaves behind.
    func leftovers() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: index.string).filter { $0.hasSuffix(".partial") }
    }
}

/// Expects that a run ended with `status`, said one sentence that holds each of `parts`, and printed nothing.
func expectFailure(_ run: Run, status: Int32 = 2, _ parts: String..., sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(run.status == status, "\(run.errors)", sourceLocation: sourceLocation)
    #expect(run.output.isEmpty, sourceLocation: sourceLocation)
    #expect(run.errorLines.count == 1 && run.errors.hasPrefix("retrieve: "), "\(run.errors)", sourceLocation: sourceLocation)
    for part in parts { #expect(run.errors.contains(part), "\(run.errors)", sourceLocation: sourceLocation) }
}

/// Whether tests that take minutes are asked for.
let testsMayBeLong = ProcessInfo.processInfo.environment["RETRIEVE_LONG_TESTS"] == "1"
