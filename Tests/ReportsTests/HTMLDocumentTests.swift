import Foundation
@testable import Reports
import Testing

/// What the pages have in common.
struct HTMLDocumentTests {
    private static let insides = [
        "searches": SearchPage.style, "evaluations": EvaluationPage.style, "checks": ComparisonPage.style,
        "the script of evaluations": EvaluationPage.script, "duplicates": DuplicatePage.style,
        "the script of duplicates": DuplicatePage.script,
    ]

    @Test(arguments: insides.keys.sorted())
    func theHashIsThatOfWhatIsInside(name: String) throws {
        let inside = try #require(Self.insides[name])
        let hash = try sha256(inside.text)
        #expect(inside.hash == hash, "what is inside has changed; the second is its new hash")
    }

    @Test func thePolicyNamesTheStyleSheetAndTheScript() {
        let style = HTMLDocument.Inline(text: "a", hash: "A="), script = HTMLDocument.Inline(text: "b", hash: "B=")
        #expect(HTMLDocument(title: "t", style: style, script: script).opening.contains("; script-src 'sha256-B='; "))
        #expect(!HTMLDocument(title: "t", style: style).opening.contains("script-src"))
    }

    /// The base64 of the digest, by a tool of the system.
    private func sha256(_ text: String) throws -> String {
        let tools = [["/usr/bin/sha256sum"], ["/usr/bin/shasum", "-a", "256"]]
        let tool = try #require(
            tools.first { FileManager.default.isExecutableFile(atPath: $0[0]) }, "nothing computes SHA-256 here")
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: tool[0])
        process.arguments = Array(tool.dropFirst())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        // The text fits into the pipe.
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        let digits = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self).prefix(64)
        process.waitUntilExit()
        return base64(stride(from: 0, to: 64, by: 2).compactMap { UInt8(digits.dropFirst($0).prefix(2), radix: 16) })
    }
}

func expectEveryElementIsClosed(_ page: String) {
    var open: [Substring] = []
    for tag in page.matches(of: #/<(/?)([a-z0-9]+)[^>]*?(/?)>/#) {
        let name = tag.2
        if ["meta", "img", "input"].contains(name) || !tag.3.isEmpty { continue }
        if tag.1.isEmpty { open.append(name) } else { #expect(open.popLast() == name) }
    }
    #expect(open.isEmpty)
}
