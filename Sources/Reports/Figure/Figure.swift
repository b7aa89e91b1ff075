import Imaging
package import SystemPackage

/// Rows of pictures, such as queries and their hits, as one picture: each with its caption, in a grid.
package struct Figure: Sendable {
    package enum Format: String, CaseIterable, Sendable {
        case png, pdf, svg

        /// Creates the format that the extension of a file's name stands for, in any letter case; nil for another extension.
        package init?(nameOf path: FilePath) {
            self.init(rawValue: path.extension?.lowercased() ?? "")
        }
    }

    private enum Colour {
        static let paper: UInt32 = 0xffffff
        static let mat: UInt32 = 0xf0f2f4
        static let text: UInt32 = 0x16191d
        static let quiet: UInt32 = 0x5d6670
        static let rule: UInt32 = 0xd5dade
        static let query: UInt32 = 0x1f5fbf
    }

    /// Pixels a unit: sharp on a screen of twice the usual density, and in print.
    static let scale = 2.0
    /// The most pixels of a figure of one page: 256 MB of memory, which picture viewers still open.
    private static let pixelLimit = 1 << 26
    private static let sideLimit = 32_000.0
    private static let jpegQuality = 90

    private let content: FigureContent
    private let format: Format
    private let layout: FigureLayout

    /// Queries with their hits.
    package init(_ report: LabelledReport, format: Format) throws(DrawingError) {
        try self.init(FigureContent(report), format: format)
    }

    init(_ content: FigureContent, format: Format) throws(DrawingError) {
        self.content = content
        self.format = format
        layout = FigureLayout(hitCounts: content.rows.map(\.others.count), isPaged: format == .pdf)
        let (width, height) = (layout.width * Self.scale, layout.height * Self.scale)
        if format != .pdf, max(width, height) > Self.sideLimit || width * height > Double(Self.pixelLimit) { throw .tooLarge }
    }

    /// Fails where no figure can be drawn on this machine, so that this is known before other work is done.
    package static func checkAvailability() throws(DrawingError) { try Canvas.check() }

    /// The number of pictures in it.
    package var pictureCount: Int { layout.pages.reduce(0) { $0 + $1.panels.count } }

    /// Draws the figure and hands its bytes to `sink`, piece by piece.
    ///
    /// - Parameter onProgress: Called with the number of pictures just drawn.
    /// - Throws: `DrawingError`, or what `sink` throws.
    package func draw(
        _ pictures: PictureLoader, onProgress: (Int) -> Void = { _ in }, to sink: @escaping ([UInt8]) throws -> Void
    ) throws {
        let canvas = try Canvas(
            format, width: layout.width, height: layout.height, scale: Self.scale, title: content.title, sink: sink)
        for (number, page) in layout.pages.enumerated() {
            if number > 0 { canvas.nextPage(width: layout.width, height: layout.height) }
            canvas.fill(Rectangle(x: 0, y: 0, width: layout.width, height: layout.height), Colour.paper)
            for y in page.rules {
                let width = layout.width - 2 * FigureLayout.Measure.margin
                canvas.fill(Rectangle(x: FigureLayout.Measure.margin, y: y, width: width, height: 0.5), Colour.rule)
            }
            draw(page.panels, pictures, on: canvas, onProgress: onProgress)
            drawFooter(page: number, on: canvas)
        }
        try canvas.finish()
    }

    /// Draws a few panels at a time, so that few pictures are in memory at once.
    private func draw(
        _ panels: [FigureLayout.Panel], _ pictures: PictureLoader, on canvas: Canvas, onProgress: (Int) -> Void
    ) {
        let side = Int(FigureLayout.Measure.picture * Self.scale)
        let batch = 32
        for start in stride(from: 0, to: panels.count, by: batch) {
            let part = panels[start..<min(start + batch, panels.count)]
            let isCompressed = format != .png
            let illustrated = part.filter { content[$0].source != nil }
            let images = pictures.load(
                illustrated.compactMap { content[$0].source }, fitting: PixelSize(width: side, height: side)
            ) {
                ($0, isCompressed ? $0.jpeg(quality: Self.jpegQuality) : nil)
            }
            for (panel, image) in zip(illustrated, images) { draw(panel, image, on: canvas) }
            for panel in part where content[panel].source == nil { draw(panel, nil, on: canvas) }
            onProgress(part.count)
        }
    }

    private func draw(_ panel: FigureLayout.Panel, _ picture: (image: RGBImage, jpeg: [UInt8]?)?, on canvas: Canvas) {
        let frame = panel.frame
        let shown = content[panel]
        canvas.fill(frame, Colour.mat)
        if let words = shown.words {
            draw(words: words, in: frame, on: canvas)
        } else if let (image, jpeg) = picture {
            let area = frame.fitting(width: Double(image.size.width), height: Double(image.size.height))
            canvas.draw(image, jpeg: jpeg, in: area)
        } else {
            canvas.set(
                "cannot be read", x: frame.x + 12, baseline: frame.y + frame.height / 2 + 4, width: frame.width - 24,
                Canvas.TextStyle(size: 12, colour: Colour.quiet))
        }
        if panel.rank == 0 { canvas.frame(frame, width: 2.5, Colour.query) }
        drawCaption(shown, below: frame, on: canvas)
    }

    /// Sets a text in lines where a picture would be.
    private func draw(words text: String, in frame: Rectangle, on canvas: Canvas) {
        let (size, lineHeight, inset) = (15.0, 20.0, 12.0)
        let lines = text.wrapped(columns: 17, lines: 7)
        var y = frame.y + (frame.height - Double(lines.count - 1) * lineHeight + size) / 2 - 2
        for line in lines {
            canvas.set(
                line, x: frame.x + inset, baseline: y, width: frame.width - 2 * inset,
                Canvas.TextStyle(size: size, colour: Colour.text))
            y += lineHeight
        }
    }

    private func drawCaption(_ shown: FigureContent.Picture, below frame: Rectangle, on canvas: Canvas) {
        typealias Measure = FigureLayout.Measure
        var y = frame.maxY + Measure.captionGap + Measure.ascent
        canvas.set(
            shown.title, x: frame.x, baseline: y, width: frame.width,
            Canvas.TextStyle(size: 13, isBold: true, colour: Colour.text))
        y += Measure.title
        if let score = shown.score {
            canvas.set(score, x: frame.x, baseline: y, width: frame.width, Canvas.TextStyle(size: 12, colour: Colour.text))
            y += Measure.score
        }
        if let name = shown.name {
            canvas.set(
                name, x: frame.x, baseline: y, width: frame.width,
                Canvas.TextStyle(size: 11, colour: Colour.quiet, losesMiddle: true))
        }
    }

    private func drawFooter(page: Int, on canvas: Canvas) {
        typealias Measure = FigureLayout.Measure
        let width = layout.width - 2 * Measure.margin
        let y = layout.height - Measure.margin - 4
        let style = Canvas.TextStyle(size: 11, colour: Colour.quiet)
        let pages = layout.pages.count > 1 ? "Page \(page + 1) of \(layout.pages.count) · " : ""
        canvas.set(pages + content.footer, x: Measure.margin, baseline: y, width: width, style)
    }
}

extension String {
    /// Returns the words in lines of about `columns` characters; the last of `lines` lines has all that is left.
    func wrapped(columns: Int, lines limit: Int) -> [String] {
        var lines: [String] = []
        for word in split(whereSeparator: \.isWhitespace) {
            if let last = lines.last, last.count + 1 + word.count <= columns || lines.count == limit {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
