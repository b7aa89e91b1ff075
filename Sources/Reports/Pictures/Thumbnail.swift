package import Imaging

/// A small picture inside a page.
package struct Thumbnail: Sendable {
    /// The size that pictures are reduced to fit into: sharp on a phone at the size that the page shows them.
    static let box = PixelSize(width: 288, height: 288)
    private static let quality = 80

    let size: PixelSize
    private let jpeg: [UInt8]

    package init(_ image: RGBImage) {
        size = image.size
        jpeg = image.jpeg(quality: Self.quality)
    }

    /// The picture itself, as the address of one.
    var address: String { "data:image/jpeg;base64,\(base64(jpeg))" }

    /// An `image` element for an SVG's definitions, which `use` elements may show many times.
    func definition(named name: String) -> String {
        "<image id=\"\(name)\" href=\"\(address)\" width=\"\(size.width)\" height=\"\(size.height)\"/>\n"
    }

    /// An `img` element.
    func element(alternative: HTMLText) -> String {
        "<img src=\"\(address)\" width=\"\(size.width)\" height=\"\(size.height)\" alt=\"\(alternative)\">"
    }
}
