import Foundation

/// Where the first of `names` that is on the search path lies; nil where none is.
package func program(_ names: String...) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return names.lazy.flatMap { name in folders.lazy.map { "\($0)/\(name)" } }.first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
}

/// Whether nothing may be missing that a test would be skipped for, as in continuous integration.
package let requiresAll = ProcessInfo.processInfo.environment["RETRIEVE_REQUIRE_ALL"] == "1"
