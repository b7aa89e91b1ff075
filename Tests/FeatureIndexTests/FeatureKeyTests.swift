import Embeddings
@testable import FeatureIndex
import Imaging
import Testing

/// The bytes of a key say all that its features depend on.
struct FeatureKeyTests {
    static let keys: [FeatureKey] = [nil, RGBPixel(red: 1, green: 2, blue: 3)].flatMap { background in
        [true, false].flatMap { appliesOrientation in
            [Resampling.firstRevision, Resampling.revision].flatMap { resampling in
                let pixels = PixelReader.Options(
                    size: PixelSize(width: 7, height: 9), filter: .lanczos, appliesOrientation: appliesOrientation,
                    maximumMegapixels: 12, background: background)
                let space = EmbeddingSpace(
                    model: "m", digest: [UInt8](repeating: 7, count: EmbeddingSpace.digestSize), precision: "bf16",
                    dimension: 64)
                let embeddings = JPEGDecoding.allCases.map { decoding in
                    EmbeddingReading(
                        space, appliesOrientation: appliesOrientation, maximumMegapixels: 12, background: background,
                        decoding: decoding)
                }
                return [FeatureKey(.pixels(pixels), resampling: resampling)]
                    + embeddings.map { FeatureKey(.embeddings($0), resampling: resampling) }
            }
        }
    }

    @Test func keysComeBackAsTheyWere() throws {
        #expect(Set(Self.keys).count == Self.keys.count)
        for key in Self.keys {
            for version in key.version...2 {
                var writer = ByteWriter()
                key.write(to: &writer, version: version)
                let read = try writer.bytes.withUnsafeBytes { bytes in
                    var reader = ByteReader(bytes)
                    return try FeatureKey(from: &reader, version: version)
                }
                #expect(read == key && read.summary == key.summary)
            }
        }
    }

    @Test func theSummaryNamesWhatIsUnusual() {
        let plain = FeatureKey(PixelReader.Options())
        #expect(plain.summary == "448x448 bicubic")
        let old = FeatureKey(plain.kind, resampling: Resampling.firstRevision)
        #expect(old != plain && old.summary == "448x448 bicubic, resized as by Pillow 12")
        let white = FeatureKey(PixelReader.Options(background: RGBPixel("white")))
        #expect(white.summary == "448x448 bicubic, over #ffffff")
        let space = EmbeddingSpace(
            model: "m", digest: [UInt8](repeating: 7, count: EmbeddingSpace.digestSize), precision: "bf16", dimension: 64)
        #expect(FeatureKey(EmbeddingReading(space, decoding: .scaled)).summary == "clip m bf16")
        #expect(FeatureKey(EmbeddingReading(space, decoding: .full)).summary == "clip m bf16, decoded in full")
    }
}
