import Imaging
import Kernels
import TestSupport
import Testing

/// Small pictures to look at.
struct ThumbnailTests {
    private let kernels = Kernels.available[0]

    private func thumbnail(_ fixture: String, box: PixelSize, enlarging: Bool = false, oriented: Bool = true) throws -> RGBImage
    {
        let reader = ThumbnailReader(fitting: box, enlarging: enlarging, appliesOrientation: oriented, kernels: kernels)
        return try Fixtures.bytes(fixture).withUnsafeBytes(reader.read)
    }

    @Test(arguments: [
        (400, 300, 100, 75), (300, 400, 75, 100), (1000, 1, 100, 1), (1, 1000, 1, 100), (50, 50, 100, 100), (3, 2, 100, 67),
    ])
    func aSizeIsFittedInItsProportions(width: Int, height: Int, fittedWidth: Int, fittedHeight: Int) {
        let fitted = PixelSize(width: width, height: height).fitted(to: PixelSize(width: 100, height: 100))
        #expect(fitted == PixelSize(width: fittedWidth, height: fittedHeight))
    }

    @Test func aLargePictureIsReducedAsTheResamplerDoes() throws {
        let box = PixelSize(width: 20, height: 20)
        let whole = try thumbnail("decode/progressive_420_97x61.jpg", box: PixelSize(width: 1000, height: 1000))
        #expect(whole.size == PixelSize(width: 97, height: 61))
        let target = PixelSize(width: 20, height: 13)
        let reduced = try thumbnail("decode/progressive_420_97x61.jpg", box: box)
        #expect(reduced == Resampler(to: target, filter: .bicubic, kernels: kernels).resample(whole))
    }

    @Test func aSmallPictureIsEnlargedOnDemandOnly() throws {
        let box = PixelSize(width: 62, height: 62)
        #expect(try thumbnail("decode/rgb_8_31x22.png", box: box).size == PixelSize(width: 31, height: 22))
        #expect(try thumbnail("decode/rgb_8_31x22.png", box: box, enlarging: true).size == PixelSize(width: 62, height: 44))
    }

    @Test func aPictureIsTurnedAsItIsMeantToBeSeen() throws {
        let box = PixelSize(width: 1000, height: 1000)
        let stored = try thumbnail("decode/orientation_6_little.jpg", box: box, oriented: false)
        let seen = try thumbnail("decode/orientation_6_little.jpg", box: box)
        #expect(seen.size == PixelSize(width: stored.size.height, height: stored.size.width))
        #expect(seen == stored.oriented(.rightTop))
    }

    @Test func whatCannotBeReadIsAnError() {
        #expect(throws: ImageError.self) { try thumbnail("bad/html.png", box: PixelSize(width: 9, height: 9)) }
        #expect(throws: ImageError.self) { try thumbnail("bad/cut_baseline.jpg", box: PixelSize(width: 9, height: 9)) }
    }

    @Test(arguments: [(1, 1), (17, 9), (64, 64), (640, 3)])
    func aJPEGIsMuchLikeThePictureItWasMadeFrom(width: Int, height: Int) throws {
        let size = PixelSize(width: width, height: height)
        let samples = (0..<size.pixelCount).flatMap { index -> [UInt8] in
            [UInt8(index % width * 255 / width), UInt8(index % width * 99 / width), 90]
        }
        let bytes = RGBImage(size: size, samples: samples).jpeg(quality: 95)
        let decoded = try bytes.withUnsafeBytes { try ImageDecoder().decode($0, megapixels: 1).1 }
        #expect(decoded.size == size)
        let largest = zip(decoded.samples, samples).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
        #expect(largest <= 12)
    }
}
