extension ImageDecoder {
    /// The size of the picture in `bytes` as it is meant to be seen, without decoding its samples.
    ///
    /// - Parameter appliesOrientation: Whether the EXIF orientation counts.
    package func pictureSize(
        _ bytes: UnsafeRawBufferPointer, megapixels: Int, appliesOrientation: Bool
    ) throws(ImageError) -> PixelSize {
        let header = try open(bytes, megapixels: megapixels)
        return appliesOrientation && header.orientation.swapsSides ? header.size.transposed : header.size
    }
}
