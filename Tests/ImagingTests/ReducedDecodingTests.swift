import TestSupport
import Testing

@testable import Imaging

/// JPEGs decode at smaller sizes to the samples that Pillow decodes them to, and only where enough of them is left.
struct ReducedDecodingTests {
    /// An entry of reduced.json.
    struct Case: Decodable, CustomStringConvertible {
        let file: String
        let divisor: Int
        let width: Int
        let height: Int
        /// Where its samples begin in reduced.rgb.
        let offset: Int

        var description: String { "\(file) at 1/\(divisor)" }
        static func all() throws -> [Case] { try Fixtures.decoded("reduced.json") }
    }

    @Test func samplesEqualPillows() throws {
        let expected = try Fixtures.bytes("reduced.rgb")
        let decoder = ImageDecoder()
        for item in try Case.all() {
            let bytes = try Fixtures.bytes("decode/\(item.file)")
            let image = try bytes.withUnsafeBytes { bytes in
                let header = try decoder.open(bytes, megapixels: 1)
                return try decoder.readImage(try decoder.reduce(header, by: item.divisor))
            }
            #expect(image.size == PixelSize(width: item.width, height: item.height), "\(item)")
            let wanted = Array(expected[item.offset..<item.offset + 3 * item.width * item.height])
            if image.samples != wanted {
                Issue.record("\(item): \(firstDifference(image.samples, wanted, width: item.width))")
            }
        }
    }

    @Test(arguments: [
        (4000, 3000, 298, 224, 4), (3584, 3584, 224, 224, 8), (3583, 3584, 224, 224, 4), (896, 2000, 224, 500, 2),
        (895, 2000, 224, 500, 1), (500, 375, 298, 224, 1), (1, 60_000, 224, 224 * 60_000, 1),
    ])
    func twiceWhatIsWantedIsLeft(width: Int, height: Int, toWidth: Int, toHeight: Int, divisor: Int) {
        let size = PixelSize(width: width, height: height)
        #expect(JPEGDecoding.scaled.divisor(of: size, toWidth: toWidth, height: toHeight) == divisor)
        #expect(JPEGDecoding.full.divisor(of: size, toWidth: toWidth, height: toHeight) == 1)
    }

    /// Cut short, a file is refused at every size, wherever it is cut.
    @Test func aTruncatedFileIsRefusedAtEverySize() throws {
        for file in ["baseline_420_97x61.jpg", "progressive_444_97x61.jpg", "cmyk_adobe.jpg"] {
            let bytes = try Fixtures.bytes("decode/\(file)")
            for length in stride(from: 1, to: bytes.count - 2, by: 29) {
                let cut = Array(bytes[..<length])
                let reasons = [1, 4].map { divisor in reason(cut, divisor: divisor) }
                #expect(reasons[0] == reasons[1], "\(file) cut to \(length)")
            }
        }
    }

    private func reason(_ bytes: [UInt8], divisor: Int) -> ImageError? {
        bytes.withUnsafeBytes { bytes in
            let decoder = ImageDecoder()
            do throws(ImageError) {
                let header = try decoder.open(bytes, megapixels: 1)
                _ = try decoder.readImage(try decoder.reduce(header, by: divisor))
                return nil
            } catch {
                return error
            }
        }
    }
}
