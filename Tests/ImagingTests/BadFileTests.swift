import Imaging
import TestSupport
import Testing

/// Files that are no images, or broken ones, are refused with a sentence.
struct BadFileTests {
    /// Broken files that Pillow refuses and that are read here on purpose, each with why.
    static let readHere = [
        "adobe_short.jpg": "Pillow fails on the marker's missing bytes; libjpeg reads a short one as none",
        "jfif_short.jpg": "Pillow fails on the marker's missing bytes; libjpeg reads a short one as none",
        "ztxt_bomb.png": "Pillow fails on a text that is too long; texts are not looked at here",
        "gamma_short.png": "Pillow fails on the chunk's missing bytes; gamma is not looked at here",
    ]

    @Test(arguments: try BadCase.all())
    func isRefusedWithASentence(bad: BadCase) throws {
        let error = refusal(of: try Fixtures.bytes("bad/\(bad.file)"))
        #expect((error == nil) == (Self.readHere[bad.file] != nil), "\(bad.what)")
        if let error { #expect(isOneLine("\(error)")) }
    }

    @Test(arguments: [("ppm_named.jpg", "PPM"), ("html.png", "an HTML page")])
    func aFileOfAnotherFormatIsToldByName(file: String, format: String) throws {
        #expect(refusal(of: try Fixtures.bytes("bad/\(file)")) == .notAnImage(format: format))
    }

    @Test func anEmptyFileIsSaidToBeEmpty() {
        #expect(refusal(of: []) == .empty)
    }

    @Test func aFileThatEndsInThePictureIsSaidToBeTruncated() throws {
        for file in ["grayscale.jpg", "progressive_420.jpg", "rgb_8_31x22.png", "palette_4_adam7_31x22.png"] {
            let bytes = try Fixtures.bytes("decode/\(file)")
            #expect(refusal(of: bytes[..<(bytes.count * 2 / 3)]) == .truncated, "\(file)")
        }
        for file in [
            "webp/lossless_gray.webp", "bmp/bilevel.bmp", "tiff/bilevel_raw.tif", "heic/lossy_420.heic", "jxl/lossless.jxl",
        ] {
            let bytes = try Fixtures.bytes("formats/\(file)")
            #expect(refusal(of: bytes[..<(bytes.count * 2 / 3)]) == .truncated, "\(file)")
        }
    }

    @Test func aPointerOfGitLFSIsToldFromOtherText() {
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a21\nsize 605157884\n"
        #expect(refusal(of: Array(pointer.utf8)[...]) == .pointer)
        #expect(refusal(of: Array("version 1 of this text".utf8)[...]) == .notAnImage(format: nil))
    }

    @Test func everyReasonIsASentenceThatSaysWhatToDo() {
        let errors: [ImageError] = [
            .empty, .notAnImage(format: "PPM"), .notAnImage(format: nil), .pointer, .missingLibrary(.gif, detail: "so"),
            .truncated,
            .corrupt("so"), .unsupported("so"),
            .tooLarge(PixelSize(width: 9, height: 9), megapixels: 1), .outOfMemory,
        ]
        for error in errors {
            #expect(isOneLine("\(error)") && ["it is", "its", "there is"].contains { "\(error)".hasPrefix("\($0) ") })
            #expect("\(error)".contains(";"), "what to do comes after a semicolon")
        }
    }
}
