/// The rules that define the samples of a resized picture.
public enum Resampling {
    /// The major version of Pillow whose `Image.resize` gives the same samples. Samples of different revisions are of different
    /// pictures: another order of passes rounds otherwise.
    public static let revision = 13
    /// The revision of samples that were made before revisions were noted.
    package static let firstRevision = 12

    /// The order of the two passes of a resize.
    enum Order {
        case horizontalFirst, verticalFirst

        /// The order that Pillow runs the passes in: vertical first where the height loses more than twice what the width does.
        init(from source: PixelSize, toWidth width: Int, height: Int) {
            let lost = (columns: source.width - width, rows: source.height - height)
            self = lost.rows > 0 && lost.rows > 2 * lost.columns ? .verticalFirst : .horizontalFirst
        }
    }
}
