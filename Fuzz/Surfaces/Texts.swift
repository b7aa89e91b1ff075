import ArgumentParser
import Evaluation
import Gallery
import Kernels
import Reports
import Search

@testable import RetrieveCommands

/// A baseline, and, where it is one, the same after it was written.
func readBaseline(_ bytes: [UInt8]) {
    guard let baseline = try? Baseline(json: bytes) else { return }
    guard let again = try? Baseline(json: baseline.rendered()), again == baseline else {
        fatalError("a baseline is another once it was written")
    }
}

/// Results of searches, and, where they are, the same after they were merged with nothing and written.
func readResults(_ bytes: [UInt8]) {
    guard let results = try? QueryResults.lines(bytes) else { return }
    let parts = [PartialResults(name: "a", results: results)]
    guard let merged = try? MergedResults(parts, limit: nil, notice: { _ in }) else { return }
    guard (try? QueryResults.lines(SearchReport(merged).rendered(as: .json)))?.count == results.count else {
        fatalError("results are others once they were written")
    }
}

/// A list of paths, ended by line feeds and by NUL, in pieces.
func readList(_ bytes: [UInt8]) {
    for separator in [UInt8(ascii: "\n"), 0] {
        var reader = PathListReader(separator: separator)
        for start in stride(from: 0, to: bytes.count, by: 7) {
            guard (try? reader.names(endingIn: bytes[start..<min(start + 7, bytes.count)])) != nil else { break }
        }
        _ = try? reader.lastName()
    }
}

func readTruth(_ bytes: [UInt8]) { _ = try? GroundTruth(bytes) }

/// Patterns, one per line, and after a zero a path.
func matchPatterns(_ bytes: [UInt8]) {
    let parts = bytes.parts(2)
    let lines = parts[0].split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    let path = parts.count > 1 ? parts[1] : Array("a/b.jpg".utf8)
    let patterns = PathPatterns(lines)
    _ = patterns.contains(path, isFolder: false)
    _ = patterns.decision(path[...], isFolder: true)
}

/// Words, one per line, and the request that they make.
func parseCommandLine(_ bytes: [UInt8]) {
    let words = bytes.split(separator: UInt8(ascii: "\n")).prefix(12).map { String(decoding: $0, as: UTF8.self) }
    // What reads a file that is named has other surfaces.
    guard !words.contains(where: { $0.hasPrefix("--truth") || $0.hasPrefix("--gen") }) else { return }
    do {
        let command = try RetrieveCommand.parseAsRoot(Array(words))
        guard let kernels = Kernels(.scalar) else { return }
        let resources = Resources(threads: 1, kernels: kernels)
        switch command {
        case let search as SearchCommand:
            _ = try search.options.request(hasTexts: !search.words.text.isEmpty, resources: resources)
        case let evaluation as EvaluateCommand: _ = try evaluation.options.request(resources: resources)
        default: break
        }
    } catch {
        _ = RetrieveCommand.message(for: error)
    }
}
