@testable import FeatureIndex
import Files
import Gallery
import SystemPackage
import TestSupport
import Testing

/// What counts as the same file: size, times and inode, and where these alone tell nothing, contents.
struct FileIdentityTests {
    /// What tar or rsync leave behind, and then two names that change places.
    @Test func swappedFilesOfEqualSizeAndTimeAreNoticed() throws {
        try withIndexedFolder { gallery in
            let (a, b) = (gallery.gallery.appending("twins/a.png"), gallery.gallery.appending("twins/b.png"))
            let (one, other) = padded(png(.black), png(.white))
            try gallery.folder.write(one, to: "gallery/twins/a.png")
            try gallery.folder.write(other, to: "gallery/twins/b.png")
            for path in [a, b] { try setModified(path, 1_000_000_000) }
            try gallery.update()
            let aside = gallery.folder("aside.png")
            try move(a, to: aside)
            try move(b, to: a)
            try move(aside, to: b)
            let queries = try gallery.writeQueries()
            #expect(try gallery.indexed(queries).staleness.changed == 2)
            try gallery.expectSameAnswers(queries)
            #expect(try gallery.update().changed == 2)
            try gallery.expectSameAnswers(queries)
        }
    }

    @Test func aCopyOfTheWholeGalleryIsRecognisedAndNotDecoded() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            // The features are made those of other pictures: whoever decodes the files finds others.
            try gallery.swapFeatures("blobs/2.png", "noise/1.png")
            let marked = try gallery.features("blobs/2.png")
            for image in try FolderWalk(gallery.gallery).images { try replaceByCopy(image.path) }
            let queries = try gallery.writeQueries()
            let staleness = try gallery.indexed(queries).staleness
            #expect(staleness.recognized == 33 && staleness.keepsContents && !staleness.isNone)
            let summary = try gallery.update()
            #expect(summary.recognized == 31 && summary.changed + summary.added + summary.moved + summary.removed == 0)
            #expect(summary.images == 31)
            #expect(try gallery.features("blobs/2.png") == marked)
            #expect(try gallery.indexed(queries).staleness.isNone)
        }
    }

    #if os(Linux)
    @Test func aFileThatMayNotBeReadIsRememberedUntilItMay() throws {
        try withIndexedFolder { gallery in
            var gallery = gallery
            gallery.threads = 1
            try gallery.folder.write(png(.noise, seed: 70), to: "gallery/closed.png")
            let closed = gallery.gallery.appending("closed.png")
            try setPermissions(closed, 0)
            for path in [gallery.folder.path, gallery.gallery] { try setPermissions(path, 0o777) }
            let queries = try gallery.writeQueries()
            let question = Question(threads: 1)
            try asNobody {
                for _ in 0..<2 {
                    let skipped = try gallery.update().skipped
                    #expect(skipped.contains { $0.path == closed && shownSentence($0.cause).contains("permissions") })
                    let (answer, _, staleness) = try gallery.indexed(queries, question)
                    #expect(staleness.isNone)
                    #expect(answer == (try gallery.plainAnswer(queries, question)))
                }
            }
            try setPermissions(closed, 0o644)
            #expect(try gallery.indexed(queries, question).staleness.changed == 1)
            try gallery.expectSameAnswers(queries)
            #expect(try gallery.update().images == 32)
            #expect(try gallery.indexed(queries, question).staleness.isNone)
        }
    }

    @Test func filesInAFolderThatMayNotBeSearchedHaveNotChanged() throws {
        try withIndexedFolder { gallery in
            var gallery = gallery
            gallery.threads = 1
            try gallery.update()
            let closed = gallery.gallery.appending("blobs")
            for path in [gallery.folder.path, gallery.gallery] { try setPermissions(path, 0o777) }
            try setPermissions(closed, 0o644)
            defer { try? setPermissions(closed, 0o755) }
            let query = [gallery.gallery.appending("0.png")]
            try asNobody {
                let staleness = try gallery.indexed(query, Question(threads: 1)).staleness
                #expect(staleness.isUnseenAlone && staleness.unseen == 8)
            }
            try setPermissions(closed, 0o755)
            #expect(try gallery.indexed(query).staleness.isNone)
        }
    }
    #endif

    @Test func verifyingComparesContents() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            try gallery.swapContents("blobs/2.png", "noise/1.png")
            #expect(try gallery.runIndex("--status").status == 0)
            let run = try gallery.runIndex("--verify")
            #expect(run.status == 1)
            #expect(run.text.contains("2 files with other contents"))
            #expect(run.errorLines.count == 2 && run.errors.contains("blobs/2.png") && run.errors.contains("noise/1.png"))
        }
    }

    /// Both files as long as the longer one: what follows the end of a picture is not looked at.
    private func padded(_ a: [UInt8], _ b: [UInt8]) -> ([UInt8], [UInt8]) {
        func padded(_ bytes: [UInt8]) -> [UInt8] { bytes + [UInt8](repeating: 0, count: max(a.count, b.count) - bytes.count) }
        return (padded(a), padded(b))
    }
}
