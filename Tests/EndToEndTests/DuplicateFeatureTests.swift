import Foundation
import Kernels
import SystemPackage
import TestSupport
import Testing

/// Duplicates by each kind of features: the same groups whatever they are found by.
struct DuplicateFeatureTests {
    /// Photographs, some of them twice.
    private func withAlbum(_ body: (TemporaryFolder) throws -> Void) throws {
        try withPhotoTree { folder in
            for (source, target) in [
                ("Bus/01", "gallery/copies/bus"), ("Owl/02", "gallery/copies/owl"), ("Bus/01", "other/bus"),
            ] {
                let bytes = try contents(of: folder("gallery/\(source).jpg"))
                // What follows a picture is no part of it: other bytes, the same samples.
                try folder.write(bytes + [1, 2, 3], to: "\(target).jpg")
            }
            try body(folder)
        }
    }

    private static let kinds: [[String]] = [
        [], ["--transforms", "all"], ["--features", "pixels"],
        ["--features", "pixels", "--metric", "l1", "--threshold", "9000"],
        ["--features", "clip", "--threshold", "0.999"], ["--features", "clip", "--metric", "l1", "--threshold", "0.5"],
        ["--same", "pixels"], ["--same", "bytes"],
    ]

    /// What an index has to be made with to be of use.
    private static let indices = [["--size", "32x32"], ["--features", "clip"]]

    @Test(arguments: kinds) func theAnswerDependsOnNoThreadsNoInstructionsNoIndexAndNoOrderOfFolders(kind: [String]) throws {
        try withAlbum { folder in
            func groups(_ folders: [String], _ environment: [String: String] = [:], _ more: String...) throws -> [UInt8] {
                let run = try BuiltBinary().run(
                    ["duplicates"] + folders + kind + more + ["--format", "json", "-q"], in: folder.path,
                    environment: environment.merging(["RETRIEVE_MODEL": TinyModel.path.string]) { $1 })
                #expect(run.status == 0, "\(run.errors)")
                return run.output
            }
            let folders = ["gallery", "other"]
            let expected = try groups(folders, [:], "--threads", "1")
            if kind != ["--same", "bytes"] { #expect(!expected.isEmpty) }
            #expect(try groups(folders, [:], "--threads", "5") == expected)
            #expect(try groups(folders.reversed()) == expected)
            // A model computes by oneDNN, whose sums may differ in their last digits.
            if !kind.contains("clip") {
                for set in Kernels.available.map(\.instructionSet) {
                    #expect(try groups(folders, ["RETRIEVE_SIMD": "\(set)"]) == expected, "\(set)")
                }
            }
            for index in Self.indices {
                #expect(try TinyModel.run(["index", "gallery", "-q"] + index, in: folder.path).status == 0)
                #expect(try groups(folders) == expected, "\(index)")
            }
            #expect(try groups(folders, [:], "--no-index") == expected)
        }
    }

    @Test func embeddingsFindCopiesAndTellTheirScores() throws {
        try withAlbum { folder in
            let lines = try ["clip", "embedding"].map { name in
                let run = try TinyModel.run(
                    ["duplicates", "gallery", "--features", name, "--threshold", "0.9999", "--pairs", "-q"], in: folder.path)
                #expect(run.status == 0, "\(run.errors)")
                return run.lines
            }
            #expect(lines[0] == lines[1])
            #expect(
                lines[0] == [
                    "1.000000\tnone\tgallery/Bus/01.jpg\tgallery/copies/bus.jpg",
                    "1.000000\tnone\tgallery/Owl/02.jpg\tgallery/copies/owl.jpg",
                ])
        }
    }

    @Test func anIndexWithoutThemIsToldOnceWithTheCommandThatAddsThem() throws {
        try withAlbum { folder in
            #expect(try TinyModel.run(["index", "gallery", "--size", "32x32", "-q"], in: folder.path).status == 0)
            let arguments = ["duplicates", "gallery", "--features", "clip", "--threshold", "0.9999"]
            let lacking = try TinyModel.run(arguments, in: folder.path)
            #expect(
                lacking.errorLines.first
                    == "retrieve: the index of gallery lacks what is compared, so its images were read; 'retrieve index gallery --features clip' adds it"
            )
            #expect(try TinyModel.run(["index", "gallery", "--features", "clip", "-q"], in: folder.path).status == 0)
            let indexed = try TinyModel.run(arguments, in: folder.path)
            #expect(indexed.errorLines.count == 1 && indexed.output == lacking.output)
        }
    }

    @Test func whatNoModelCanReadIsSkipped() throws {
        try withAlbum { folder in
            try folder.write([0xff, 0xd8, 0xff, 0, 0], to: "gallery/bad.jpg")
            let run = try TinyModel.run(
                ["duplicates", "gallery", "--features", "clip", "--threshold", "0.9999"], in: folder.path)
            #expect(run.status == 0)
            #expect(run.errorLines.contains { $0.hasPrefix("retrieve: skipped gallery/bad.jpg: ") })
            #expect(!run.text.contains("bad.jpg"))
        }
    }

    @Test func whatIsDoneAfterwardsIsCheckedByTheModelAgain() throws {
        try withAlbum { folder in
            let run = try TinyModel.run(
                ["duplicates", "gallery", "--features", "clip", "--threshold", "0.9999", "--action", "delete", "--yes", "-q"],
                in: folder.path)
            #expect(run.status == 0, "\(run.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder("gallery/Bus/01.jpg").string))
            #expect(FileManager.default.fileExists(atPath: folder("gallery/copies/bus.jpg").string))
        }
    }

    @Test(arguments: [
        ["--features", "clip", "--transforms", "flips"], ["--features", "clip", "--size", "64x64"], ["--model", "x"],
        ["--precision", "bf16", "--features", "pixels"], ["--same", "pixels", "--model", "x"],
        ["--features", "clip", "--metric", "l2"], ["--figure", "x.gif"], ["--figure", "x.png", "--pairs"],
    ])
    func whatAModelHasNoUseForIsRefused(options: [String]) throws {
        try withTemporaryFolder { folder in
            let run = try TinyModel.run(["duplicates"] + options, in: folder.path)
            #expect(run.status == 64, "\(run.errors)")
            #expect(run.errorLines.count == 1)
        }
    }

    @Test(.enabled(if: canDrawFigures, "Pango or a font is not installed"), arguments: ["png", "svg", "pdf"])
    func groupsAreDrawnSideBySide(ending: String) throws {
        try withAlbum { folder in
            for options in [[], ["--same", "pixels"]] {
                let run = try TinyModel.run(
                    ["duplicates", "gallery", "--figure", "out.\(ending)", "-q"] + options, in: folder.path)
                #expect(run.status == 0, "\(run.errors)")
                let bytes = try contents(of: folder("out.\(ending)"))
                let begins = ["png": "\u{89}PNG", "svg": "<?xml", "pdf": "%PDF"][ending] ?? ""
                #expect(bytes.starts(with: begins.unicodeScalars.map { UInt8($0.value) }))
            }
        }
    }
}
