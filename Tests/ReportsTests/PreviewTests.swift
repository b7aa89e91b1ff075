import Search
import Imaging
@testable import Reports
import SystemPackage
import TestSupport
import Testing

/// How pictures are spread over a terminal.
struct PreviewLayoutTests {
    private func window(_ columns: Int, _ rows: Int) -> TerminalSize {
        TerminalSize(columns: columns, rows: rows, width: 0, height: 0)
    }

    @Test(arguments: [1, 2, 6, 7, 21, 1000], [1, 2, 10, 20, 40, 80, 81, 132, 400])
    func aLineOfPicturesFitsIntoTheWindow(count: Int, columns: Int) {
        for rows in [1, 2, 4, 24, 100] {
            let layout = PreviewLayout(count: count, in: window(columns, rows))
            #expect(layout.columns >= 1 && layout.rows >= 1 && layout.picturesPerLine >= 1)
            #expect(layout.lineColumns <= max(1, columns - 1))
            #expect(layout.rows <= max(1, rows - 3))
        }
    }

    @Test func linesAreBalanced() {
        #expect(PreviewLayout(count: 6, in: window(80, 24)).picturesPerLine == 3)
        #expect(PreviewLayout(count: 6, in: window(160, 40)).picturesPerLine == 6)
        #expect(PreviewLayout(count: 1, in: window(80, 24)).picturesPerLine == 1)
    }

    @Test func aWindowThatTellsNothingIsAnOrdinaryOne() {
        let unknown = TerminalSize(columns: 0, rows: 0, width: 0, height: 0)
        #expect((unknown.columns, unknown.rows) == (80, 24))
        #expect(unknown.cell == PixelSize(width: 10, height: 20))
        #expect(TerminalSize(columns: 80, rows: 24, width: 720, height: 432).cell == PixelSize(width: 9, height: 18))
        #expect(TerminalSize(columns: 80, rows: 24, width: 80, height: 24).cell == PixelSize(width: 10, height: 20))
    }

    @Test func captionsStandOverTheirPictures() {
        let layout = PreviewLayout(count: 3, in: window(80, 24))
        let line = layout.captionLine(["query", "1", "2"])
        #expect(line.hasPrefix("query "))
        #expect(line.hasSuffix("2"))
        #expect(line.count == 2 * (layout.columns + PreviewLayout.gap) + 1)
        #expect(layout.captionLine([]).isEmpty)
    }

    @Test func picturesOfALineAreSideBySideAndTransparentBetween() {
        let layout = PreviewLayout(count: 2, in: window(80, 24))
        let cell = PixelSize(width: 2, height: 4)
        let line = layout.samples([samplePicture(), nil], cell: cell)
        #expect(line.size == PixelSize(width: 2 * layout.lineColumns, height: 4))
        #expect(line.rows == 1)
        #expect(line.rgba[..<4] == [0, 7, 14, 255])
        #expect(line.rgba[(4 * 5)..<(4 * 6)] == [0, 0, 0, 0])
    }
}

/// What terminals are sent.
@Suite(.enabled(if: (try? TerminalPreview(.blocks, size: previewWindow)) != nil, "Chafa is not installed"))
struct TerminalPreviewTests {
    private func output(_ mode: TerminalPreview.Mode) throws -> String {
        try withTemporaryFolder { folder in
            let path = try folder.write(samplePicture(width: 40, height: 30).jpeg(quality: 90), to: "1.jpg")
            let hit = Hit(path: path, label: nil, score: 0)
            let preview = try TerminalPreview(mode, size: previewWindow)
            return String(decoding: preview.bytes(for: labelledQuery(path: path, hits: [hit]), pictureLoader()), as: UTF8.self)
        }
    }

    @Test(arguments: [
        (TerminalPreview.Mode.kitty, "\u{1b}_Ga=T,", "\u{1b}\\"), (.iterm2, "\u{1b}]1337;File=inline=1;", "\u{7}"),
        (.sixel, "\u{1b}P", "\u{1b}\\"),
    ])
    func graphicsAreFramedByTheirProtocol(mode: TerminalPreview.Mode, begin: String, end: String) throws {
        let text = try output(mode)
        let picture = try #require(text.firstRange(of: begin))
        #expect(text[picture.upperBound...].contains(end))
        // The cursor is put below, wherever the terminal left it.
        #expect(text[..<picture.lowerBound].hasSuffix("\u{1b}7"))
        #expect(text.hasSuffix("\r"))
    }

    @Test func blocksAreLinesOfTextInColour() throws {
        let lines = try output(.blocks).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0].hasPrefix("query"))
        #expect(lines.last?.isEmpty == true)
        let widths = lines.dropFirst().dropLast().map { $0.replacing(#/\u{1b}\[[0-9;]*m/#, with: "").count }
        let layout = PreviewLayout(count: 2, in: previewWindow)
        #expect(!widths.isEmpty && widths.allSatisfy { $0 == layout.lineColumns })
        #expect(lines.dropFirst().dropLast().allSatisfy { $0.contains("\u{1b}[0m") })
    }

    @Test func aPictureThatIsGoneLeavesItsPlaceEmpty() throws {
        for mode in TerminalPreview.Mode.allCases {
            let preview = try TerminalPreview(mode, size: previewWindow)
            #expect(!preview.bytes(for: labelledQuery(), pictureLoader()).isEmpty)
        }
    }
}

private let previewWindow = TerminalSize(columns: 80, rows: 24, width: 0, height: 0)
