import Imaging
import TestSupport
import Testing

/// Pictures of too many pixels are refused by their header.
struct SizeLimitTests {
    @Test(arguments: ["claims_65000x65000.png", "claims_65500x65500.jpg"])
    func aHugePictureIsTooLargeWhateverItsDataAre(file: String) throws {
        let size = file.hasSuffix("png") ? 65000 : 65500
        let error = refusalByHeader(of: try Fixtures.bytes("bad/\(file)"), megapixels: 179)
        #expect(error == .tooLarge(PixelSize(width: size, height: size), megapixels: 179))
    }

    @Test(arguments: ["claims_13400x13400.png", "claims_13400x13400.jpg"])
    func theLimitIsInMillionsOfPixels(file: String) throws {
        let bytes = try Fixtures.bytes("bad/\(file)")
        let size = PixelSize(width: 13400, height: 13400)
        #expect(refusalByHeader(of: bytes, megapixels: 179) == .tooLarge(size, megapixels: 179))
        #expect(refusalByHeader(of: bytes, megapixels: 180) == nil)
    }

    @Test func aPictureOfExactlyTheLimitIsRead() {
        #expect(refusal(of: PNGFile(width: 1000, height: 1000).bytes, megapixels: 1) == nil)
        let error = refusal(of: PNGFile(width: 1001, height: 1000).bytes, megapixels: 1)
        #expect(error == .tooLarge(PixelSize(width: 1001, height: 1000), megapixels: 1))
    }

    @Test(arguments: [(Int(Int32.max), 1), (1, Int(Int32.max)), (1 << 24 + 1, 1), (1, 1 << 24 + 1)], [1, 179, 100_000])
    func aSideBeyondAllMeasureIsRefusedAtAnyLimit(sides: (Int, Int), megapixels: Int) {
        // The header is enough: no picture data follow.
        let file = PNGFile(width: sides.0, height: sides.1, holdsPicture: false).bytes
        let error = refusalByHeader(of: file, megapixels: megapixels)
        #expect(error.map { isOneLine("\($0)") } == true)
    }

    @Test func noLimitOverflows() {
        for megapixels in [1, Int(Int32.max), Int.max / 8_000_000, Int.max / 8_000_000 - 1, Int.max / 1_000_000, Int.max] {
            let options = PixelReader.Options(maximumMegapixels: megapixels)
            #expect(options.maximumFileSize > 64 << 20)
            #expect(refusal(of: PNGFile(width: 2, height: 2).bytes, megapixels: megapixels) == nil)
        }
    }
}
