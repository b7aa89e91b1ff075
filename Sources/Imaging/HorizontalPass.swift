internal import CKernels
internal import Kernels

/// The horizontal pass over rows that come one after the other, a strip of them at a time.
struct HorizontalPass {
    private static let rowsPerStrip = CK_STRIP_ROWS
    private static let groupsPerStrip = rowsPerStrip / CK_GROUP_ROWS

    private let width: Int
    private let target: PixelSize
    private let axis: ResampleAxis
    private let functions: ck_kernels
    private let rows: AlignedBuffer
    private let rowStride: Int
    private let groups: RowGroupRing
    private let scratch: AlignedBuffer

    /// - Parameters:
    ///   - width: Pixels of a row that comes in.
    ///   - target: The size of the picture whose rows come out.
    ///   - rows: Room for a strip, which lasts while the pass is used, as the other two do.
    init(
        width: Int, target: PixelSize, axis: ResampleAxis, kernels: Kernels, rows: AlignedBuffer, groups: AlignedBuffer,
        scratch: AlignedBuffer
    ) {
        self.width = width
        self.target = target
        self.axis = axis
        functions = kernels.functions.pointee
        self.rows = rows
        rowStride = Resampler.stride(width)
        rows.reserve(Self.rowsPerStrip * rowStride)
        self.groups = RowGroupRing(columns: 3 * target.width, capacity: Self.groupsPerStrip, in: groups)
        scratch.reserve(ck_scratch_size(Int32(width)))
        self.scratch = scratch
    }

    /// Returns the place of row `index`.
    func row(_ index: Int) -> UnsafeMutablePointer<UInt8> { rows.bytes + index % Self.rowsPerStrip * rowStride }

    /// Takes note that row `index` is there. With the last of a strip, or of all, the strip's rows are written to `output`.
    func endRow(_ index: Int, into output: UnsafeMutablePointer<UInt8>) {
        let place = index % Self.rowsPerStrip
        guard place == Self.rowsPerStrip - 1 || index == target.height - 1 else { return }
        // Rows past the last are left over from before, and what is made of them is not looked at.
        let groups = (0..<Self.groupsPerStrip).map(groups.group)
        functions.horizontal(
            rows.bytes, rowStride, Int32(width), axis.taps, Int32(target.width), groups, scratch.bytes)
        let columns = 3 * target.width
        for first in stride(from: 0, through: place, by: CK_GROUP_ROWS) {
            let count = min(CK_GROUP_ROWS, place + 1 - first)
            let start = output + (index - place + first) * columns
            functions.separate_rows(groups[first / CK_GROUP_ROWS], columns, Int32(count), start, columns)
        }
    }
}
