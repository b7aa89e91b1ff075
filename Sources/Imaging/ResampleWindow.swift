/// A part of a picture at a size: what of a resized picture is wanted.
///
/// The size is two plain numbers, for it may be of a picture that is never made whole: the strip a thousand times as long as
/// wide whose middle is wanted.
package struct ResampleWindow: Hashable, Sendable {
    /// The width of the whole resized picture, in pixels.
    package let width: Int
    package let height: Int
    /// The columns of it that are wanted; not empty.
    package let columns: Range<Int>
    package let rows: Range<Int>

    package init(ofWidth width: Int, height: Int, columns: Range<Int>, rows: Range<Int>) {
        precondition(!columns.isEmpty && columns.lowerBound >= 0 && columns.upperBound <= width)
        precondition(!rows.isEmpty && rows.lowerBound >= 0 && rows.upperBound <= height)
        self.width = width
        self.height = height
        self.columns = columns
        self.rows = rows
    }

    /// Creates a window of a whole picture of `size`.
    package init(all size: PixelSize) {
        self.init(ofWidth: size.width, height: size.height, columns: 0..<size.width, rows: 0..<size.height)
    }

    /// The size of the part.
    package var size: PixelSize { PixelSize(width: columns.count, height: rows.count) }

    /// Whether the whole picture has `size`, so that nothing is resized.
    package func keepsSize(_ size: PixelSize) -> Bool { width == size.width && height == size.height }
}
