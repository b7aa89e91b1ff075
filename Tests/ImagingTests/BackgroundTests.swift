import Imaging
import Kernels
import TestSupport
import Testing

/// Pictures with transparency are laid over a colour as Pillow's `Image.alpha_composite` lays them.
struct BackgroundTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let file: String
        let background: String
        let width: Int
        let height: Int
        let rgb: String
        let tolerance: Int?

        var testDescription: String { "\(file) over \(background)" }
    }

    @Test(arguments: try Fixtures.decoded("background.json", as: [Case].self))
    func samplesEqualPillows(expected: Case) throws {
        let background = try #require(RGBPixel(expected.background))
        let image = try Fixtures.bytes(expected.file).withUnsafeBytes { bytes in
            try ImageDecoder(background: background).decode(bytes, megapixels: 179).1
        }
        let samples = try Fixtures.bytes(expected.rgb)
        #expect(image.size == PixelSize(width: expected.width, height: expected.height))
        let wrong = zip(image.samples, samples).first { abs(Int($0) - Int($1)) > expected.tolerance ?? 0 }
        #expect(wrong == nil && image.samples.count == samples.count)
    }

    /// A picture without transparency is what it is without a background.
    @Test func opaquePicturesStayAsTheyAre() throws {
        for expected in try DecodeCase.all() where expected.file.hasSuffix(".jpg") {
            let file = try Fixtures.bytes("decode/\(expected.file)")
            let alone = try file.withUnsafeBytes { try ImageDecoder().decode($0, megapixels: 179).1 }
            let over = try file.withUnsafeBytes { bytes in
                try ImageDecoder(background: RGBPixel("red")).decode(bytes, megapixels: 179).1
            }
            #expect(alone == over, "\(expected.file)")
        }
    }

    @Test func aReaderLaysPicturesOverItsBackgroundBeforeItResizesThem() throws {
        let file = try Fixtures.bytes("decode/rgba_8_31x22.png")
        let background = try #require(RGBPixel("#ff8000"))
        let options = PixelReader.Options(size: PixelSize(width: 12, height: 9), background: background)
        let reader = PixelReader(options: options, kernels: .scalar)
        var samples = [UInt8](repeating: 0, count: options.size.sampleCount)
        let image = try file.withUnsafeBytes { bytes in
            try samples.withUnsafeMutableBufferPointer { try reader.read(bytes, into: $0.baseAddress!) }  // Not empty.
            return try ImageDecoder(background: background).decode(bytes, megapixels: 179).1
        }
        #expect(samples == Resampler(to: options.size, filter: .bicubic, kernels: .scalar).resample(image).samples)
    }

    @Test func allNamesThatPillowKnowsAreKnown() throws {
        let named = try Fixtures.decoded("colours.json", as: [[String: String]].self)
        #expect(named.count > 140)
        for colour in named {
            let name = try #require(colour["name"])
            #expect(RGBPixel(name)?.description == colour["digits"], "\(name)")
        }
    }

    @Test(arguments: [
        ("white", "#ffffff"), ("Black", "#000000"), ("orange", "#ffa500"), ("#FFF", "#ffffff"), ("#1a2", "#11aa22"),
        ("#01eF9b", "#01ef9b"),
    ])
    func coloursAreNamesOrDigits(text: String, digits: String) { #expect(RGBPixel(text)?.description == digits) }

    @Test(arguments: ["", "#", "#12", "#12345", "#1234567", "#ggg", "ffffff", "whitish", "#+12", " white"])
    func otherWordsAreNoColours(text: String) { #expect(RGBPixel(text) == nil) }
}
