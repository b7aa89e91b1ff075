@testable import Imaging
import Testing

/// The format is told by a file's first bytes.
struct RecognitionTests {
    @Test(
        arguments: [
            ([0xff, 0xd8, 0xff], .jpeg), ([0xff, 0xd8, 0xff, 0xe0, 0, 0x10], .jpeg),
            ([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0], .png), (Array("RIFF1234WEBPVP8 ".utf8), .webp),
            (Array("GIF87a".utf8), .gif), (Array("GIF89a..".utf8), .gif),
            (Array("BM".utf8) + [UInt8](repeating: 9, count: 12) + [40, 0, 0, 0], .bmp),
            (Array("II*\0".utf8), .tiff), (Array("MM\0*".utf8), .tiff), (Array("II+\0".utf8), .tiff),
            (Array("MM\0+".utf8), .tiff),
            (Array("\0\0\0\u{14}ftypavif\0\0\0\0mif1".utf8), .avif),
            (Array("\0\0\0\u{18}ftypmif1\0\0\0\0mif1avif".utf8), .avif),
            (Array("\0\0\0\u{14}ftypheic\0\0\0\0mif1".utf8), .heic),
            (Array("\0\0\0\u{18}ftypmif1\0\0\0\0mif1heic".utf8), .heic),
            (Array("\0\0\0\u{14}ftypmif1\0\0\0\0mif1avif".utf8), .heic), ([0xff, 0x0a], .jxl),
            (Array("\0\0\0\u{c}JXL \r\n".utf8) + [0x87, 0x0a], .jxl),
        ] as [([UInt8], ImageFormat)])
    func aFormatIsToldByItsSignature(bytes: [UInt8], format: ImageFormat) {
        #expect(bytes.withUnsafeBytes { ImageFormat(of: $0) } == format)
        #expect(bytes.withUnsafeBytes(ImageDecoder.recognizes))
    }

    @Test(
        arguments: [
            [], [0xff], [0xff, 0xd8], [0x89, 0x50, 0x4e, 0x47], [0xff, 0xd9, 0xff], Array("GIF88a..".utf8), Array("GIF8".utf8),
            Array("BM".utf8), Array("BMW is a maker of cars".utf8), Array("RIFF1234WAVEfmt ".utf8), Array("RIFF1234WEBP".utf8),
        ] as [[UInt8]])
    func othersAreNot(bytes: [UInt8]) { #expect(bytes.withUnsafeBytes { ImageFormat(of: $0) } == nil) }

    @Test(arguments: ImageFormat.allCases)
    func everyFormatIsDescribed(format: ImageFormat) {
        #expect(!format.extensions.isEmpty && format.extensions.allSatisfy { $0 == $0.lowercased() && !$0.contains(".") })
        #expect(ImageFormat.hasExtension(format.extensions[0].uppercased()))
        // What is opened when needed can be missing, and then has a package that brings it.
        if let library = format.library { #expect(!library.debianPackage.isEmpty && !library.homebrewPackage.isEmpty) }
    }

    @Test func noTwoFormatsShareAnExtension() {
        let extensions = ImageFormat.allCases.flatMap(\.extensions)
        #expect(Set(extensions).count == extensions.count)
    }

    @Test(arguments: [
        ("%PDF-1.7", "PDF"), ("P6\n1 1\n255\n", "PPM"), ("8BPS", "a Photoshop document"),
        ("<svg xmlns", "SVG or XML"), ("<?xml version", "SVG or XML"), ("<!DOCTYPE html>", "an HTML page"),
        ("<html>", "an HTML page"),
    ])
    func otherFormatsAreKnownByName(start: String, name: String) {
        let bytes = Array(start.utf8)
        #expect(bytes.withUnsafeBytes(foreignFormat) == name)
        // Less than the whole mark is no mark, and nothing past the end is looked at.
        for length in 0..<bytes.count { _ = Array(bytes[..<length]).withUnsafeBytes(foreignFormat) }
    }

    @Test(arguments: ["", "G", "RIFF", "RIFF1234WAVE", "plain text", "1234ftyp"])
    func theRestHasNoName(start: String) { #expect(Array(start.utf8).withUnsafeBytes(foreignFormat) == nil) }
}
