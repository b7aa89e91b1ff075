import TestSupport
import Testing

/// `--background`: icons whose shape is in alpha alone.
struct BackgroundTests {
    @Test func iconsOfAlphaAloneAreToldApart() throws {
        try withIcons { tree in
            #expect(try tree.search([]).lines.map { $0.split(separator: "\t")[0] } == ["0", "0", "0"])
            let run = try tree.search(["--background", "white"])
            #expect(run.status == 0 && run.lines.first == "0\ticons/2.png")
            #expect(run.lines.filter { $0.hasPrefix("0\t") }.count == 1)
            #expect(try tree.search(["--background", "#ffffff"]).output == run.output)
            #expect(try tree.search(["--background", "black"]).lines.filter { $0.hasPrefix("0\t") }.count == 3)
        }
    }

    /// An index of another background is none, and one of the same gives the same answers.
    @Test func theBackgroundIsPartOfAnIndex() throws {
        try withIcons { tree in
            let plain = try tree.search(["--background", "white"]).output
            #expect(try tree.tool.run(["index", "icons", "-s", "16"], in: tree.folder.path).status == 0)
            let beside = try tree.search(["--background", "white"])
            #expect(beside.output == plain && beside.errors.contains("--background '#ffffff'"))
            let made = try tree.tool.run(["index", "icons", "-s", "16", "--background", "white"], in: tree.folder.path)
            #expect(made.status == 0)
            let indexed = try tree.search(["--background", "white"])
            #expect(indexed.output == plain && indexed.errors.isEmpty)
        }
    }

    @Test func theBackgroundIsRecordedInABaseline() throws {
        try withIcons { tree in
            func check(_ options: [String]) throws -> Run { try tree.run(["check"] + options) }
            let made = try check(["--update", "b.json", "query.png", "-g", "icons", "-s", "16", "--background", "white"])
            #expect(made.status == 0)
            let text = String(decoding: try contents(of: tree.folder("b.json")), as: UTF8.self)
            #expect(text.contains("\"background\": \"#ffffff\""))
            #expect(try check(["b.json"]).status == 0)
            let other = try check(["b.json", "--background", "red"])
            #expect(other.status == 1)
            #expect(other.lines.contains { $0.hasPrefix("changed option: background is #ffffff in the baseline and #ff0000") })
        }
    }

    @Test func aWordThatIsNoColourIsRefused() throws {
        try withIcons { tree in
            let run = try tree.search(["--background", "whitish"])
            #expect(run.status == 64)
        }
    }

    /// Three black squares of different alpha, and the second once more.
    private func withIcons(_ body: (IconTree) throws -> Void) throws {
        try withTemporaryFolder { folder in
            for number in 1...3 {
                let layers = (0..<256).flatMap { pixel in [0, 0, 0, pixel % 4 < number ? 255 : 0] as [UInt8] }
                let file = PNGFile(width: 16, height: 16, layers: layers).bytes
                try folder.write(file, to: "icons/\(number).png")
                if number == 2 { try folder.write(file, to: "query.png") }
            }
            try body(IconTree(tool: try BuiltBinary(), folder: folder))
        }
    }

    private struct IconTree {
        let tool: BuiltBinary
        let folder: TemporaryFolder

        func run(_ arguments: [String]) throws -> Run { try tool.run(arguments, in: folder.path) }

        func search(_ options: [String]) throws -> Run {
            try run(["query.png", "-g", "icons", "-s", "16"] + options)
        }
    }
}
