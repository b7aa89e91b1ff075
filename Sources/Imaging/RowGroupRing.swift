internal import CKernels

/// The last rows of many, in groups of four as the vertical pass takes them: for every column the bytes of its four rows side
/// by side.
struct RowGroupRing {
    /// The number of bytes of a row.
    let columns: Int
    private let groupSize: Int
    private let capacity: Int
    private let bytes: UnsafeMutablePointer<UInt8>

    /// - Parameters:
    ///   - columns: Bytes of a row.
    ///   - capacity: How many groups are kept at a time.
    ///   - buffer: Where they are kept; it must stay alive and as it is while the ring is used.
    init(columns: Int, capacity: Int, in buffer: AlignedBuffer) {
        self.columns = columns
        self.capacity = capacity
        groupSize = (CK_GROUP_ROWS * columns + CK_GROUP_PADDING + 63) & ~63
        buffer.reserve(capacity * groupSize)
        bytes = buffer.bytes
    }

    /// Returns the place of the group that begins with row `4 * index`.
    func group(_ index: Int) -> UnsafeMutablePointer<UInt8> { bytes + index % capacity * groupSize }

    /// Makes a row from the groups that `taps` names.
    func makeRow(_ taps: ck_taps, by functions: ck_kernels, into row: UnsafeMutablePointer<UInt8>) {
        let (first, count) = (Int(taps.first), Int(taps.count))
        withUnsafeTemporaryAllocation(of: UnsafePointer<UInt8>.self, capacity: count) { groups in
            for index in 0..<count { groups.initializeElement(at: index, to: UnsafePointer(group(first + index))) }
            functions.vertical(groups.baseAddress!, taps, columns, row)  // A row has taps.
        }
    }
}
