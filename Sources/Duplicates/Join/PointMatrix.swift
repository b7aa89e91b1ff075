/// Points in space, one per row: float32 of one dimension, row after row without gaps.
///
/// Rows may be written from several threads, each row by one of them.
final class PointMatrix: @unchecked Sendable {  // Written row by row, by one thread each, before anyone reads.
    let count: Int
    let dimension: Int
    private let values: UnsafeMutableBufferPointer<Float>

    /// Creates a matrix of zeros.
    init(count: Int, dimension: Int) {
        precondition(count >= 0 && dimension > 0)
        self.count = count
        self.dimension = dimension
        values = .allocate(capacity: count * dimension)
        values.initialize(repeating: 0)
    }

    deinit { values.deallocate() }

    /// The rows, valid for as long as the matrix is.
    var all: UnsafeBufferPointer<Float> { UnsafeBufferPointer(values) }

    /// Valid for as long as the matrix is.
    subscript(row: Int) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(rebasing: values[row * dimension..<(row + 1) * dimension])
    }
}
