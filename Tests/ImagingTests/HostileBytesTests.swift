import Imaging
import TestSupport
import Testing

/// No bytes crash the decoder, and none make it read beyond their end.
struct HostileBytesTests {
    static let files = ["decode", "bad"] + FormatCase.formats

    @Test(arguments: files)
    func filesCutAtEverySeventhByteNeverCrash(folder: String) throws {
        for file in try names(in: folder) {
            let whole = try Fixtures.bytes(file)
            let guarded = try GuardedBytes(capacity: whole.count)
            let decoder = ImageDecoder()
            for length in stride(from: 0, to: whole.count, by: 7) {
                survive(guarded.place(whole[..<length]), decoder, "\(file) cut to \(length) bytes")
            }
        }
    }

    @Test(arguments: files)
    func filesWithFlippedBitsNeverCrash(folder: String) throws {
        var random = SeededGenerator(seed: 30)
        let decoder = ImageDecoder()
        for file in try names(in: folder) {
            let whole = try Fixtures.bytes(file)
            guard !whole.isEmpty else { continue }
            let guarded = try GuardedBytes(capacity: whole.count)
            for _ in 0..<12 {
                var damaged = whole
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    damaged[.random(in: 0..<whole.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                }
                survive(guarded.place(damaged[...]), decoder, "\(file), bits flipped")
            }
        }
    }

    /// Marker and chunk lengths, sizes and counts are where the first bytes of a file are.
    @Test func headersOverwrittenWithExtremesNeverCrash() throws {
        let decoder = ImageDecoder()
        for file in [
            "decode/progressive_420.jpg", "decode/orientation_6_little.jpg", "decode/ycck_420.jpg",
            "decode/palette_4_adam7_31x22.png", "formats/webp/animated_alpha.webp", "formats/webp/orientation_6.webp",
            "formats/gif/extensions.gif", "formats/gif/offset_local.gif", "formats/bmp/palette_4_os2.bmp",
            "formats/bmp/bitfields_rgba.bmp",
            "formats/bmp/rle4_delta.bmp", "formats/tiff/tiles_be.tif", "formats/tiff/planes_le_big.tif",
            "formats/avif/one_pixel.avif",
        ] {
            let whole = try Fixtures.bytes(file)
            let guarded = try GuardedBytes(capacity: whole.count)
            for index in 0..<min(whole.count, 700) {
                for value in [UInt8(0), 1, 0x7f, 0x80, 0xff] {
                    var damaged = whole
                    damaged[index] = value
                    survive(guarded.place(damaged[...]), decoder, "\(file), byte \(index) set to \(value)")
                }
            }
        }
    }

    private func names(in folder: String) throws -> [String] {
        switch folder {
        case "decode": try DecodeCase.all().map { "decode/\($0.file)" }
        case "bad": try BadCase.all().map { "bad/\($0.file)" }
        default: try FormatCase.all().map { "formats/\($0.file)" }.filter { $0.hasPrefix("formats/\(folder)/") }
        }
    }

    /// Decodes, which may fail with a sentence. Four megapixels are enough for every fixture.
    private func survive(_ bytes: UnsafeRawBufferPointer, _ decoder: ImageDecoder, _ what: @autoclosure () -> String) {
        do throws(ImageError) {
            let (header, image) = try decoder.decode(bytes, megapixels: 4)
            if image.size != header.size { Issue.record("\(what()): the picture is not of the size that was announced") }
        } catch {
            if !isOneLine("\(error)") { Issue.record("\(what()): \(error)") }
        }
    }
}
