import TestSupport
import Testing

/// Images of the gallery that cannot be read are named, each in one line, and skipped.
struct SkippedTests {
    /// What lies in the gallery besides images, and a word of the reason.
    static let troubles = [
        ("gallery/a_empty.jpg", "empty"), ("gallery/b_text.png", "no image format"), ("gallery/c_cut.jpg", "truncated"),
        ("gallery/d_pipe.jpg", "pipe"), ("gallery/e_folder.jpg", "folder"), ("gallery/f_gone.jpg", "symbolic link"),
        ("gallery/g_huge.png", "megapixels"), ("gallery/h_wide.png", "it"), ("gallery/i_ppm.jpeg", "PPM"),
    ]

    @Test func eachIsNamedWithItsReason() throws {
        try withTroubledTree { tree in
            let run = try tree.search("query.jpg", "-k", "0")
            #expect(run.status == 0)
            #expect(run.hitPaths.sorted() == samplePaths)
            try #require(run.errorLines.count == Self.troubles.count)
            for (line, (path, word)) in zip(run.errorLines, Self.troubles) {
                #expect(line.hasPrefix("retrieve: skipped \(path): it") || line.hasPrefix("retrieve: skipped \(path): there"))
                #expect(line.contains(word))
            }
        }
    }

    @Test func jsonListsThemToo() throws {
        try withTroubledTree { tree in
            let line = try tree.search("query.jpg", "--format", "json", "-q").searchLine()
            #expect(line.skipped.map(\.path) == Self.troubles.map(\.0))
            #expect(line.skipped.allSatisfy { isOneLine($0.reason) })
        }
    }

    @Test func quietSaysNothingOfThem() throws {
        try withTroubledTree { tree in
            for option in ["-q", "--quiet"] {
                let run = try tree.search("query.jpg", option)
                #expect(run.status == 0 && run.errors.isEmpty && run.lines.count == 5)
            }
        }
    }

    @Test func strictFailsAfterTheResults() throws {
        try withTroubledTree { tree in
            let run = try tree.search("query.jpg", "--strict", "-q")
            #expect(run.status == 2)
            #expect(run.lines.count == 5)
            #expect(run.errorLines.count == 1 && run.errors.contains("9 images of the gallery could not be read"))
        }
    }

    @Test func strictIsSatisfiedWhenAllIsWell() throws {
        try withSampleTree { tree in
            let run = try tree.search("query.jpg", "--strict")
            #expect(run.status == 0 && run.errors.isEmpty)
        }
    }

    @Test(.enabled(if: permissionsBind, "root may read every file"))
    func whatMayNotBeReadIsSkippedToo() throws {
        try withSampleTree { tree in
            let script =
                #"chmod 000 gallery/Lime gallery/loose.png; "$0" query.jpg -g gallery -s 16; s=$?; chmod 755 gallery/Lime; exit $s"#
            let run = try tree.tool.runShell(script, in: tree.folder.path)
            #expect(run.status == 0)
            #expect(run.hitPaths == ["gallery/Orange/1.jpg", "gallery/Orange/2.jpeg"])
            #expect(run.errorLines.count == 2)
        }
    }

    @Test func aGalleryOfNothingElseMatchesNothing() throws {
        try withSampleTree { tree in
            try tree.folder.write([], to: "bad/empty.jpg")
            let run = try tree.run(["query.jpg", "-g", "bad", "-s", "16"])
            #expect(run.status == 1)
            #expect(run.errorLines.count == 2)
            #expect(run.errorLines.last?.hasPrefix("retrieve: nothing matched: ") == true)
        }
    }

    /// Every broken fixture at once: none ends the search.
    @Test func noBrokenFileEndsTheSearch() throws {
        let bad = try BadCase.all()
        try withSampleTree { tree in
            for file in bad { try tree.folder.copy("bad/\(file.file)", to: "gallery/bad/\(file.file)") }
            let run = try tree.search("query.jpg", "-k", "0", "--threads", "2")
            #expect(run.status == 0)
            #expect(run.hitPaths.filter { !$0.hasPrefix("gallery/bad/") }.sorted() == samplePaths)
            #expect(run.errorLines.allSatisfy { $0.hasPrefix("retrieve: skipped gallery/bad/") })
            #expect(run.lines.count + run.errorLines.count == samplePaths.count + bad.count)
        }
    }

    private func withTroubledTree(_ body: (SampleTree) throws -> Void) throws {
        try withSampleTree { tree in
            let folder = tree.folder
            try folder.write([], to: "gallery/a_empty.jpg")
            try folder.write(Array("Dear reader\n".utf8), to: "gallery/b_text.png")
            try folder.copy("bad/cut_baseline.jpg", to: "gallery/c_cut.jpg")
            try folder.makePipe("gallery/d_pipe.jpg")
            try folder.makeFolder("gallery/e_folder.jpg")
            try folder.link("gallery/f_gone.jpg", to: "nowhere")
            try folder.copy("bad/claims_65000x65000.png", to: "gallery/g_huge.png")
            try folder.copy("bad/claims_2147483647x1.png", to: "gallery/h_wide.png")
            try folder.copy("bad/ppm_named.jpg", to: "gallery/i_ppm.jpeg")
            try body(tree)
        }
    }
}
