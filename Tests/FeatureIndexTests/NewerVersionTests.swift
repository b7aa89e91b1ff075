@testable import FeatureIndex
import SystemPackage
import TestSupport
import Testing

/// An index of a later program is told by a sentence of its own, and left alone.
struct NewerVersionTests {
    @Test func aManifestOfALaterVersion() throws {
        try withIndexedFolder(size: IndexedFolder.storedSize) { gallery in
            try gallery.update()
            var file = try CraftedFile(gallery.manifest)
            let version = Manifest.latestVersion + 1
            file.put(version, at: 8)
            // Whatever a later version holds.
            file.bytes += [1, 2, 3]
            file.sealManifest()
            try gallery.folder.write(file.bytes, to: gallery.manifest)
            expectNewer(version: version, "\(gallery.manifest)") { try IndexFolder(gallery.index).open(gallery.key) }
            expectNewer(version: version, "\(gallery.manifest)") { try gallery.update() }
            #expect(try contents(of: gallery.manifest) == file.bytes)
        }
    }

    @Test func aSegmentOfALaterVersion() throws {
        try withIndexedFolder(size: IndexedFolder.storedSize) { gallery in
            try gallery.update()
            let path = try gallery.segmentPaths()[0]
            var file = try CraftedFile(path)
            file.put(70_000 as UInt32, at: 8)
            file.bytes.replaceSubrange(12..<240, with: linearCongruentialBytes(seed: 1, count: 228))
            file.sealSegmentHeader()
            try gallery.folder.write(file.bytes, to: path)
            expectNewer(version: 70_000, "\(path)") { try IndexFolder(gallery.index).open(gallery.key) }
            expectNewer(version: 70_000, "\(path)") { try gallery.update() }
            #expect(try contents(of: path) == file.bytes)
        }
    }

    private func expectNewer(version: UInt32, _ path: String, _ body: () throws -> Any?) {
        #expect { _ = try body() } throws: { error in
            let sentence = "\(error)"
            return (error as? IndexError)?.reason == .newer(version: version) && isOneLine(sentence) && sentence.contains(path)
                && sentence.contains("version \(version)") && sentence.contains("update the program")
        }
    }
}
