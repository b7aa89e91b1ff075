import Imaging

/// The places of pictures among a terminal's cells: in lines, all of one size, with a gap after each.
struct PreviewLayout: Equatable {
    static let gap = 2
    /// The preferred width of a picture, in columns; more pictures share a line only if each gets that much.
    private static let widest = 30
    private static let narrowest = 16

    /// Pictures on a line.
    let picturesPerLine: Int
    /// Cells of one picture.
    let columns: Int
    let rows: Int
    /// Cells of a whole line of pictures.
    var lineColumns: Int { picturesPerLine * (columns + Self.gap) - Self.gap }

    /// - Parameters:
    ///   - count: The number of pictures, one or more.
    ///   - terminal: The window they are to fit into.
    init(count: Int, in terminal: TerminalSize) {
        // The last column stays free: a terminal may wrap the cursor there.
        let available = max(1, terminal.columns - 1)
        let most = max(1, min(count, (available + Self.gap) / (Self.narrowest + Self.gap)))
        let lines = (count + most - 1) / most
        picturesPerLine = (count + lines - 1) / lines
        let wide = max(1, min(Self.widest, (available + Self.gap) / picturesPerLine - Self.gap))
        // Pictures are square here, cells are not; three rows are for text.
        let tall = max(1, terminal.rows - 3)
        let fitting = wide * terminal.cell.width / terminal.cell.height
        rows = max(1, min(tall, fitting))
        columns = rows < fitting ? max(1, min(wide, rows * terminal.cell.height / terminal.cell.width)) : wide
    }

    /// The pixels for one picture, where a cell has those of `cell`.
    func box(cell: PixelSize) -> PixelSize { PixelSize(width: columns * cell.width, height: rows * cell.height) }

    /// The cells that `picture`, fitted into the box, covers; at least one.
    func cells(of picture: RGBImage, cell: PixelSize) -> (columns: Int, rows: Int) {
        func covered(_ length: Int, _ cell: Int, _ limit: Int) -> Int { min(limit, max(1, (length + cell / 2) / cell)) }
        return (covered(picture.size.width, cell.width, columns), covered(picture.size.height, cell.height, rows))
    }

    /// The samples, RGBA, of a line of pictures, each at the top left of its cells; what is beside them is transparent. There
    /// are as many rows of cells as the tallest needs.
    func samples(_ pictures: [RGBImage?], cell: PixelSize) -> (size: PixelSize, rgba: [UInt8], rows: Int) {
        let tallest = pictures.compactMap { $0?.size.height }.max() ?? 1
        let rows = (tallest + cell.height - 1) / cell.height
        let size = PixelSize(width: lineColumns * cell.width, height: rows * cell.height)
        var rgba = [UInt8](repeating: 0, count: 4 * size.pixelCount)
        for (index, picture) in pictures.enumerated() {
            guard let picture else { continue }
            let left = index * (columns + Self.gap) * cell.width
            picture.copy(to: &rgba, width: size.width, left: left)
        }
        return (size, rgba, rows)
    }

    /// `captions` over the pictures of a line, each cut to its width.
    func captionLine(_ captions: [String]) -> String {
        captions.map { caption in
            let text = caption.prefix(columns)
            return text + String(repeating: " ", count: columns + Self.gap - text.count)
        }.joined().trimmingTrailingSpaces
    }
}

extension RGBImage {
    /// The samples of the picture with full opacity.
    var opaqueSamples: [UInt8] {
        var rgba = [UInt8](repeating: 0, count: 4 * size.pixelCount)
        copy(to: &rgba, width: size.width, left: 0)
        return rgba
    }

    /// Copies it to the top of a picture of RGBA samples, `width` pixels wide, `left` pixels from its side.
    fileprivate func copy(to rgba: inout [UInt8], width: Int, left: Int) {
        for y in 0..<size.height {
            for x in 0..<size.width {
                let (source, target) = (3 * (y * size.width + x), 4 * (y * width + left + x))
                for channel in 0..<3 { rgba[target + channel] = samples[source + channel] }
                rgba[target + 3] = 255
            }
        }
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        let end = lastIndex { $0 != " " }.map(index(after:)) ?? startIndex
        return String(self[..<end])
    }
}
