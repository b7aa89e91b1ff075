import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Gallery

/// Patterns match what git's do.
struct PathPatternTests {
    static let paths = [
        "a.jpg", "b.png", "dir/a.jpg", "dir/sub/a.jpg", "dir/sub/b.jpg", "dir/sub/deep/c.jpg", "other/dir/a.jpg", "other/x.jpg",
        "foo/bar/baz.jpg", "foo/baz.jpg", "foobar/baz.jpg", "x/foo/baz.jpg", "one two.jpg", "end /a.jpg", "#hash.jpg",
        "!mark.jpg",
        "[set].jpg", "a-b.jpg", "a]b.jpg", "B.JPG", "a1.jpg", "a2.jpg", "a10.jpg", "\u{e9}.jpg", ".hidden/a.jpg", ".dot.jpg",
        "star*.jpg", "back\\slash.jpg", "q?.jpg", "dir.jpg/a.jpg", "a/b/c/d/e.jpg", "a/c.jpg",
    ]

    static let lists: [[String]] = [
        ["*.jpg"], ["a.jpg"], ["/a.jpg"], ["dir"], ["dir/"], ["/dir"], ["/dir/"], ["dir/*"], ["dir/*.jpg"], ["dir/**"],
        ["**/dir"],
        ["**/dir/a.jpg"], ["dir/**/c.jpg"], ["dir/**/a.jpg"], ["a/**/e.jpg"], ["a/**/c.jpg"], ["**"], ["**/"], ["*"], ["/*"],
        ["*/"],
        ["/**"], ["**/*.png"], ["foo/"], ["foo"], ["foo/*"], ["foo/**/baz.jpg"], ["foo**baz.jpg"], ["foo**/baz.jpg"],
        ["**foo/baz.jpg"],
        ["foo/**bar"], ["***/a.jpg"], ["dir/***"], ["dir/*/a.jpg"], ["*/a.jpg"], ["?.jpg"], ["a?.jpg"], ["a??.jpg"],
        ["dir?a.jpg"],
        ["[ab].jpg"], ["[!a].jpg"], ["[^a].jpg"], ["[a-c].jpg"], ["[c-a].jpg"], ["a[0-9].jpg"], ["a[[:digit:]].jpg"],
        ["[[:upper:]].*"], ["[[:nonsense:]].jpg"], ["[]].jpg"], ["a[]-]b.jpg"], ["a[-]b.jpg"], ["[a"], ["[]a"],
        ["\\[set\\].jpg"],
        ["[[]set].jpg"], ["one two.jpg"], ["one\\ two.jpg"], ["a.jpg "], ["a.jpg  "], ["end\\ /"], ["end\\ "], ["\\#hash.jpg"],
        ["\\!mark.jpg"], ["\\*.jpg"], ["star\\*.jpg"], ["back\\\\slash.jpg"], ["back\\slash.jpg"], ["q\\?.jpg"], ["a.jpg\\"],
        ["*.jpg", "!a.jpg"], ["dir/", "!dir/a.jpg"], ["dir/*", "!dir/sub"],
        ["dir/*", "!dir/sub", "dir/sub/*", "!dir/sub/a.jpg"],
        ["!a.jpg"], ["!a.jpg", "*.jpg"], ["*", "!*/", "!*.png"], [".*"], [".hidden"], [".*", "!.dot.jpg"], ["dir.jpg"],
        ["dir.jpg/"],
        ["*.JPG"], ["dir//a.jpg"], ["./a.jpg"], ["dir/./a.jpg"], [""], ["/"], ["!"], ["\u{e9}.jpg"], ["??.jpg"], ["[[:alpha:]"],
        ["*a*"], ["*a*b*"], ["*/*/*"], ["**/**/a.jpg"], ["a/**/**/e.jpg"], ["[.-0]hidden"], ["dir[/]a.jpg"], ["dir[!a]a.jpg"],
    ]

    @Test func matchAsGitMatches() throws {
        try withTemporaryFolder { folder in
            for path in Self.paths { try folder.write([1], to: path) }
            try git(["init", "-q"], in: folder.path.string)
            for list in Self.lists {
                let ignored = try ignoredByGit(list, in: folder)
                let patterns = PathPatterns(list)
                let ours = Set(Self.paths.filter { patterns.contains(Array($0.utf8), isFolder: false) })
                #expect(ours == ignored, "\(list)")
            }
        }
    }

    @Test func aPatternOfManyStarsTakesNoTime() {
        let pattern = String(repeating: "a*", count: 50) + "b"
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: 400)
        #expect(!PathPatterns([pattern]).contains(text, isFolder: false))
    }

    @Test func aFileIsWantedWhenItIsIncludedAndNotExcluded() {
        let selection = PathSelection(including: ["*.png", "dir/"], excluding: ["sub/", "b.*"])
        func takes(_ path: String) -> Bool { selection.takesFile(Array(path.utf8)) }
        #expect(takes("a.png") && takes("dir/a.jpg") && takes("x/dir/y/a.jpg"))
        #expect(!takes("a.jpg") && !takes("b.png") && !takes("dir/sub/a.png") && !takes("dir/b.jpg"))
        #expect(PathSelection().takesFile(Array("anything".utf8)))
        #expect(!selection.entersFolder(Array("dir/sub".utf8)) && selection.entersFolder(Array("dir".utf8)))
    }

    /// Which of the paths git leaves out, by a `.gitignore` of these lines.
    private func ignoredByGit(_ lines: [String], in folder: TemporaryFolder) throws -> Set<String> {
        try folder.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: ".gitignore")
        let input = Self.paths.joined(separator: "\0") + "\0"
        let output = try git(["check-ignore", "--no-index", "--stdin", "-z"], in: folder.path.string, input: input)
        return Set(output.split(separator: "\0").map(String.init))
    }

    @discardableResult
    private func git(_ arguments: [String], in folder: String, input: String = "") throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-C", folder] + arguments
        let (written, read) = (Pipe(), Pipe())
        process.standardInput = written
        process.standardOutput = read
        try process.run()
        try written.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try written.fileHandleForWriting.close()
        let output = try read.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}
