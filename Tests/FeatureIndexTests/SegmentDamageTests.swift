@testable import FeatureIndex
import Files
import Imaging
import Metrics
import SystemPackage
import TestSupport
import Testing

/// A segment that is not what was written never gives a wrong hit.
struct SegmentDamageTests {
    /// A gallery of few and small pictures, so that every byte can be tried.
    private func withSmallGallery(_ body: (IndexedFolder, _ query: FilePath) throws -> Void) throws {
        try withIndexedFolder(size: IndexedFolder.storedSize, isFilled: false) { gallery in
            for seed in 1...2 as ClosedRange<UInt64> {
                try gallery.folder.write(png(.blobs, seed: seed), to: "gallery/\(seed).png")
            }
            try gallery.folder.write([], to: "gallery/empty.png")
            try gallery.update()
            try body(gallery, try gallery.folder.write(png(.blobs, seed: 9), to: "query.png"))
        }
    }

    @Test func everyFlippedByteOfTheHeaderAndTheRowsIsFoundAtOpening() throws {
        try withSmallGallery { gallery, _ in
            let path = try gallery.segmentPaths()[0]
            let layout = try Segment(path).layout
            #expect(layout.imageCount == 2 && layout.failureCount == 1 && layout.levels.count == 1)
            for offset in 0..<layout.strings.upperBound {
                for mask in [1 << (offset % 8), 0xff] as [UInt8] {
                    try flip(path, at: offset, with: mask)
                    expectDamage(gallery, "byte \(offset), mask \(mask)")
                    try flip(path, at: offset, with: mask)
                }
            }
        }
    }

    @Test func everyFlippedByteOfAnImageIsFoundByVerifying() throws {
        try withSmallGallery { gallery, _ in
            let path = try gallery.segmentPaths()[0]
            let layout = try Segment(path).layout
            let segment = try Segment(path)
            try segment.verify()
            for offset in layout.level(0).lowerBound..<layout.fileLength where !isPadding(offset, layout) {
                try flip(path, at: offset)
                #expect(throws: IndexError.self, "byte \(offset)") { try segment.verify() }
                try flip(path, at: offset)
            }
            try segment.verify()
        }
    }

    @Test func aSearchOfDamagedImagesEndsInAnErrorOrIsRight() throws {
        try withSmallGallery { gallery, query in
            let path = try gallery.segmentPaths()[0]
            let layout = try Segment(path).layout
            var found = 0
            let questions = [Question(limit: 1), Question(metric: .correlation, limit: nil)]
            let expected = try questions.map { try gallery.plainAnswer([query], $0) }
            for offset in stride(from: layout.level(0).lowerBound, to: layout.fileLength, by: 61) {
                try flip(path, at: offset)
                for (question, expected) in zip(questions, expected) {
                    do {
                        #expect(try gallery.indexedAnswer([query], question) == expected, "byte \(offset)")
                    } catch let error as IndexError {
                        found += 1
                        #expect(error.isDamage && isOneLine("\(error)"))
                    }
                }
                try flip(path, at: offset)
            }
            #expect(found > 40)
        }
    }

    @Test func everyTruncationIsFound() throws {
        try withSmallGallery { gallery, _ in
            let path = try gallery.segmentPaths()[0]
            let sound = try contents(of: path)
            for count in Array(0..<300) + stride(from: 300, to: sound.count, by: 97) + [sound.count - 1] {
                try gallery.folder.write(Array(sound[..<count]), to: path)
                expectDamage(gallery, "\(count) bytes")
            }
            try gallery.folder.write(sound + [0], to: path)
            expectDamage(gallery, "a byte too many")
            for seed in 0..<20 as Range<UInt64> {
                try gallery.folder.write(linearCongruentialBytes(seed: seed, count: Int(seed) * 401), to: path)
                expectDamage(gallery, "garbage \(seed)")
            }
        }
    }

    @Test func swappedPartsAreFound() throws {
        try withSmallGallery { gallery, _ in
            let path = try gallery.segmentPaths()[0]
            let (sound, layout) = (try contents(of: path), try Segment(path).layout)
            let level = layout.level(0).lowerBound
            let stride = layout.levels[0].stride
            let opened: [(String, Int, Int, Int)] = [
                ("rows", layout.rows.lowerBound, layout.rows.lowerBound + layout.rowSize, layout.rowSize),
                (
                    "level rows", layout.levelRows.lowerBound, layout.levelRows.lowerBound + SegmentLayout.levelRowSize,
                    SegmentLayout.levelRowSize
                ),
                ("rows and level rows", layout.rows.lowerBound, layout.levelRows.lowerBound, 120),
            ]
            for (what, a, b, count) in opened {
                try gallery.folder.write(swapped(sound, a, b, count), to: path)
                expectDamage(gallery, what)
            }
            let verified: [(String, Int, Int, Int)] = [
                ("levels of two images", level, level + stride, stride),
                (
                    "pixels of two images", layout.samples.lowerBound, layout.samples.lowerBound + layout.sampleStride,
                    layout.sampleSize
                ),
                ("levels and pixels", level, layout.samples.lowerBound, stride),
            ]
            for (what, a, b, count) in verified {
                try gallery.folder.write(swapped(sound, a, b, count), to: path)
                #expect(throws: IndexError.self, "\(what)") { try Segment(path).verify() }
            }
        }
    }

    @Test func segmentsInEachOthersPlacesAreFound() throws {
        try withSmallGallery { gallery, _ in
            try gallery.folder.write(png(.blobs, seed: 4), to: "gallery/4.png")
            try gallery.update()
            let paths = try gallery.segmentPaths()
            try #require(paths.count == 2)
            try move(paths[0], to: gallery.folder("aside"))
            try move(paths[1], to: paths[0])
            try move(gallery.folder("aside"), to: paths[1])
            expectDamage(gallery, "exchanged")
            try gallery.folder.write(try contents(of: paths[0]), to: paths[1])
            expectDamage(gallery, "twice the same")
            #expect(try gallery.update().images == 3)
        }
    }

    @Test func aSegmentOfAnotherIndexIsFound() throws {
        try withSmallGallery { gallery, _ in
            try withSmallGallery { other, _ in
                try other.folder.write(png(.noise), to: "gallery/1.png")
                removeFile(other.manifest)
                try removeSegments(of: other)
                try other.update()
                // The same name and the same kind of features.
                let path = try gallery.segmentPaths()[0]
                #expect(try other.segmentPaths()[0].lastComponent == path.lastComponent)
                try gallery.folder.write(try contents(of: try other.segmentPaths()[0]), to: path)
                expectDamage(gallery, "another gallery's")
            }
        }
    }

    @Test(arguments: [0, 8, 16, 248, 300, 5000])
    func theNextRunRepairsWhatOpeningFinds(offset: Int) throws {
        try withIndexedFolder { gallery in
            let before = try gallery.update()
            let path = try gallery.segmentPaths()[0]
            try #require(offset < (try Segment(path).layout.strings.upperBound))
            try flip(path, at: offset)
            let after = try gallery.update()
            #expect(after.images == before.images && after.added == before.images)
            try gallery.expectSameAnswers(try gallery.writeQueries(), [Question()])
        }
    }

    @Test func aMissingSegmentIsFoundAndItsImagesAreReadAgain() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            try gallery.folder.write(png(.noise, seed: 70), to: "gallery/new.png")
            try gallery.update()
            let paths = try gallery.segmentPaths()
            try #require(paths.count == 2)
            removeFile(paths[1])
            expectDamage(gallery, "missing")
            let summary = try gallery.update()
            #expect(summary.added == 1 && summary.changed == 0)
        }
    }

    @Test func aDamagedImageIsNotTakenAlongWhenItMovesOrSegmentsAreJoined() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            let path = try gallery.segmentPaths()[0]
            let layout = try Segment(path).layout
            for row in 0..<layout.imageCount {
                try flip(path, at: layout.level(0).lowerBound + row * layout.levels[0].stride)
            }
            try move(gallery.gallery.appending("blobs/2.png"), to: gallery.gallery.appending("elsewhere.png"))
            for seed in 3...8 { removeFile(gallery.gallery.appending("blobs/\(seed).png")) }
            for seed in 1...4 { removeFile(gallery.gallery.appending("noise/\(seed).png")) }
            #expect(try gallery.update().added == 1)
            // All other rows were damaged too, and left out when the rest was written anew.
            try gallery.update()
            let query = try gallery.writeQueries()[0]
            #expect(try gallery.indexed([query]).staleness.isNone)
            try gallery.expectSameAnswers([query])
        }
    }

    private func expectDamage(_ gallery: IndexedFolder, _ what: String) {
        #expect("\(what)") { try IndexFolder(gallery.index).open(gallery.key) } throws: { error in
            (error as? IndexError)?.isDamage == true && isOneLine("\(error)")
        }
    }

    private func removeSegments(of gallery: IndexedFolder) throws {
        for path in try gallery.segmentPaths() { removeFile(path) }
    }

    /// Whether the byte belongs to no image.
    private func isPadding(_ offset: Int, _ layout: SegmentLayout) -> Bool {
        guard layout.samples.contains(offset) else { return false }
        return (offset - layout.samples.lowerBound) % layout.sampleStride >= layout.sampleSize
    }

    private func swapped(_ bytes: [UInt8], _ a: Int, _ b: Int, _ count: Int) -> [UInt8] {
        var bytes = bytes
        let (first, second) = (Array(bytes[a..<a + count]), Array(bytes[b..<b + count]))
        bytes.replaceSubrange(a..<a + count, with: second)
        bytes.replaceSubrange(b..<b + count, with: first)
        return bytes
    }
}
