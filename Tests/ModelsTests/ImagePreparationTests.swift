import Models
import Imaging
import Kernels
import TestSupport
import Testing

/// Pictures are prepared as OpenCLIP prepares them.
struct ImagePreparationTests {
    /// Every mode that Pillow gives JPEG and PNG, every way to a square, every rounding.
    @Test(arguments: Kernels.available.map(\.instructionSet))
    func samplesEqualOpenCLIPs(set: Kernels.InstructionSet) throws {
        let kernels = try #require(Kernels(set))
        let samples = try Fixtures.bytes("\(PreparationCase.folder)/samples.rgb")
        for expected in try PreparationCase.all() {
            let preparation = try #require(expected.preparation())
            let file = try Fixtures.bytes(
                expected.file.hasPrefix("decode/") ? expected.file : "\(PreparationCase.folder)/\(expected.file.dropFirst(17))")
            let actual = try prepared(
                file, preparation, appliesOrientation: expected.upright ?? false, kernels: kernels)
            let side = expected.size
            let wrong = actual.indices.first { index in
                let (channel, pixel) = index.quotientAndRemainder(dividingBy: side * side)
                return actual[index] != Float(samples[expected.offset + 3 * pixel + channel]) / 255
            }
            if let wrong {
                let (channel, pixel) = wrong.quotientAndRemainder(dividingBy: side * side)
                let golden = samples[expected.offset + 3 * pixel + channel]
                Issue.record(
                    """
                    \(expected): x \(pixel % side), y \(pixel / side), channel \(channel) is \(actual[wrong] * 255) in place of \
                    \(golden)
                    """)
            }
        }
    }

    private struct Normalization: Decodable {
        let mean: [Float]
        let deviation: [Float]
        let bits: [[String]]
    }

    /// Bit for bit, for all samples there are.
    @Test func numbersEqualTorchvisions() throws {
        let every = PNGFile(width: 16, height: 16, samples: (0..<256).flatMap { [UInt8](repeating: UInt8($0), count: 3) })
        for golden in try Fixtures.decoded("\(PreparationCase.folder)/normalized.json", as: [Normalization].self) {
            let preparation = ImagePreparation(size: 16, mean: golden.mean, standardDeviation: golden.deviation)
            let actual = try prepared(every.bytes, preparation)
            let expected = try golden.bits.joined().map { Float(bitPattern: try #require(UInt32($0, radix: 16))) }
            #expect(actual == expected)
        }
    }

    /// A preparer after other pictures, of other sizes and colours, readable or not, is as good as a new one.
    @Test func aPreparerLeavesNothingBehind() throws {
        let preparation = ImagePreparation(size: 19, mean: [0.5, 0.4, 0.3], standardDeviation: [0.2, 0.3, 0.4])
        let preparer = ImagePreparer(preparation, appliesOrientation: true, maximumMegapixels: 179, kernels: .scalar)
        var random = SeededGenerator(seed: 11)
        let files = try DecodeCase.all().map { "decode/\($0.file)" } + BadCase.all().map { "bad/\($0.file)" }
        for file in files.shuffled(using: &random) {
            let bytes = try Fixtures.bytes(file)
            let alone = try? prepared(bytes, preparation, appliesOrientation: true)
            if (try? prepared(bytes, by: preparer)) != alone { Issue.record("\(file) after other files differs") }
        }
    }

    /// What pixels refuse, CLIP refuses for the same reason.
    @Test func refusalsAreThoseOfThePixels() throws {
        let preparation = ImagePreparation(size: 8, mean: [0, 0, 0], standardDeviation: [1, 1, 1])
        let files = try BadCase.all().map { "bad/\($0.file)" } + DecodeCase.all().map { "decode/\($0.file)" }
        for file in files {
            let bytes = try Fixtures.bytes(file)
            #expect(refusal { try prepared(bytes, preparation, megapixels: 20) } == refusal { try pixels(bytes) }, "\(file)")
        }
    }

    @Test func aTruncatedFileIsRefusedWhereverItIsCut() throws {
        let preparation = ImagePreparation(size: 8, mean: [0, 0, 0], standardDeviation: [1, 1, 1])
        for file in ["cmyk_adobe.jpg", "rgba_8_31x22.png", "palette_8_31x22.png"] {
            let bytes = try Fixtures.bytes("decode/\(file)")
            for length in stride(from: 0, to: bytes.count, by: 13) {
                let cut = Array(bytes[..<length])
                #expect(refusal { try prepared(cut, preparation) } == refusal { try pixels(cut) }, "\(file) cut to \(length)")
            }
        }
    }

    /// The strip is never made whole: that would take fifty gigabytes.
    @Test func aLongStripTakesLittleMemory() throws {
        let strip = PNGFile(width: 100_000, height: 1)
        let preparation = ImagePreparation(size: 224, mean: [0, 0, 0], standardDeviation: [1, 1, 1])
        #expect(try prepared(strip.bytes, preparation).allSatisfy { $0 == 0 })
    }

    private func refusal(_ body: () throws -> some Any) -> ImageError? {
        do { _ = try body() } catch { return error as? ImageError }
        return nil
    }

    private func pixels(_ bytes: [UInt8]) throws -> [UInt8] {
        let size = PixelSize(width: 8, height: 8)
        let reader = PixelReader(
            options: .init(size: size, appliesOrientation: false, maximumMegapixels: 20), kernels: .scalar)
        return try bytes.withUnsafeBytes { bytes in
            try [UInt8](unsafeUninitializedCapacity: size.sampleCount) { buffer, count in
                try reader.read(bytes, into: buffer.baseAddress!)  // Not nil: a size has at least one pixel.
                count = size.sampleCount
            }
        }
    }
}
