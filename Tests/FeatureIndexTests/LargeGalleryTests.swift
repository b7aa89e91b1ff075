@testable import FeatureIndex
import Files
import Gallery
import SystemPackage
import TestSupport
import Testing

/// Galleries of so many images that several threads match them with an index, a run of them each.
struct LargeGalleryTests {
    /// More than a run has, and in several folders.
    private static let names = (0..<1_700).map { number in
        let digits = "\(number)"
        return "\(number / 700)/\(String(repeating: "0", count: 4 - digits.count))\(digits).png"
    }

    /// Where runs end, the ends of the gallery, and what lies between.
    private static let gone: Set<Int> = [0, 1, 511, 512, 513, 600, 699, 700, 1_023, 1_024, 1_535, 1_699]

    @Test func changesAreFoundWhereverARunEnds() throws {
        try withTemporaryFolder { folder in
            let picture = png(.gradient)
            for name in Self.names { try folder.write(picture, to: "gallery/\(name)") }
            let gallery = IndexedFolder(folder: folder, size: IndexedFolder.storedSize)
            #expect(try gallery.update().added == Self.names.count)

            for number in Self.gone { removeFile(gallery.gallery.appending(Self.names[number])) }
            // Before, between and after all others.
            let added = ["!.png", "0/0511a.png", "0/0512a.png", "1/1023a.png", "zz.png"]
            for name in added { try folder.write(picture, to: "gallery/\(name)") }
            let changed = [2, 510, 514, 1_025, 1_698]
            for number in changed { try folder.write(picture + [0], to: "gallery/\(Self.names[number])") }

            let segments = try #require(try IndexFolder(gallery.index).open(gallery.key))
            for threads in [1, 2, 5] {
                let known = IndexedGallery(try FolderWalk(gallery.gallery), segments: segments, threads: threads)
                #expect(
                    known.staleness
                        == IndexedGallery.Staleness(new: added.count, changed: changed.count, gone: Self.gone.count))
                let places = known.places
                #expect(known.images.count == places.count)
                let unknown = zip(known.images, places).filter { $1 == nil }.map { $0.0.path }
                let expected = (added + changed.map { Self.names[$0] }).map { gallery.gallery.appending($0) }
                #expect(unknown == expected.sorted { $0.precedesBytewise($1) })
                // Each image has the features of its own file.
                for (image, place) in zip(known.images, places) {
                    guard let place else { continue }
                    #expect(Array(place.segment.path(place.row)) == image.relativePath(to: gallery.gallery))
                }
            }
        }
    }

    @Test func aGalleryWithoutImagesLeavesEverythingUnseen() throws {
        try withTemporaryFolder { folder in
            try folder.write(png(.gradient), to: "gallery/a.png")
            let gallery = IndexedFolder(folder: folder, size: IndexedFolder.storedSize)
            try gallery.update()
            removeFile(gallery.gallery.appending("a.png"))
            let segments = try #require(try IndexFolder(gallery.index).open(gallery.key))
            let known = IndexedGallery(try FolderWalk(gallery.gallery), segments: segments, threads: 2)
            #expect(known.staleness.unseen == 1)
            #expect(known.places.isEmpty)
        }
    }
}
