@testable import FeatureIndex
import Files
import Gallery
import Imaging
import Kernels
import Metrics
import Search
import SystemPackage
import TestSupport

/// A gallery in a temporary folder, and its index beside the images.
struct IndexedFolder {
    static let kernels = Kernels.available[Kernels.available.count - 1]
    /// A size whose images are too large to be stored whole unless asked for.
    static let prunedSize = PixelSize(width: 112, height: 112)
    /// A size whose images are always stored whole.
    static let storedSize = PixelSize(width: 28, height: 28)

    let folder: TemporaryFolder
    var size = prunedSize
    var filter = ResampleFilter.bicubic
    var threads = 2

    var gallery: FilePath { folder("gallery") }
    var index: FilePath { gallery.appending(".retrieve") }
    var manifest: FilePath { index.appending("manifest") }
    var reading: PixelReader.Options { PixelReader.Options(size: size, filter: filter) }
    var key: FeatureKey { FeatureKey(reading) }

    /// Brings the index up to date.
    @discardableResult
    func update(storesPixels: Bool = false) throws -> IndexBuilder.Summary {
        try IndexBuilder(
            folder: index, gallery: gallery, reading: reading, storesPixels: storesPixels, threads: threads,
            kernels: Self.kernels
        ).update(FolderWalk(gallery), describe: shownSentence)
    }

    /// Paths of the index's segment files, oldest first.
    func segmentPaths() throws -> [FilePath] {
        IndexFolder(index).segmentIdentifiers().sorted().map { index.appending("segment-\($0)") }
    }

    /// Writes the pictures that most tests search: ones that differ a lot, a little and not at all.
    func fill() throws {
        for (name, fixture) in Self.fixtures { try folder.copy("decode/\(fixture)", to: "gallery/\(name)") }
        for (name, bytes) in Self.drawn { try folder.write(bytes, to: "gallery/\(name)") }
        try folder.copy("bad/ppm_named.jpg", to: "gallery/bad/gif.jpg")
        try folder.write([], to: "gallery/bad/empty.png")
    }

    private static let drawn: [String: [UInt8]] = {
        var files: [String: [UInt8]] = [:]
        for seed in 1...8 as ClosedRange<UInt64> { files["blobs/\(seed).png"] = png(.blobs, seed: seed) }
        for seed in 1...4 as ClosedRange<UInt64> { files["noise/\(seed).png"] = png(.noise, seed: seed) }
        for picture in [Picture.black, .white, .gradient, .checkers] { files["flat/\(picture).png"] = png(picture) }
        let base = Picture.blobs.samples(PixelSize(width: 40, height: 30), seed: 1)
        for place in [0, 1, 1800, 3599] {
            files["near/\(place).png"] = PNGFile(width: 40, height: 30, samples: nudged(base, at: place)).bytes
        }
        // The same picture under names that sort before, between and after the others.
        for name in ["0.png", "near/0.twin.png", "zz/last.png"] { files[name] = files["blobs/1.png"] }
        return files
    }()

    /// Pictures that are in the gallery, nearly in it, and not in it.
    func writeQueries() throws -> [FilePath] {
        let size = PixelSize(width: 40, height: 30)
        let nearly = PNGFile(width: 40, height: 30, samples: nudged(Picture.blobs.samples(size, seed: 1), at: 900)).bytes
        return [
            try folder.write(nearly, to: "queries/near.png"),
            try folder.copy("decode/baseline_420.jpg", to: "queries/fixture.jpg"),
            try folder.write(png(.noise, size, seed: 77), to: "queries/noise.png"),
            try folder.write(png(.black, size), to: "queries/black.png"), gallery.appending("blobs/5.png"),
        ]
    }

    private static let fixtures = [
        "a/1.jpg": "baseline_420.jpg", "a/2.jpg": "grayscale.jpg", "a/3.png": "rgb_8_31x22.png", "a/4.jpg": "baseline_422.jpg",
        "b/1.jpg": "progressive_420_97x61.jpg", "b/2.jpg": "orientation_6_little.jpg", "b/3.jpg": "baseline_444.jpg",
        "b/4.jpg": "baseline_420.jpg",
    ]
}

/// Calls `body` with a gallery of pictures in a folder that is removed afterwards.
func withIndexedFolder<Result>(
    size: PixelSize = IndexedFolder.prunedSize, isFilled: Bool = true, _ body: (IndexedFolder) throws -> Result
) throws -> Result {
    try withTemporaryFolder { folder in
        try folder.makeFolder("gallery")
        let indexed = IndexedFolder(folder: folder, size: size)
        if isFilled { try indexed.fill() }
        return try body(indexed)
    }
}
