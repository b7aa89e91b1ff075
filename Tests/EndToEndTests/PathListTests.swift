import TestSupport
import Testing

/// Lists of paths on standard input, as other programs write them.
struct PathListTests {
    private static let names = ["query.jpg", "gallery/loose.png"]

    @Test(arguments: [
        "query.jpg\r\ngallery/loose.png\r\n", "query.jpg\r\n\r\ngallery/loose.png", "\u{feff}query.jpg\ngallery/loose.png\n",
        "\u{feff}query.jpg\r\ngallery/loose.png\r\n", "\n\nquery.jpg\n\ngallery/loose.png\n\n",
    ])
    func whatListsCarryBesidesPathsIsLeftOut(list: String) throws {
        try withSampleTree { tree in
            let run = try tree.search("-", "-k", "1", "--format", "json", input: list)
            #expect(run.status == 0 && run.errors.isEmpty)
            #expect(try run.searchLines().map(\.query) == Self.names)
        }
    }

    @Test func aFileWhoseNameEndsWithAReturnIsFoundByIt() throws {
        try withSampleTree { tree in
            try tree.folder.copy("decode/baseline_420.jpg", to: "query.jpg\r")
            let run = try tree.search("-", "-k", "1", "--format", "json", input: "query.jpg\r\n")
            #expect(try run.searchLines().map(\.query) == ["query.jpg\r"])
        }
    }

    @Test(arguments: [
        ("query.jpg\0gallery/loose.png\0", [], "they end with NUL; give -0"),
        ("query.jpg\ngallery/loose.png\n", ["-0"], "they end with line feeds; leave out -0"),
        ("q\0u\0e\0r\0y\0.\0j\0p\0g\0\n\0", [], "they are in UTF-16"),
        ("q\0u\0e\0r\0y\0.\0j\0p\0g\0\n\0", ["-0"], "they are in UTF-16"),
    ])
    func aListOfAnotherKindIsToldByItsRemedy(list: String, options: [String], words: String) throws {
        try withSampleTree { tree in
            let run = try tree.run(["-", "-g", "gallery", "-s", "16"] + options, input: list)
            #expect(run.status == 2 && run.output.isEmpty)
            #expect(run.errorLines.count == 1 && run.errors.contains(words))
        }
    }

    @Test func anImageIsNoList() throws {
        try withSampleTree { tree in
            for command in ["\"$0\" - -g gallery", "\"$0\" - -0 -g gallery"] {
                let run = try tree.tool.runShell("\(command) < query.jpg", in: tree.folder.path)
                #expect(run.status == 2 && run.output.isEmpty)
                #expect(run.errorLines.count == 1 && run.errors.contains("a JPEG image, not a list"))
            }
            let run = try tree.tool.runShell("cat query.jpg | \"$0\" /dev/stdin -g gallery -s 16 -k 1", in: tree.folder.path)
            #expect(run.text == "0\tgallery/Orange/1.jpg\n")
        }
    }

    @Test func aMarkOfUTF16IsSeen() throws {
        try withSampleTree { tree in
            let run = try tree.tool.runShell(#"printf '\377\376q\0\n\0' | "$0" - -g gallery"#, in: tree.folder.path)
            #expect(run.status == 2 && run.errorLines.count == 1 && run.errors.contains("UTF-16"))
        }
    }

    @Test func aFolderIsNoList() throws {
        try withSampleTree { tree in
            let run = try tree.tool.runShell("\"$0\" - -g gallery < gallery", in: tree.folder.path)
            #expect(run.status == 2 && run.errorLines.count == 1)
            #expect(run.errors.contains("it is a folder; name the folder in place of -"))
        }
    }

    @Test func aListThatArrivesInPiecesIsTheSame() throws {
        try withSampleTree { tree in
            let script =
                #"(printf que; sleep 0.1; printf 'ry.jpg\r'; sleep 0.1; printf '\ngallery/loo'; sleep 0.1; printf se.png)"#
            let run = try tree.tool.runShell(
                script + #" | "$0" - -g gallery -s 16 -k 1 --format json"#, in: tree.folder.path)
            #expect(try run.searchLines().map(\.query) == Self.names)
        }
    }
}
