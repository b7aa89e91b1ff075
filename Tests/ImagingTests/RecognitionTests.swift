@testable import Imaging
import Testing

/// The format is told by a file's first bytes.
struct RecognitionTests {
    @Test(
        arguments: [
            [0xff, 0xd8, 0xff], [0xff, 0xd8, 0xff, 0xe0, 0, 0x10], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
            [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0],
        ] as [[UInt8]])
    func jpegAndPNGAreRecognized(bytes: [UInt8]) { #expect(bytes.withUnsafeBytes(ImageDecoder.recognizes)) }

    @Test(
        arguments: [[], [0xff], [0xff, 0xd8], [0x89, 0x50, 0x4e, 0x47], [0xff, 0xd9, 0xff], Array("GIF89a..".utf8)] as [[UInt8]]
    )
    func othersAreNot(bytes: [UInt8]) { #expect(!bytes.withUnsafeBytes(ImageDecoder.recognizes)) }

    @Test(arguments: [
        ("GIF89a", "GIF"), ("BM1234", "BMP"), ("RIFF1234WEBPVP8 ", "WebP"), ("II*\0", "TIFF"), ("MM\0*", "TIFF"),
        ("1234ftypavif", "AVIF"), ("1234ftypheic", "HEIC"), ("1234ftypmif1", "HEIC"), ("%PDF-1.7", "PDF"),
        ("<svg xmlns", "SVG or XML"), ("<?xml version", "SVG or XML"), ("<!DOCTYPE html>", "an HTML page"),
        ("<html>", "an HTML page"),
    ])
    func otherFormatsAreKnownByName(start: String, name: String) {
        let bytes = Array(start.utf8)
        #expect(bytes.withUnsafeBytes(knownFormat) == name)
        // Less than the whole mark is no mark, and nothing past the end is looked at.
        for length in 0..<bytes.count { _ = Array(bytes[..<length]).withUnsafeBytes(knownFormat) }
    }

    @Test(arguments: ["", "G", "RIFF", "RIFF1234WAVE", "plain text", "1234ftyp"])
    func theRestHasNoName(start: String) { #expect(Array(start.utf8).withUnsafeBytes(knownFormat) == nil) }
}
