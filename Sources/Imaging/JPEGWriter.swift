internal import CImageCodecs

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension RGBImage {
    /// The picture as a JPEG file.
    ///
    /// - Parameter quality: From 1 to 100, as libjpeg counts it.
    public func jpeg(quality: Int) -> [UInt8] {
        precondition((1...100).contains(quality) && max(size.width, size.height) <= 65_500)
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = 0
        let status = samples.withUnsafeBufferPointer {
            // Not nil: a size has at least one pixel.
            cic_write_jpeg($0.baseAddress!, UInt32(size.width), UInt32(size.height), Int32(quality), &bytes, &count)
        }
        guard status == CIC_OK, let bytes else { fatalError("out of memory") }
        defer { free(bytes) }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }
}
