import Search
import Imaging
@testable import Reports
import SystemPackage
import TestSupport
import Testing

/// Whether the libraries for drawing are on this machine; the tool itself works without.
let canDraw: Bool = (try? Figure.checkAvailability()) != nil

/// Figures as files.
@Suite(.enabled(if: canDraw, "Pango or a font is not installed"))
struct FigureTests {
    private func file(_ report: LabelledReport, _ format: Figure.Format) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try Figure(report, format: format).draw(pictureLoader()) { bytes += $0 }
        return bytes
    }

    /// A figure of one query and one hit, both the same picture.
    private func report(in folder: TemporaryFolder, label: String = "Orange") throws -> LabelledReport {
        let path = try folder.write(samplePicture(width: 40, height: 30).jpeg(quality: 90), to: "1.jpg")
        return labelledReport([labelledQuery(path: path, label: label, hits: [Hit(path: path, label: label, score: 0)])])
    }

    @Test func aPNGHasTwoPixelsAUnit() throws {
        let bytes = try withTemporaryFolder { try file(report(in: $0), .png) }
        let layout = FigureLayout(hitCounts: [1], isPaged: false)
        let image = try bytes.withUnsafeBytes { try ImageDecoder().decode($0, megapixels: 10).1 }
        #expect(image.size == PixelSize(width: Int(2 * layout.width), height: Int(2 * layout.height)))
        #expect(image.samples[..<3] == [255, 255, 255])
    }

    @Test func aPictureKeepsItsProportionsOnItsMat() throws {
        let bytes = try withTemporaryFolder { try file(report(in: $0), .png) }
        let image = try bytes.withUnsafeBytes { try ImageDecoder().decode($0, megapixels: 10).1 }
        let frame = FigureLayout(hitCounts: [1], isPaged: false).pages[0].panels[1].frame
        func pixel(_ x: Double, _ y: Double) -> [UInt8] {
            let start = 3 * (Int(2 * y) * image.size.width + Int(2 * x))
            return Array(image.samples[start..<start + 3])
        }
        let mat: [UInt8] = [0xf0, 0xf2, 0xf4]
        // 4 to 3: an eighth of the height is free above, and below.
        #expect(pixel(frame.x + 88, frame.y + 20) == mat)
        #expect(pixel(frame.x + 88, frame.maxY - 20) == mat)
        #expect(pixel(frame.x + 88, frame.y + 24) != mat)
        #expect(pixel(frame.x + 1, frame.y + 88) != mat)
    }

    @Test func aPDFBeginsAndEndsAsSuch() throws {
        let bytes = try withTemporaryFolder { try file(report(in: $0), .pdf) }
        #expect(bytes.starts(with: Array("%PDF-1.".utf8)))
        #expect(String(decoding: bytes.suffix(8), as: UTF8.self).contains("%%EOF"))
    }

    @Test func manyQueriesMakePagesOfAPDF() throws {
        let queries = Array(repeating: labelledQuery(hits: []), count: 30)
        let bytes = try file(labelledReport(queries), .pdf)
        let pages = FigureLayout(hitCounts: queries.map { _ in 0 }, isPaged: true).pages.count
        #expect(pages > 1)
        #expect(try pageCount(bytes) == "\(pages)\n")
    }

    /// The number of pages that a PDF says it has; newer versions of cairo compress what says it.
    private func pageCount(_ pdf: [UInt8]) throws -> String {
        let script = """
            import re, zlib
            data = open("figure.pdf", "rb").read()
            for start in [match.end() for match in re.finditer(rb"stream\\r?\\n", data)]:
                try:
                    data += zlib.decompressobj().decompress(data[start:])
                except zlib.error:
                    pass
            print(re.findall(rb"/Count ([0-9]+)", data)[0].decode())
            """
        return try withTemporaryFolder { folder in
            try folder.write(pdf, to: "figure.pdf")
            return try BuiltBinary().runShell("python3 -c '\(script)'", in: folder.path).text
        }
    }

    @Test func anSVGHoldsThePicturesAsJPEG() throws {
        let text = String(decoding: try withTemporaryFolder { try file(report(in: $0), .svg) }, as: UTF8.self)
        #expect(text.hasPrefix("<?xml"))
        #expect(text.hasSuffix("</svg>\n"))
        #expect(text.contains("data:image/jpeg;base64,"))
    }

    @Test(
        arguments: [
            "Quả cam Việt Nam", "红色的公共汽车", "حافلة حمراء", "<b>bold</b> & <i", "&amp;", "line\nfeed\u{1b}[31m", "",
            String(repeating: "long ", count: 2000),
        ], Figure.Format.allCases)
    func anyTextIsALabel(label: String, format: Figure.Format) throws {
        #expect(try withTemporaryFolder { try file(report(in: $0, label: label), format) }.count > 1000)
    }

    @Test func markupInALabelIsDrawnAsItStands() throws {
        // Were it taken as markup, both would look alike.
        let (plain, marked) = try withTemporaryFolder {
            (try file(report(in: $0, label: "x"), .png), try file(report(in: $0, label: "<b>x</b>"), .png))
        }
        #expect(plain != marked)
    }

    @Test func aPictureThatIsGoneLeavesItsPlaceEmpty() throws {
        #expect(try file(labelledReport([labelledQuery()]), .png).count > 1000)
    }

    @Test func whatTheSinkThrowsComesBack() throws {
        let figure = try Figure(labelledReport([labelledQuery()]), format: .png)
        #expect(throws: Errno.noSpace) { try figure.draw(pictureLoader()) { _ in throw Errno.noSpace } }
    }

    @Test(arguments: [Figure.Format.png, .svg])
    func aPageTooLargeIsRefused(format: Figure.Format) {
        let report = labelledReport(Array(repeating: labelledQuery(), count: 1000))
        #expect(throws: DrawingError.tooLarge) { try Figure(report, format: format) }
        #expect((try? Figure(report, format: .pdf)) != nil)
    }
}

/// What needs no library.
struct FigureFormatTests {
    @Test(arguments: [("a.png", Figure.Format.png), ("b/c.PDF", .pdf), ("d.x.svg", .svg)])
    func theEndingOfTheNameTellsTheFormat(path: String, format: Figure.Format) {
        #expect(Figure.Format(nameOf: FilePath(path)) == format)
    }

    @Test(arguments: ["a.jpg", "png", "a.", ".png", "", "a.png/", "a.png.txt"])
    func otherEndingsTellNone(path: String) {
        #expect(Figure.Format(nameOf: FilePath(path)) == (path == "a.png/" ? .png : nil))
    }
}
