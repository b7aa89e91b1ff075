internal import CKernels
public import Kernels

/// Resizes RGB images to one size, a strip of rows at a time; not to be shared between threads.
///
/// The result equals Pillow's `Image.resize(size, filter)` bit for bit: a horizontal and a vertical pass, each rounding to 8 bits,
/// in Pillow's order (`Resampling.Order`). Rows go in as they are decoded and come out as soon as the rows they need are there, so
/// that memory does not grow with the height of the input.
///
/// Both passes sum groups of four neighbouring samples. The vertical one takes the picture as groups of four rows, the bytes
/// of one column side by side, from a ring of as many groups as its filter reaches over.
public final class Resampler {
    private static let rowsPerStrip = CK_STRIP_ROWS
    private static let groupsPerStrip = rowsPerStrip / CK_GROUP_ROWS
    /// Axes to keep: photographs of one camera or one site share a few sizes.
    private static let axisCacheLimit = 256

    /// Rows of more pixels are left to the scalar kernels, which need no copy of them for vectors to work on.
    private static let widestForVectors = 1 << 17

    /// The size of what comes out.
    public let target: PixelSize
    public let filter: ResampleFilter
    private let window: ResampleWindow
    private let kernels: Kernels

    private var axes: [AxisKey: ResampleAxis] = [:]
    private let strip = AlignedBuffer()
    private let scratch = AlignedBuffer()
    private let groupBuffer = AlignedBuffer()
    private let secondStrip = AlignedBuffer()
    private let secondGroups = AlignedBuffer()

    private struct AxisKey: Hashable {
        let inputSize: Int
        let outputSize: Int
        let outputs: Range<Int>
    }

    public convenience init(to target: PixelSize, filter: ResampleFilter, kernels: Kernels) {
        self.init(to: ResampleWindow(all: target), filter: filter, kernels: kernels)
    }

    /// Makes only the part that `window` tells of a resized picture; its samples are those they are in the whole.
    package init(to window: ResampleWindow, filter: ResampleFilter, kernels: Kernels) {
        self.window = window
        self.filter = filter
        target = window.size
        self.kernels = kernels
    }

    /// `image` at the target size.
    public func resample(_ image: RGBImage) -> RGBImage {
        let samples = [UInt8](unsafeUninitializedCapacity: target.sampleCount) { buffer, count in
            // Not nil: a size has at least one pixel.
            resample(image, into: buffer.baseAddress!)
            count = target.sampleCount
        }
        return RGBImage(size: target, samples: samples)
    }

    /// Writes `image` at the target size to `output`, which has room for its samples.
    package func resample(_ image: RGBImage, into output: UnsafeMutablePointer<UInt8>) {
        let rowSize = 3 * image.size.width
        image.samples.withUnsafeBufferPointer { samples in
            var next = samples.baseAddress!  // Not nil: a size has at least one pixel.
            resample(from: image.size, into: output) { rows, stride, count in
                for row in 0..<count { (rows + row * stride).update(from: next + row * rowSize, count: rowSize) }
                next += count * rowSize
            }
        }
    }

    /// Resizes an image whose rows `read` hands out from top to bottom: it is called with where to put the next rows, how
    /// many bytes apart, and how many.
    package func resample<Failure: Error>(
        from source: PixelSize, into output: UnsafeMutablePointer<UInt8>,
        _ read: (_ rows: UnsafeMutablePointer<UInt8>, _ stride: Int, _ count: Int) throws(Failure) -> Void
    ) throws(Failure) {
        if window == ResampleWindow(all: source) { return try read(output, 3 * source.width, source.height) }
        if source.width > Self.widestForVectors, kernels.instructionSet != .scalar {
            return try Resampler(to: window, filter: filter, kernels: .scalar).resample(from: source, into: output, read)
        }
        switch Resampling.Order(from: source, toWidth: window.width, height: window.height) {
        case .horizontalFirst: try resampleHorizontallyFirst(from: source, into: output, read)
        case .verticalFirst: try resampleVerticallyFirst(from: source, into: output, read)
        }
    }

    private func resampleHorizontallyFirst<Failure: Error>(
        from source: PixelSize, into output: UnsafeMutablePointer<UInt8>,
        _ read: (_ rows: UnsafeMutablePointer<UInt8>, _ stride: Int, _ count: Int) throws(Failure) -> Void
    ) throws(Failure) {
        let horizontal = axis(from: source.width, to: window.width, outputs: window.columns)
        let vertical = axis(from: source.height, to: window.height, outputs: window.rows)
        let stride = reserveStrip(source.width)
        let ring = RowGroupRing(
            columns: 3 * target.width, capacity: vertical.maximumGroups + Self.groupsPerStrip, in: groupBuffer)
        let functions = kernels.functions.pointee
        var outputRow = 0
        for firstRow in Swift.stride(from: 0, to: source.height, by: Self.rowsPerStrip) {
            let rowCount = min(Self.rowsPerStrip, source.height - firstRow)
            try read(strip.bytes, stride, rowCount)
            guard needs(rowsFrom: firstRow, vertical, outputRow) else { continue }
            // Rows past the last are left over from before; only weights of zero ever meet them.
            let groups = (0..<Self.groupsPerStrip).map { ring.group(firstRow / CK_GROUP_ROWS + $0) }
            functions.horizontal(
                strip.bytes, stride, Int32(source.width), horizontal.taps, Int32(target.width), groups, scratch.bytes)
            let finishedGroups = (firstRow + rowCount + CK_GROUP_ROWS - 1) / CK_GROUP_ROWS
            while outputRow < target.height, vertical.isMade(outputRow, of: finishedGroups) {
                ring.makeRow(vertical.taps[outputRow], by: functions, into: output + outputRow * ring.columns)
                outputRow += 1
            }
        }
    }

    private func resampleVerticallyFirst<Failure: Error>(
        from source: PixelSize, into output: UnsafeMutablePointer<UInt8>,
        _ read: (_ rows: UnsafeMutablePointer<UInt8>, _ stride: Int, _ count: Int) throws(Failure) -> Void
    ) throws(Failure) {
        let vertical = axis(from: source.height, to: window.height, outputs: window.rows)
        let second = horizontalPass(source)
        let stride = reserveStrip(source.width)
        let ring = RowGroupRing(
            columns: 3 * source.width, capacity: vertical.maximumGroups + Self.groupsPerStrip, in: groupBuffer)
        let functions = kernels.functions.pointee
        var outputRow = 0
        for firstRow in Swift.stride(from: 0, to: source.height, by: Self.rowsPerStrip) {
            let rowCount = min(Self.rowsPerStrip, source.height - firstRow)
            try read(strip.bytes, stride, rowCount)
            guard needs(rowsFrom: firstRow, vertical, outputRow) else { continue }
            let firstGroup = firstRow / CK_GROUP_ROWS
            let finishedGroups = (firstRow + rowCount + CK_GROUP_ROWS - 1) / CK_GROUP_ROWS
            for group in firstGroup..<finishedGroups {
                let rows = strip.bytes + (group - firstGroup) * CK_GROUP_ROWS * stride
                functions.group_rows(rows, stride, ring.columns, ring.group(group))
            }
            while outputRow < target.height, vertical.isMade(outputRow, of: finishedGroups) {
                let taps = vertical.taps[outputRow]
                if let second {
                    ring.makeRow(taps, by: functions, into: second.row(outputRow))
                    second.endRow(outputRow, into: output)
                } else {
                    ring.makeRow(taps, by: functions, into: output + outputRow * ring.columns)
                }
                outputRow += 1
            }
        }
    }

    /// The second pass where the vertical one is the first; nil where the width stays as it is.
    private func horizontalPass(_ source: PixelSize) -> HorizontalPass? {
        if window.columns == 0..<source.width, window.width == source.width { return nil }
        return HorizontalPass(
            width: source.width, target: target, axis: axis(from: source.width, to: window.width, outputs: window.columns),
            kernels: kernels, rows: secondStrip, groups: secondGroups, scratch: scratch)
    }

    /// Makes room for a strip of rows of `width` pixels and what the horizontal pass needs for them.
    ///
    /// - Returns: How many bytes apart the rows are.
    private func reserveStrip(_ width: Int) -> Int {
        let stride = Self.stride(width)
        strip.reserve(Self.rowsPerStrip * stride)
        scratch.reserve(ck_scratch_size(Int32(width)))
        return stride
    }

    /// Whether output rows from `outputRow` on need the strip that begins with `firstRow`. Rows above and below the window are
    /// decoded, for a file must be whole, and no more.
    private func needs(rowsFrom firstRow: Int, _ vertical: ResampleAxis, _ outputRow: Int) -> Bool {
        outputRow < target.height && firstRow / CK_GROUP_ROWS + Self.groupsPerStrip > Int(vertical.taps[0].first)
    }

    /// Returns the distance in bytes from a row of `width` pixels to the next, with room for what kernels read past its end.
    static func stride(_ width: Int) -> Int { (3 * width + CK_ROW_PADDING + 63) & ~63 }

    private func axis(from inputSize: Int, to outputSize: Int, outputs: Range<Int>) -> ResampleAxis {
        let key = AxisKey(inputSize: inputSize, outputSize: outputSize, outputs: outputs)
        if let known = axes[key] { return known }
        if axes.count >= Self.axisCacheLimit { axes.removeAll() }
        let axis = ResampleAxis(from: inputSize, to: outputSize, outputs: outputs, filter: filter, kernels: kernels)
        axes[key] = axis
        return axis
    }
}
