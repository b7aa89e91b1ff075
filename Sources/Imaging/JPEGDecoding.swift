/// How JPEGs are decoded where a smaller picture is made of them.
public enum JPEGDecoding: String, CaseIterable, Hashable, Sendable {
    /// At the smallest of the sizes that the format's transform has, 1/8 to all, that is at least twice what is wanted.
    case scaled
    /// At their full size.
    case full

    /// What a picture's sides are divided by as it is decoded.
    ///
    /// - Parameters:
    ///   - source: The picture's size, its orientation applied.
    ///   - width: Of the resized picture, in pixels.
    ///   - height: Likewise.
    func divisor(of source: PixelSize, toWidth width: Int, height: Int) -> Int {
        guard self == .scaled else { return 1 }
        return [8, 4, 2].first { divisor in
            source.width / divisor >= 2 * width && source.height / divisor >= 2 * height
        } ?? 1
    }
}
