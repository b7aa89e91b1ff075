@testable import FeatureIndex
import Files
import Metrics
import SystemPackage
import TestSupport
import Testing

/// Files whose checksums are right and whose contents are not: nothing is believed that could lead out of the file, out of
/// the gallery, or out of the range of a number.
struct CraftedFileTests {
    /// A row of the list of files, or of a level, with something in it that no program writes.
    enum Lie: CaseIterable, Sendable {
        case pathBeyondStrings, pathOffsetBeyondStrings, reasonBeyondStrings, hugeSum, hugeSumOfSquares, impossibleMoments
        case errorIsNaN, errorIsInfinite, errorIsNegative, scaleIsNaN, scaleIsZero, scaleIsHuge, hugeAbsoluteError,
            hugeRepresented

        func tell(in file: inout CraftedFile, _ layout: SegmentLayout) {
            let (row, level) = (layout.rows.lowerBound, layout.levelRows.lowerBound)
            switch self {
            case .pathBeyondStrings: file.put(UInt32(layout.stringsLength + 1), at: row + 60)
            case .pathOffsetBeyondStrings: file.put(UInt32.max, at: row + 56)
            case .reasonBeyondStrings: file.put(UInt32.max, at: row + 68)
            case .hugeSum: file.put(UInt64.max, at: row)
            case .hugeSumOfSquares: file.put(UInt64.max, at: row + 8)
            case .impossibleMoments: file.put(0 as UInt64, at: row + 8)
            case .errorIsNaN: file.put(Double.nan.bitPattern, at: level + 16)
            case .errorIsInfinite: file.put(Double.infinity.bitPattern, at: level + 16)
            case .errorIsNegative: file.put((-1.0).bitPattern, at: level + 16)
            case .scaleIsNaN: file.put(Double.nan.bitPattern, at: level + 24)
            case .scaleIsZero: file.put(0.0.bitPattern, at: level + 24)
            case .scaleIsHuge: file.put(1e300.bitPattern, at: level + 24)
            case .hugeAbsoluteError: file.put(UInt64.max, at: level)
            case .hugeRepresented: file.put(UInt64.max, at: level + 8)
            }
        }
    }

    @Test(arguments: Lie.allCases)
    func liesInRowsAreFound(lie: Lie) throws {
        try withCraftedSegment { file, layout in
            lie.tell(in: &file, layout)
            file.sealSegment(layout)
        }
    }

    @Test(arguments: ["../../x.png", "/etc/x.png.", "a/../../b.", "..", "a//b.png", "a\0b.png", ""])
    func pathsOutOfTheGalleryAreFound(path: String) throws {
        try withCraftedSegment { file, layout in
            let old = Int(file.integer(at: layout.rows.lowerBound + 60, UInt32.self))
            let start = layout.strings.lowerBound + Int(file.integer(at: layout.rows.lowerBound + 56, UInt32.self))
            let bytes = Array(path.utf8).prefix(old)
            file.bytes.replaceSubrange(start..<start + bytes.count, with: bytes)
            file.put(UInt32(bytes.count), at: layout.rows.lowerBound + 60)
            file.sealSegment(layout)
        }
    }

    /// Counts and lengths of the header, as large as can be.
    @Test(arguments: [(16, 4), (20, 4), (24, 8), (32, 4), (40, 8), (64, 1), (65, 4), (69, 4)])
    func hugeCountsAreFound(offset: Int, width: Int) throws {
        try withCraftedSegments(
            (0..<8 * width).map { bit in
                { file, _ in
                    file.bytes[offset + bit / 8] ^= 1 << (bit % 8)
                    file.sealSegmentHeader()
                }
            })
    }

    @Test func sidesAsLongAsCanBeAreFound() throws {
        let sides: [(UInt32, UInt32)] = [(1 << 24, 1 << 24), (1 << 24, 1), (0, 0), (1, 1), (.max, .max)]
        try withCraftedSegments(
            sides.map { width, height in
                { file, _ in
                    file.put(width, at: 65)
                    file.put(height, at: 69)
                    file.sealSegmentHeader()
                }
            })
    }

    @Test func aManifestWithHugeCountsIsFound() throws {
        try withIndexedFolder(size: IndexedFolder.storedSize) { gallery in
            try gallery.update()
            let sound = try CraftedFile(gallery.manifest)
            // The next identifier, and every number of the rest, one bit after the other.
            for bit in 0..<8 * (sound.bytes.count - 32) {
                var file = sound
                file.bytes[32 + bit / 8] ^= 1 << (bit % 8)
                file.sealManifest()
                try gallery.folder.write(file.bytes, to: gallery.manifest)
                do {
                    _ = try IndexFolder(gallery.index).open(gallery.key)
                } catch let error as IndexError {
                    #expect(error.isDamage && isOneLine("\(error)"), "bit \(bit)")
                }
            }
            // The next run copes with whatever is left.
            #expect(try gallery.update().images > 0)
        }
    }

    @Test func deadRowsBeyondTheSegmentAreFound() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            removeFile(gallery.gallery.appending("0.png"))
            try gallery.update()
            var file = try CraftedFile(gallery.manifest)
            // The last number is the one dead row.
            file.put(40_000 as UInt32, at: file.bytes.count - 4)
            file.sealManifest()
            try gallery.folder.write(file.bytes, to: gallery.manifest)
            #expect { try IndexFolder(gallery.index).open(gallery.key) } throws: { ($0 as? IndexError)?.isDamage == true }
            #expect(try gallery.update().images == 30)
        }
    }

    @Test func identifiersNeverRunOut() throws {
        try withIndexedFolder(size: IndexedFolder.storedSize) { gallery in
            try gallery.update()
            var file = try CraftedFile(gallery.manifest)
            file.put(UInt64.max, at: 32)
            file.sealManifest()
            try gallery.folder.write(file.bytes, to: gallery.manifest)
            #expect { try IndexFolder(gallery.index).open(gallery.key) } throws: { ($0 as? IndexError)?.isDamage == true }
            try gallery.folder.write(png(.noise, seed: 3), to: "gallery/new.png")
            #expect(try gallery.update().images == 32)
        }
    }

    private typealias Craft = (inout CraftedFile, SegmentLayout) throws -> Void

    private func withCraftedSegment(_ craft: Craft) throws {
        try withoutActuallyEscaping(craft) { try withCraftedSegments([$0]) }
    }

    /// Makes segments that each of `crafts` changes and the manifest names, and expects that they are found out.
    private func withCraftedSegments(_ crafts: [Craft]) throws {
        try withIndexedFolder(size: IndexedFolder.storedSize, isFilled: false) { gallery in
            for seed in 1...2 as ClosedRange<UInt64> {
                try gallery.folder.write(png(.blobs, seed: seed), to: "gallery/picture-\(seed).png")
            }
            try gallery.update()
            let path = try gallery.segmentPaths()[0]
            let (sound, layout) = (try CraftedFile(path), try Segment(path).layout)
            for (number, craft) in crafts.enumerated() {
                var file = sound
                try craft(&file, layout)
                try gallery.folder.write(file.bytes, to: path)
                var manifest = try CraftedFile(gallery.manifest)
                // The manifest ends with the checksum of the header and the number of dead rows, which is none.
                manifest.put(file.sum(0..<SegmentLayout.headerSize), at: manifest.bytes.count - 12)
                manifest.sealManifest()
                try gallery.folder.write(manifest.bytes, to: gallery.manifest)
                #expect("\(number)") { try IndexFolder(gallery.index).open(gallery.key) } throws: { error in
                    (error as? IndexError)?.isDamage == true && isOneLine("\(error)")
                }
            }
            #expect(try gallery.update().images == 2)
        }
    }
}
