internal import CPictures
import Files
import Imaging

/// An error that says why something could not be drawn.
package enum DrawingError: Error, Equatable, Sendable {
    /// A library that is loaded on demand is not there; `detail` is the loader's own word.
    case libraryMissing(name: String, packages: String, detail: String)
    /// The library failed; the text is its own.
    case failed(String)
    case tooLarge
}

/// Something to draw on; what is drawn goes to a sink as the bytes of a file.
final class Canvas {
    private let canvas: OpaquePointer
    private let sink: Sink

    /// The user data of the C callback: the sink, and the error that it threw.
    private final class Sink {
        let write: ([UInt8]) throws -> Void
        var error: (any Error)?

        init(_ write: @escaping ([UInt8]) throws -> Void) { self.write = write }

        func take(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
            do {
                try write(Array(UnsafeBufferPointer(start: bytes, count: count)))
                return true
            } catch {
                self.error = error
                return false
            }
        }
    }

    /// - Parameter scale: Pixels per unit, of PNG.
    init(
        _ format: Figure.Format, width: Double, height: Double, scale: Double, title: String,
        sink write: @escaping ([UInt8]) throws -> Void
    ) throws(DrawingError) {
        sink = Sink(write)
        var created: OpaquePointer?
        var message = [CChar](repeating: 0, count: Int(CPIC_MESSAGE_SIZE))
        let status = cpic_canvas_create(
            format.code, width, height, scale, title,
            { context, bytes, count in
                // The canvas owns the sink and outlives the calls.
                Unmanaged<Sink>.fromOpaque(context!).takeUnretainedValue().take(bytes, count) ? 0 : 1
            }, Unmanaged.passUnretained(sink).toOpaque(), &created, &message)
        guard status == CPIC_OK, let created else { throw Self.error(status, String(message: message)) }
        canvas = created
    }

    /// Whether there is all that drawing takes, libraries and a font.
    static func check() throws(DrawingError) {
        var message = [CChar](repeating: 0, count: Int(CPIC_MESSAGE_SIZE))
        let status = cpic_drawing_check(&message)
        guard status == CPIC_OK else { throw error(status, String(message: message)) }
    }

    private static func error(_ status: cpic_status, _ detail: String) -> DrawingError {
        guard status == CPIC_MISSING else { return .failed(detail) }
        let packages = "libpangocairo-1.0-0 and a font (Debian, Ubuntu) or pango (Homebrew)"
        return .libraryMissing(name: "Pango", packages: packages, detail: detail)
    }

    deinit { cpic_canvas_destroy(canvas) }

    func nextPage(width: Double, height: Double) { cpic_canvas_next_page(canvas, width, height) }

    /// - Parameter colour: 0xRRGGBB.
    func fill(_ area: Rectangle, _ colour: UInt32) { cpic_canvas_fill(canvas, area.code, colour) }

    func frame(_ area: Rectangle, width: Double, _ colour: UInt32) { cpic_canvas_frame(canvas, area.code, width, colour) }

    /// Draws `image` so that it fills `area`. Formats that hold compressed pictures get it as `jpeg`.
    func draw(_ image: RGBImage, jpeg: [UInt8]?, in area: Rectangle) {
        image.samples.withUnsafeBufferPointer { samples in
            (jpeg ?? []).withUnsafeBufferPointer { jpeg in
                // An image has at least one sample.
                var picture = cpic_image(
                    rgb: samples.baseAddress!, width: UInt32(image.size.width), height: UInt32(image.size.height),
                    jpeg: jpeg.isEmpty ? nil : jpeg.baseAddress, jpeg_count: jpeg.count)
                cpic_canvas_image(canvas, &picture, area.code)
            }
        }
    }

    struct TextStyle {
        var size: Double
        var isBold = false
        var colour: UInt32
        /// Whether a text too long loses its middle, and not its end.
        var losesMiddle = false
    }

    /// Sets `text` on one line from `x` on, shortened to `width`. Scripts of all kinds stand on the same baseline.
    func set(_ text: String, x: Double, baseline: Double, width: Double, _ style: TextStyle) {
        let text = text.showingControls
        let codes = cpic_text_style(
            size: style.size, is_bold: style.isBold ? 1 : 0, colour: style.colour,
            ellipsis: style.losesMiddle ? CPIC_ELLIPSIS_MIDDLE : CPIC_ELLIPSIS_END)
        cpic_canvas_text(canvas, text, text.utf8.count, x, baseline, width, codes)
    }

    /// Writes what is left.
    ///
    /// - Throws: What the sink threw, or `DrawingError`.
    func finish() throws {
        var message = [CChar](repeating: 0, count: Int(CPIC_MESSAGE_SIZE))
        let status = cpic_canvas_finish(canvas, &message)
        if let error = sink.error { throw error }
        guard status == CPIC_OK else { throw DrawingError.failed(String(message: message)) }
    }
}

extension Rectangle {
    fileprivate var code: cpic_rectangle { cpic_rectangle(x: x, y: y, width: width, height: height) }
}

extension Figure.Format {
    fileprivate var code: cpic_format {
        switch self {
        case .png: CPIC_PNG
        case .pdf: CPIC_PDF
        case .svg: CPIC_SVG
        }
    }
}
