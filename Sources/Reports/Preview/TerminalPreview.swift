import Search
internal import CPictures
import Files
package import Imaging

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The window that results are shown in.
package struct TerminalSize: Sendable, Equatable {
    package let columns: Int
    package let rows: Int
    /// The pixels of a character cell.
    package let cell: PixelSize

    /// - Parameters:
    ///   - columns, rows: Zero where they are not known.
    ///   - width, height: The window in pixels; zero where it is not known.
    package init(columns: Int, rows: Int, width: Int, height: Int) {
        self.columns = columns > 0 ? columns : 80
        self.rows = rows > 0 ? rows : 24
        let (cellWidth, cellHeight) = (width / self.columns, height / self.rows)
        // Twice as tall as wide is what most fonts are; some terminals tell nonsense.
        cell =
            (4...200).contains(cellWidth) && (4...400).contains(cellHeight)
            ? PixelSize(width: cellWidth, height: cellHeight) : PixelSize(width: 10, height: 20)
    }
}

/// Shows pictures in a terminal, in the way that it understands.
package final class TerminalPreview {
    /// The ways to show pictures in a terminal.
    package enum Mode: String, CaseIterable, Sendable {
        case kitty, iterm2, sixel
        /// Unicode block elements in colour.
        case blocks
    }

    private let terminal: OpaquePointer
    private let size: TerminalSize
    private let mode: Mode

    /// - Parameter mode: Nil for what the environment tells of the terminal.
    package init(_ mode: Mode?, size: TerminalSize) throws(DrawingError) {
        var created: OpaquePointer?
        var message = [CChar](repeating: 0, count: Int(CPIC_MESSAGE_SIZE))
        let status = cpic_terminal_create(mode?.code ?? CPIC_DETECTED, &created, &message)
        guard status == CPIC_OK, let created else {
            let detail = String(message: message)
            throw status == CPIC_MISSING
                ? .libraryMissing(name: "Chafa", packages: "libchafa0 (Debian, Ubuntu) or chafa (Homebrew)", detail: detail)
                : .failed(detail)
        }
        terminal = created
        self.size = size
        self.mode = Mode(cpic_terminal_protocol(created))
    }

    deinit { cpic_terminal_destroy(terminal) }

    /// The query and its hits, what to send for them to be shown below the cursor, which is at the start of a line.
    package func bytes(for query: LabelledQuery, _ pictures: PictureLoader) -> [UInt8] {
        // Of a text there is no picture.
        let sources = [query.source.image].compactMap(\.self) + query.hits.map { .file($0.path) }
        let captions = (query.source.image == nil ? [] : ["query"]) + query.hits.indices.map { "\($0 + 1)" }
        let layout = PreviewLayout(count: max(1, sources.count), in: size)
        // Block elements have eight parts a cell at the most: more pixels would only take time.
        let cell = mode == .blocks ? PixelSize(width: 8, height: max(1, 8 * size.cell.height / size.cell.width)) : size.cell
        var output: [UInt8] = []
        for start in stride(from: 0, to: sources.count, by: layout.picturesPerLine) {
            let range = start..<min(start + layout.picturesPerLine, sources.count)
            let images = pictures.load(Array(sources[range]), fitting: layout.box(cell: cell), enlarging: true)
            output += Array("\(layout.captionLine(Array(captions[range])))\n".utf8)
            output += mode == .blocks ? blocks(images, layout, cell: cell) : graphics(images, layout, cell: cell)
        }
        return output
    }

    /// A line of pictures as one picture.
    private func graphics(_ images: [RGBImage?], _ layout: PreviewLayout, cell: PixelSize) -> [UInt8] {
        let (size, rgba, rows) = layout.samples(images, cell: cell)
        let picture = codes(size, rgba, columns: layout.lineColumns, rows: rows, cell: cell)
        // Terminals differ in where a picture leaves the cursor. So the rows are made first, scrolling if need be, the
        // cursor's place is kept while the picture is drawn, and then it goes below.
        let before = String(repeating: "\n", count: rows + 1) + "\u{1b}[\(rows + 1)A\u{1b}7"
        return Array(before.utf8) + picture + Array("\u{1b}8\u{1b}[\(rows)B\r".utf8)
    }

    /// Returns each picture as lines of text of its own, put side by side: cells that a picture covers in part would have to
    /// mix its colours with those of the terminal, which are unknown.
    private func blocks(_ images: [RGBImage?], _ layout: PreviewLayout, cell: PixelSize) -> [UInt8] {
        let pictures = images.map { image -> (columns: Int, lines: [ArraySlice<UInt8>]) in
            guard let image else { return (0, []) }
            let cells = layout.cells(of: image, cell: cell)
            let text = codes(image.size, image.opaqueSamples, columns: cells.columns, rows: cells.rows, cell: cell)
            return (cells.columns, text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false))
        }
        var output: [UInt8] = []
        for row in 0..<(pictures.map(\.lines.count).max() ?? 0) {
            for (columns, lines) in pictures {
                let isDrawn = row < lines.count
                if isDrawn { output += lines[row] }
                let free = layout.columns + PreviewLayout.gap - (isDrawn ? columns : 0)
                output += [UInt8](repeating: UInt8(ascii: " "), count: free)
            }
            // A line shorter than the window leaves no trace of spaces at its end.
            while output.last == UInt8(ascii: " ") { output.removeLast() }
            output.append(UInt8(ascii: "\n"))
        }
        return output
    }

    /// Returns the bytes to send for a picture of RGBA samples.
    private func codes(_ size: PixelSize, _ rgba: [UInt8], columns: Int, rows: Int, cell: PixelSize) -> [UInt8] {
        var count = 0
        let picture = cpic_terminal_picture(
            terminal, rgba, UInt32(size.width), UInt32(size.height), UInt32(columns), UInt32(rows), UInt32(cell.width),
            UInt32(cell.height), &count)
        guard let picture else { fatalError("out of memory") }
        defer { free(picture) }
        return Array(UnsafeRawBufferPointer(start: picture, count: count))
    }
}

extension TerminalPreview.Mode {
    fileprivate var code: cpic_protocol {
        switch self {
        case .kitty: CPIC_KITTY
        case .iterm2: CPIC_ITERM2
        case .sixel: CPIC_SIXEL
        case .blocks: CPIC_BLOCKS
        }
    }

    fileprivate init(_ code: cpic_protocol) {
        switch code {
        case CPIC_KITTY: self = .kitty
        case CPIC_ITERM2: self = .iterm2
        case CPIC_SIXEL: self = .sixel
        default: self = .blocks
        }
    }
}
