import FeatureIndex
import Files
import Gallery
import Imaging
import Kernels
import SystemPackage
import TestSupport
import Testing

@testable import Duplicates

/// Pictures of equal samples, found by what an index has of them: just those that comparing all of them finds.
struct IndexedEqualFilesTests {
    private static let kernels = Kernels.available.last ?? .scalar

    /// Pictures of several sizes; equal ones in other bytes, mirrored and rearranged ones, flat ones, nearly equal ones, and some that
    /// cannot be read.
    private func fill(_ folder: TemporaryFolder, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for number in 0..<48 {
            let (width, height) = [(32, 32), (40, 30), (60, 40)][number % 3]
            var samples = Pictures.samples(
                seed: UInt64(Int.random(in: 0..<6, using: &random)), width: width, height: height, step: UInt8(number % 2))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: samples = Self.mirrored(samples, width: width)
            case 1: samples = [UInt8](repeating: UInt8(Int.random(in: 0..<2, using: &random)), count: samples.count)
            case 2: samples[samples.count / 2] ^= 1
            case 3: samples.swapAt(0, 3 * (width * height - 1))
            default: break
            }
            let junk = [UInt8](repeating: 7, count: Int.random(in: 0..<3, using: &random))
            let file = PNGFile(width: width, height: height, samples: samples).bytes + junk
            try folder.write(file, to: "\(number % 2 == 0 ? "a" : "b")/\(number).png")
        }
        try folder.write([1, 2, 3], to: "a/bad.png")
        try folder.copy("decode/baseline_420.jpg", to: "a/photo.jpg")
        let whole = PNGFile(width: 9, height: 9, samples: .init(repeating: 9, count: 243)).bytes
        try folder.write(Array(whole.prefix(60)), to: "b/cut.png")
    }

    private static func mirrored(_ samples: [UInt8], width: Int) -> [UInt8] {
        (0..<samples.count).map { place in
            let (row, column, channel) = (place / 3 / width, place / 3 % width, place % 3)
            return samples[3 * (row * width + width - 1 - column) + channel]
        }
    }

    private func index(_ folder: TemporaryFolder, _ name: String, _ options: PixelReader.Options) throws {
        _ = try IndexBuilder(
            folder: folder("\(name)/.retrieve"), gallery: folder(name), reading: options, storesPixels: false, threads: 2,
            kernels: Self.kernels
        ).update(FolderWalk(folder(name)), describe: shownSentence)
    }

    private func request(_ folder: TemporaryFolder, _ indexed: [String], isAcross: Bool) -> DuplicateRequest {
        var request = folder.request(["a", "b"], level: .pixels, isAcross: isAcross)
        request.indices = ["a", "b"].map { indexed.contains($0) ? folder("\($0)/.retrieve") : nil }
        return request
    }

    @Test(arguments: [[(32, 32)], [(448, 448)], [(7, 5)], [(300, 90), (32, 32)]] as [[(Int, Int)]], [1, 2])
    func findsWhatComparingAllFinds(sizes: [(Int, Int)], seed: UInt64) throws {
        try withTemporaryFolder { folder in
            try fill(folder, seed: seed)
            let expected = [false, true].map { DuplicateSearch(request(folder, [], isAcross: $0)) }
            let plain = try expected.map { try $0.find() }
            #expect(plain[0].groups.count > 5)
            #expect(plain[0].skipped.count == 2)
            let names = ["a", "b"]
            for indexed in [["a"], ["b"], names] {
                for (number, name) in indexed.enumerated() {
                    let (width, height) = sizes[number % sizes.count]
                    try index(folder, name, PixelReader.Options(size: PixelSize(width: width, height: height)))
                }
                for (place, isAcross) in [false, true].enumerated() {
                    let found = try DuplicateSearch(request(folder, indexed, isAcross: isAcross)).find()
                    #expect(found.groups.map(\.files) == plain[place].groups.map(\.files), "\(sizes) \(indexed) \(isAcross)")
                    #expect(found.groups.map(\.pairs) == plain[place].groups.map(\.pairs))
                    #expect(found.skipped.map(\.path) == plain[place].skipped.map(\.path))
                    #expect(found.indexedCount > 0)
                }
            }
        }
    }

    @Test func whatHasChangedSinceItWasIndexedIsReadAnew() throws {
        try withTemporaryFolder { folder in
            for name in ["x", "y", "z"] { try folder.write(Pictures.png(seed: 1), to: "a/\(name).png") }
            try index(folder, "a", PixelReader.Options(size: PixelSize(width: 32, height: 32)))
            try folder.write(Pictures.png(seed: 2), to: "a/y.png")
            try folder.write(Pictures.png(seed: 2), to: "a/new.png")
            var request = folder.request(["a"], level: .pixels)
            request.indices = [folder("a/.retrieve")]
            #expect(try folder.groups(request) == [["a/new.png", "a/y.png"], ["a/x.png", "a/z.png"]])
        }
    }

    /// Whether pictures are turned, or laid over a colour, decides whether they are equal.
    @Test func anIndexOfPicturesThatWereReadOtherwiseIsLeftAlone() throws {
        try withTemporaryFolder { folder in
            for name in ["x", "y"] { try folder.write(Pictures.png(seed: 1), to: "a/\(name).png") }
            let size = PixelSize(width: 32, height: 32)
            for options in [
                PixelReader.Options(size: size, appliesOrientation: false),
                PixelReader.Options(size: size, background: RGBPixel(red: 1, green: 2, blue: 3)),
            ] {
                try index(folder, "a", options)
            }
            var request = folder.request(["a"], level: .pixels)
            request.indices = [folder("a/.retrieve")]
            let result = try DuplicateSearch(request).find()
            #expect(result.groups.count == 1)
            #expect(result.indexedCount == 0)
            #expect(result.lackingIndices == [folder("a")])
            // A folder that is named twice lacks it once.
            request.folders += [folder("a"), folder("a/.")]
            request.indices += [folder("a/.retrieve"), folder("a/.retrieve")]
            #expect(try DuplicateSearch(request).find().lackingIndices == [folder("a")])
        }
    }
}
