import Imaging
import TestSupport
import Testing

/// Files decode to the samples that Pillow decodes them to.
struct DecodeGoldenTests {
    /// Damaged files that Pillow reads and libpng will not, each with libpng's own reason. When one of these is read, its
    /// test fails, and the name is to be taken off.
    static let refusedByLibpng = [
        "compression_1.png": "IHDR names an unknown compression method",
        "critical_unknown.png": "a chunk that must be understood is not",
        "ihdr_twice.png": "IHDR stands there twice",
        "palette_empty_2.png": "PLTE is empty", "palette_empty_8.png": "PLTE is empty",
        "palette_late_2.png": "PLTE follows IDAT", "palette_late_8.png": "PLTE follows IDAT",
        "palette_missing_2.png": "there is no PLTE", "palette_missing_8.png": "there is no PLTE",
        "rows_missing.png": "the stream ends a row early", "adam7_last_pass_short.png": "the stream ends in the last pass",
        "palette_ragged_2.png": "PLTE is no multiple of three", "palette_ragged_8.png": "PLTE is no multiple of three",
    ]

    @Test(arguments: try DecodeCase.all())
    func samplesEqualPillows(expected: DecodeCase) throws {
        let file = try Fixtures.bytes("decode/\(expected.file)")
        if let reason = Self.refusedByLibpng[expected.file] {
            #expect(throws: ImageError.self, "libpng refuses what Pillow reads: \(reason)") { try decoded(file) }
            return
        }
        let (header, image) = try decoded(file)
        #expect(header.orientation.rawValue == expected.orientation)
        try expectEqual(image, expected.width, expected.height, "decode/\(expected.rgb)", name: expected.file)
        let turned = image.oriented(header.orientation)
        if let oriented = expected.oriented {
            try expectEqual(
                turned, oriented.width, oriented.height, "decode/\(oriented.rgb)", name: "\(expected.file).oriented")
        } else {
            #expect(turned == image)
        }
    }

    /// One decoder after another file, readable or not, is as good as a new one.
    @Test func aDecoderLeavesNothingBehind() throws {
        let decoder = ImageDecoder()
        let files = try DecodeCase.all().map { "decode/\($0.file)" } + BadCase.all().map { "bad/\($0.file)" }
        var random = SeededGenerator(seed: 20)
        for file in files.shuffled(using: &random) {
            let bytes = try Fixtures.bytes(file)
            let alone = Result { () throws(ImageError) in try decoded(bytes[...]).image }
            let after = Result { () throws(ImageError) in try decoded(bytes[...], by: decoder).image }
            if alone != after { Issue.record("\(file) after other files is not what it is alone") }
        }
    }

    private func expectEqual(_ image: RGBImage, _ width: Int, _ height: Int, _ fixture: String, name: String) throws {
        #expect(image.size == PixelSize(width: width, height: height))
        let expected = try Fixtures.bytes(fixture)
        if image.samples != expected {
            let saved = savedOutput(image.samples, width: image.size.width, height: image.size.height, name: name)
            Issue.record("\(firstDifference(image.samples, expected, width: width)); \(saved)")
        }
    }
}
