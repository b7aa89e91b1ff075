import Foundation
import SystemPackage
import TestSupport
import Testing

/// `retrieve duplicates` as people run it.
struct DuplicatesTests {
    /// Two pictures, each with a copy; `large` and `small` show the same at other sizes.
    private func withAlbum(_ body: (TemporaryFolder, BuiltBinary) throws -> Void) throws {
        try withTemporaryFolder { folder in
            try folder.copy("decode/rgb_8_31x22.png", to: "album/a.png")
            try folder.copy("decode/rgb_8_31x22.png", to: "album/sub/b.png")
            try folder.write(Self.picture(seed: 3, scale: 4), to: "album/large.png")
            try folder.write(Self.picture(seed: 3, scale: 2), to: "album/small.png")
            try body(folder, BuiltBinary())
        }
    }

    /// Squares of random light, each so many pixels a side.
    private static func picture(seed: UInt64, scale: Int) -> [UInt8] {
        let squares = linearCongruentialBytes(seed: seed, count: 256)
        let side = 16 * scale
        let samples = (0..<side * side).flatMap { place -> [UInt8] in
            let light = squares[place / side / scale * 16 + place % side / scale]
            return [light, light, light]
        }
        return PNGFile(width: side, height: side, samples: samples).bytes
    }

    @Test func groupsArePrintedWithTheOneToKeepFirst() throws {
        try withAlbum { folder, tool in
            let run = try tool.run(["duplicates", "album"], in: folder.path)
            #expect(run.status == 0)
            #expect(
                run.lines.map { $0.split(separator: "\t").last.map(String.init) ?? "" } == [
                    "==> group 1: 2 files <==", "album/a.png", "album/sub/b.png", "==> group 2: 2 files <==",
                    "album/large.png", "album/small.png",
                ])
            #expect(run.lines[4].hasPrefix("keep\t64x64\t"))
            #expect(run.errorLines == ["retrieve: 2 groups among 4 images: 2 files not kept, 0.0 MB"])
        }
    }

    @Test func everyFormatTellsTheSame() throws {
        try withAlbum { folder, tool in
            let json = try tool.run(["duplicates", "album", "--format", "json", "-q"], in: folder.path)
            #expect(json.errors.isEmpty)
            #expect(json.lines.count == 2)
            let object = try JSONSerialization.jsonObject(with: Data(json.lines[1].utf8)) as? [String: Any]
            let group = try #require(object)
            #expect(group["keep"] as? String == "album/large.png")
            #expect((group["files"] as? [[String: Any]])?.map { $0["width"] as? Int } == [64, 32])
            #expect((group["pairs"] as? [[String: Any]])?.first?["transform"] as? String == "none")
            let csv = try tool.run(["duplicates", "album", "--format", "csv", "-q"], in: folder.path)
            #expect(csv.lines[0] == "group,keep,score,width,height,bytes,path")
            #expect(csv.lines[1].hasPrefix("1,true,") && csv.lines[1].hasSuffix(",album/a.png"))
            let paths = try tool.run(["duplicates", "album", "--format", "paths", "-0", "-q"], in: folder.path)
            #expect(paths.text == "album/sub/b.png\0album/small.png\0")
            let pairs = try tool.run(["duplicates", "album", "--pairs", "-q"], in: folder.path)
            #expect(pairs.lines.first == "1.000000\tnone\talbum/a.png\talbum/sub/b.png")
        }
    }

    @Test func levelsAndFoldersTellWhatIsTheSame() throws {
        try withAlbum { folder, tool in
            for (options, surplus) in [
                (["album", "--same", "bytes"], "album/sub/b.png\n"), (["album", "--same", "pixels"], "album/sub/b.png\n"),
                (["album/sub", "album", "--across"], "album/sub/b.png\n"),
                (["album/sub", "--reference", "album"], ""),
                (["album", "--keep", "smallest"], "album/large.png\nalbum/sub/b.png\n"),
                (["album", "--keep", "album/sub"], "album/a.png\nalbum/small.png\n"),
                (["album", "--features", "pixels", "--threshold", "0.9"], "album/small.png\nalbum/sub/b.png\n"),
            ] {
                let run = try tool.run(["duplicates", "--format", "paths", "-q"] + options, in: folder.path)
                let lines = run.text.split(separator: "\n").sorted().map { $0 + "\n" }.joined()
                #expect(lines == surplus, "\(options)")
            }
        }
    }

    @Test func anIndexGivesTheSameAnswer() throws {
        try withAlbum { folder, tool in
            let arguments = ["duplicates", "album", "--format", "json", "-q"]
            let without = try tool.run(arguments, in: folder.path)
            let indexing = try tool.run(["index", "album", "--size", "32x32", "-q"], in: folder.path)
            #expect(indexing.status == 0)
            let with = try tool.run(arguments, in: folder.path)
            #expect(with == without)
        }
    }

    @Test func foundDuplicatesFailACheck() throws {
        try withAlbum { folder, tool in
            let found = try tool.run(["duplicates", "album", "--fail-if-found"], in: folder.path)
            #expect(found.status == 1)
            let none = try tool.run(["duplicates", "album/sub", "--fail-if-found"], in: folder.path)
            #expect(none.status == 0)
        }
    }

    @Test func nothingIsDoneWithoutConfirmation() throws {
        try withAlbum { folder, tool in
            let run = try tool.run(["duplicates", "album", "--action", "delete", "-q"], in: folder.path)
            #expect(run.status == 64)
            #expect(run.errors.contains("confirm with --yes"))
            let dry = try tool.run(
                ["duplicates", "album", "--action", "delete", "--dry-run", "-q", "--format", "paths"], in: folder.path)
            #expect(dry.lines.last == "would delete album/small.png, keeping album/large.png")
            #expect(FileManager.default.fileExists(atPath: folder("album/small.png").string))
        }
    }

    @Test func theTrashTakesWhatIsNotKept() throws {
        try withAlbum { folder, tool in
            let run = try tool.run(
                ["duplicates", "album", "--action", "trash", "--yes", "--log", "log"], in: folder.path,
                environment: ["XDG_DATA_HOME": folder("data").string])
            #expect(run.status == 0)
            #expect(run.errorLines.last == "retrieve: moved 2 files to the trash, 0.0 MB; the log is log")
            #expect(FileManager.default.fileExists(atPath: folder("data/Trash/files/small.png").string))
            #expect(FileManager.default.fileExists(atPath: folder("data/Trash/info/small.png.trashinfo").string))
            #expect(!FileManager.default.fileExists(atPath: folder("album/small.png").string))
            #expect(try tool.run(["duplicates", "album", "--fail-if-found"], in: folder.path).status == 0)
        }
    }

    /// The name has the time in it, which goes on while files are looked at.
    @Test(.enabled(if: program("strace") != nil, "strace is not installed"))
    func theLogThatIsToldIsTheOneThatWasWritten() throws {
        try withAlbum { folder, tool in
            // Bringing a line to the disk takes a while.
            let script = """
                strace -f -o /dev/null -e inject=fsync:delay_enter=400000 "$0" duplicates album --action delete --yes --format paths
                """
            let run = try tool.runShell(script, in: folder.path)
            #expect(run.status == 0, "\(run.errors)")
            let name = try #require(run.errors.firstMatch(of: #/the log is (\S+\.log)/#)?.1)
            #expect(FileManager.default.fileExists(atPath: folder(String(name)).string))
        }
    }

    @Test func runsOfOneSecondHaveLogsOfTheirOwn() throws {
        try withAlbum { folder, tool in
            for _ in 1...4 {
                try folder.copy("decode/rgb_8_31x22.png", to: "album/sub/b.png")
                let run = try tool.run(
                    ["duplicates", "album", "--same", "bytes", "--action", "delete", "--yes"], in: folder.path)
                #expect(run.status == 0, "\(run.errors)")
            }
            let logs = try FileManager.default.contentsOfDirectory(atPath: folder.path.string).filter { $0.hasSuffix(".log") }
            #expect(logs.count == 4)
        }
    }

    @Test func withoutRoomForTheLogNothingIsDone() throws {
        try withAlbum { folder, tool in
            let run = try tool.runShell("ulimit -f 0; \"$0\" duplicates album --action delete --yes -q", in: folder.path)
            #expect(run.status == 2)
            #expect(FileManager.default.fileExists(atPath: folder("album/small.png").string))
        }
    }

    @Test(arguments: [
        ["--same", "bytes", "--threshold", "0.5"], ["--action", "move"], ["--into", "x"], ["--metric", "l1"],
        ["--pairs", "--format", "paths"], ["--features", "pixels", "--size", "8x4", "--transforms", "all"],
        ["--index", "x", "--reference", "y"], ["--action", "move", "--into", "album/in", "album"],
    ])
    func whatMakesNoSenseIsRefused(options: [String]) throws {
        try withAlbum { folder, tool in
            let run = try tool.run(["duplicates"] + options, in: folder.path)
            #expect(run.status == 64)
            #expect(run.errorLines.count == 1)
        }
    }

    @Test func aFolderThatIsNotThereIsOneSentence() throws {
        try withAlbum { folder, tool in
            let run = try tool.run(["duplicates", "none"], in: folder.path)
            #expect(run.status == 2)
            #expect(
                run.errorLines == [
                    "retrieve: cannot search none (No such file or directory); check its name and its permissions"
                ])
        }
    }

    @Test func thePageHoldsTheGroupsAndLinksToThePictures() throws {
        try withAlbum { folder, tool in
            try folder.copy("decode/rgb_8_31x22.png", to: "album/</script><b>.png")
            #expect(try tool.run(["duplicates", "album", "--html", "out.html", "-q"], in: folder.path).status == 0)
            let page = String(decoding: try contents(of: folder("out.html")), as: UTF8.self)
            #expect(page.contains("album/large.png"))
            #expect(page.contains("\\u003c/script>\\u003cb>.png"))
            #expect(!page.contains("</script><b>"))
        }
    }

    @Test func thePageHoldsThePicturesThatBrowsersDoNotShow() throws {
        try withAlbum { folder, tool in
            for (format, name) in [("png", "a"), ("jxl", "b"), ("tiff", "c"), ("heic", "d.jpg"), ("webp", "e.tif")] {
                try folder.copy(
                    "formats/same/picture.\(format)", to: "pictures/\(name.contains(".") ? name : "\(name).\(format)")")
            }
            #expect(try tool.run(["duplicates", "pictures", "--html", "out.html", "-q"], in: folder.path).status == 0)
            let page = String(decoding: try contents(of: folder("out.html")), as: UTF8.self)
            // By its contents, not its name: the path, then the address of the picture.
            for name in ["a.png", "e.tif"] { #expect(page.contains("\"pictures/\(name)\",\"pictures/\(name)\"")) }
            for name in ["b.jxl", "c.tiff", "d.jpg"] {
                #expect(page.contains("\"pictures/\(name)\",\"data:image/jpeg;base64,/9j/"))
            }
        }
    }
}
