public import ArgumentParser
public import Imaging

/// Options of reading images, for all kinds of features.
struct ReadingOptions: ParsableArguments {
    @Option(help: "Whether to apply the EXIF orientation of images. (default: exif)")
    var orientation: OrientationHandling?

    @Option(
        help: ArgumentHelp(
            "Composite transparent images over this colour: a CSS name such as white, or digits such as #ff8000. (default: ignore transparency)",
            valueName: "colour"),
        transform: RGBPixel.init(word:))
    var background: RGBPixel?

    @Option(
        help: ArgumentHelp(
            "Refuse images of more than this many megapixels. (default: \(PixelReader.Options.standardMegapixels))",
            valueName: "n"))
    var maxMegapixels: Int?

    func validate() throws {
        guard maxMegapixels ?? 1 > 0 else { throw ValidationError("--max-megapixels must be at least 1.") }
    }

    var appliesOrientation: Bool? { orientation.map { $0 == .exif } }
}

/// Options of resizing images, to compare them pixel by pixel.
struct PixelOptions: ParsableArguments {
    @Option(
        name: [.customShort("s", allowingJoined: true), .long],
        help: ArgumentHelp(
            "The size that images are resized to, to compare pixels. (default: \(PixelReader.Options().size))", valueName: "WxH"
        ),
        transform: PixelSize.init(word:))
    var size: PixelSize?

    @Option(help: "The filter that resizes them. (default: \(PixelReader.Options().filter.rawValue))")
    var resample: ResampleFilter?
}

enum OrientationHandling: String, CaseIterable {
    case exif, ignore
}

extension OrientationHandling: ExpressibleByArgument {}
extension ResampleFilter: ExpressibleByArgument {}

extension RGBPixel {
    /// - Throws: `ValidationError` with the forms that a colour has.
    init(word: String) throws {
        guard let colour = RGBPixel(word) else {
            throw ValidationError("name a colour as in CSS, such as white, or give its digits, as in #ff8000")
        }
        self = colour
    }
}

extension PixelSize {
    /// - Throws: `ValidationError` with the forms that a size has.
    init(word: String) throws {
        guard let size = PixelSize(word) else {
            throw ValidationError("give width and height, as in 640x480, or one number for both")
        }
        self = size
    }
}
