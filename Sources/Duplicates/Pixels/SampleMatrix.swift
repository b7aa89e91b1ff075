package import Imaging

/// Samples of images of one size, an image a row, each row at a multiple of 64 bytes.
///
/// Rows may be written from several threads, each row by one of them.
package final class SampleMatrix: @unchecked Sendable {  // Written row by row, by one thread each, before anyone reads.
    package let count: Int
    package let size: PixelSize
    private let stride: Int
    private let buffer: AlignedBuffer

    /// Creates a matrix of zeros; rows that are never written take no memory.
    package init(count: Int, size: PixelSize) {
        self.count = count
        self.size = size
        stride = (size.sampleCount + 63) & ~63
        buffer = AlignedBuffer(byteCount: max(1, count * stride))
    }

    /// The samples of an image, valid for as long as the matrix is.
    package subscript(row: Int) -> UnsafeMutablePointer<UInt8> {
        precondition((0..<count).contains(row))
        return buffer.bytes + row * stride
    }

    /// Whether two images have the same samples.
    func areEqual(_ first: Int, _ second: Int) -> Bool {
        UnsafeRawBufferPointer(start: self[first], count: size.sampleCount)
            .elementsEqual(UnsafeRawBufferPointer(start: self[second], count: size.sampleCount))
    }
}
