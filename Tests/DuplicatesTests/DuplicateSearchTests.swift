import Files
import Gallery
import Imaging
import Metrics
import SystemPackage
import TestSupport
import Testing

@testable import Duplicates

/// Groups of files that are the same picture, from folders.
struct DuplicateSearchTests {
    @Test func picturesAtOtherSizesAndLightsAreGroupedWithTheLargestFirst() throws {
        try withTemporaryFolder { folder in
            try folder.write(Pictures.png(seed: 1), to: "a.png")
            try folder.write(Pictures.png(seed: 1, width: 120, height: 80), to: "b/large.png")
            try folder.write(Pictures.png(seed: 1, width: 45, height: 30, step: 60), to: "c.png")
            try folder.write(Pictures.png(seed: 2), to: "d.png")
            try folder.write(Pictures.png(seed: 3), to: "e.png")
            #expect(try folder.groups(folder.request()) == [["b/large.png", "a.png", "c.png"]])
        }
    }

    @Test func flatPicturesAreTheSameOnlyIfTheirColourIs() throws {
        try withTemporaryFolder { folder in
            for (name, value) in [("a.png", 255), ("b.png", 255), ("c.png", 0), ("d.png", 128)] {
                let samples = [UInt8](repeating: UInt8(value), count: 3 * 12 * 12)
                try folder.write(PNGFile(width: 12, height: 12, samples: samples).bytes, to: name)
            }
            #expect(try folder.groups(folder.request()) == [["a.png", "b.png"]])
        }
    }

    @Test func equalBytesAreTold() throws {
        try withTemporaryFolder { folder in
            try folder.write(Pictures.png(seed: 1), to: "x.png")
            try folder.write(Pictures.png(seed: 1), to: "y.png")
            try folder.write(Pictures.png(seed: 1, step: 1), to: "z.png")
            try folder.write([], to: "empty.png")
            try folder.write([], to: "empty2.png")
            let result = try DuplicateSearch(folder.request(level: .bytes)).find()
            #expect(result.groups.map { $0.files.map { folder.name($0.path) } } == [["x.png", "y.png"]])
            #expect(result.skipped.map { folder.name($0.path) } == ["empty.png", "empty2.png"])
        }
    }

    @Test func equalSamplesAreToldWhateverTheBytes() throws {
        try withTemporaryFolder { folder in
            try folder.write(Pictures.png(seed: 1), to: "x.png")
            try folder.write(Pictures.png(seed: 1) + [1, 2, 3], to: "y.png")
            try folder.write(Pictures.png(seed: 1, step: 1), to: "z.png")
            #expect(try folder.groups(folder.request(level: .pixels)) == [["y.png", "x.png"]])
            #expect(try folder.groups(folder.request(level: .bytes)) == [])
        }
    }

    @Test func acrossTellsOnlyPairsOfDifferentFolders() throws {
        try withTemporaryFolder { folder in
            try folder.write(Pictures.png(seed: 1), to: "train/a.png")
            try folder.write(Pictures.png(seed: 1, step: 1), to: "train/b.png")
            try folder.write(Pictures.png(seed: 2), to: "train/c.png")
            try folder.write(Pictures.png(seed: 2, step: 1), to: "test/d.png")
            for level in [DuplicateRequest.Level.standard, .bytes] {
                let request = folder.request(["train", "test"], level: level, isAcross: true)
                let expected: [[String]] = if case .bytes = level { [] } else { [["train/c.png", "test/d.png"]] }
                #expect(try folder.groups(request).map { $0.sorted { $0 > $1 } } == expected)
            }
        }
    }

    @Test func referencesStayAndAreNotToldAlone() throws {
        try withTemporaryFolder { folder in
            try folder.write(Pictures.png(seed: 1), to: "kept/a.png")
            try folder.write(Pictures.png(seed: 1), to: "kept/b.png")
            try folder.write(Pictures.png(seed: 1, width: 120, height: 80), to: "new/c.png")
            try folder.write(Pictures.png(seed: 2), to: "kept/d.png")
            try folder.write(Pictures.png(seed: 2), to: "kept/e.png")
            let request = folder.request(["new"], references: ["kept"])
            let groups = try DuplicateSearch(request).find().groups
            #expect(groups.map { $0.files.map { folder.name($0.path) } } == [["kept/a.png", "kept/b.png", "new/c.png"]])
            #expect(groups[0].surplus.map { folder.name($0.path) } == ["new/c.png"])
        }
    }

    @Test func namesOfOneFileAreNoDuplicates() throws {
        try withTemporaryFolder { folder in
            try folder.write(Pictures.png(seed: 1), to: "real.png")
            try addName(folder("another.png"), to: folder("real.png"))
            try folder.link("a-link.png", to: "real.png")
            #expect(try folder.groups(folder.request()) == [])
            try folder.write(Pictures.png(seed: 1, step: 2), to: "copy.png")
            let result = try DuplicateSearch(folder.request()).find()
            let file = try #require(result.groups.first?.files.first { folder.name($0.path) == "another.png" })
            #expect(file.otherNames.map { folder.name($0) } == ["real.png", "a-link.png"])
            #expect(result.otherNameCount == 2)
        }
    }

    @Test func theOrderOfFoldersAndTheThreadsChangeNoGroup() throws {
        try withTemporaryFolder { folder in
            for number in 0..<30 {
                let seed = UInt64(number % 11)
                try folder.write(Pictures.png(seed: seed, step: UInt8(number)), to: "\(number % 3)/\(number).png")
            }
            let one = try folder.groups(folder.request(["0", "1", "2"]))
            var request = folder.request(["2", "0", "1"])
            request.threads = 5
            #expect(one.count == 11)
            #expect(try folder.groups(request) == one)
        }
    }

    @Test(arguments: [
        ([KeepRule.smallest], "old/small.png"), ([.first], "old/small.png"), ([.folder("new")], "new/large.png"),
        ([.largest], "new/large.png"),
    ])
    func rulesTellWhichFileStays(keep: [KeepRule], kept: String) throws {
        try withTemporaryFolder { folder in
            try folder.write(Pictures.png(seed: 1), to: "old/small.png")
            try folder.write(Pictures.png(seed: 1, width: 90, height: 60), to: "new/large.png")
            let rules: [KeepRule] = keep.map { rule in
                guard case .folder(let name) = rule else { return rule }
                return .folder(folder(name.string))
            }
            let groups = try folder.groups(folder.request(["old", "new"], keep: rules))
            #expect(groups.first?.first?.hasSuffix(kept) == true)
        }
    }

    @Test func theOldestAndTheNewestAreToldByTheirTimes() throws {
        try withTemporaryFolder { folder in
            try folder.write(Pictures.png(seed: 1), to: "b.png")
            waitForLaterModification(than: [try FileStatus(of: folder("b.png")).modified])
            try folder.write(Pictures.png(seed: 1), to: "a.png")
            #expect(try folder.groups(folder.request(keep: [.oldest])) == [["b.png", "a.png"]])
            #expect(try folder.groups(folder.request(keep: [.newest])) == [["a.png", "b.png"]])
        }
    }

    @Test func aFolderThatIsNotThereIsAnError() throws {
        _ = try withTemporaryFolder { folder in
            #expect(throws: DuplicateError.self) { try DuplicateSearch(folder.request(["none"])).find() }
        }
    }
}
