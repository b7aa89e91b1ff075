@testable import FeatureIndex
import Files
import SystemPackage
import TestSupport
import Testing

/// A manifest that is not what was written is told from a sound one, and made anew by the next run.
struct ManifestDamageTests {
    @Test func everyFlippedByteIsFound() throws {
        try withIndexedFolder(size: IndexedFolder.storedSize) { gallery in
            try gallery.update()
            let sound = try contents(of: gallery.manifest)
            for offset in sound.indices {
                for mask in [0x01, 0x02, 0x80, 0xff] as [UInt8] {
                    try flip(gallery.manifest, at: offset, with: mask)
                    expectDamage(gallery, "byte \(offset), mask \(mask)")
                    try flip(gallery.manifest, at: offset, with: mask)
                }
            }
            #expect(try contents(of: gallery.manifest) == sound)
        }
    }

    @Test func everyTruncationIsFound() throws {
        try withIndexedFolder(size: IndexedFolder.storedSize) { gallery in
            try gallery.update()
            let sound = try contents(of: gallery.manifest)
            for count in 0..<sound.count {
                try gallery.folder.write(Array(sound[..<count]), to: gallery.manifest)
                expectDamage(gallery, "\(count) bytes")
            }
            try gallery.folder.write(sound + [0], to: gallery.manifest)
            expectDamage(gallery, "a byte too many")
        }
    }

    @Test func garbageIsFound() throws {
        try withIndexedFolder(size: IndexedFolder.storedSize) { gallery in
            try gallery.update()
            let sound = try contents(of: gallery.manifest)
            for seed in 0..<50 as Range<UInt64> {
                let garbage = linearCongruentialBytes(seed: seed, count: Int(seed) * 13)
                try gallery.folder.write(garbage, to: gallery.manifest)
                expectDamage(gallery, "garbage \(seed)")
                try gallery.folder.write(Array(sound[..<min(32, sound.count)]) + garbage, to: gallery.manifest)
                expectDamage(gallery, "garbage \(seed) after the header")
            }
        }
    }

    @Test(arguments: [0, 8, 12, 16, 24, 40, 60])
    func theNextRunMakesItAnew(offset: Int) throws {
        try withIndexedFolder { gallery in
            let before = try gallery.update()
            try flip(gallery.manifest, at: offset)
            let after = try gallery.update()
            #expect(after.images == before.images && after.added == before.added)
            // What the damaged manifest named is gone.
            #expect(try gallery.segmentPaths().count == 1)
            try gallery.expectSameAnswers(try gallery.writeQueries(), [Question()])
        }
    }

    @Test func aFolderWithoutAManifestHoldsNoIndex() throws {
        try withIndexedFolder(size: IndexedFolder.storedSize) { gallery in
            try gallery.update()
            removeFile(gallery.manifest)
            #expect { try IndexFolder(gallery.index).open(gallery.key) } throws: { ($0 as? IndexError)?.reason == .missing }
            #expect(try gallery.update().added > 0)
        }
    }

    private func expectDamage(_ gallery: IndexedFolder, _ what: String) {
        #expect("\(what)") { try IndexFolder(gallery.index).open(gallery.key) } throws: { error in
            (error as? IndexError)?.isDamage == true && isOneLine("\(error)")
        }
    }
}
