internal import CKernels
public import Kernels

/// Resizes RGB images to one size, a strip of rows at a time; not to be shared between threads.
///
/// The result equals Pillow's `Image.resize(size, filter)` bit for bit: first the horizontal pass, then the vertical one,
/// each rounding to 8 bits. Rows go in as they are decoded and come out as soon as the rows they need are there, so that
/// memory does not grow with the height of the input.
///
/// Both passes sum groups of four neighbouring samples. Between the passes the picture is kept as groups of four rows, the
/// bytes of one column side by side, in a ring of as many groups as the vertical filter reaches over.
public final class Resampler {
    private static let rowsPerStrip = CK_STRIP_ROWS
    private static let groupsPerStrip = rowsPerStrip / 4
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
    private let ring = AlignedBuffer()

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
        if turnsOrder(source) { return try resampleVerticallyFirst(from: source, into: output, read) }

        let horizontal = axis(from: source.width, to: window.width, outputs: window.columns)
        let vertical = axis(from: source.height, to: window.height, outputs: window.rows)
        let firstNeededGroup = Int(vertical.taps[0].first)
        let stride = (3 * source.width + CK_ROW_PADDING + 63) & ~63
        let columns = 3 * target.width
        let groupSize = (4 * columns + CK_GROUP_PADDING + 63) & ~63
        let capacity = vertical.maximumGroups + Self.groupsPerStrip
        strip.reserve(Self.rowsPerStrip * stride)
        scratch.reserve(ck_scratch_size(Int32(source.width)))
        ring.reserve(capacity * groupSize)
        func group(_ index: Int) -> UnsafeMutablePointer<UInt8> { ring.bytes + index % capacity * groupSize }

        let functions = kernels.functions.pointee
        var outputRow = 0
        for firstRow in Swift.stride(from: 0, to: source.height, by: Self.rowsPerStrip) {
            let rowCount = min(Self.rowsPerStrip, source.height - firstRow)
            try read(strip.bytes, stride, rowCount)
            let firstGroup = firstRow / 4
            // Rows above and below the window are decoded, for a file must be whole, and no more.
            guard outputRow < target.height, firstGroup + Self.groupsPerStrip > firstNeededGroup else { continue }
            // Rows past the last are left over from before; only weights of zero ever meet them.
            let groups = (firstGroup..<firstGroup + Self.groupsPerStrip).map(group)
            functions.horizontal(
                strip.bytes, stride, Int32(source.width), horizontal.taps, Int32(target.width), groups, scratch.bytes)

            let finishedGroups = firstGroup + (rowCount + 3) / 4
            while outputRow < target.height {
                let taps = vertical.taps[outputRow]
                let first = Int(taps.first)
                let end = first + Int(taps.count)
                guard end <= finishedGroups else { break }
                withUnsafeTemporaryAllocation(of: UnsafePointer<UInt8>.self, capacity: end - first) { pointers in
                    for index in first..<end { pointers.initializeElement(at: index - first, to: UnsafePointer(group(index))) }
                    functions.vertical(pointers.baseAddress!, taps, columns, output + outputRow * columns)  // Not empty.
                }
                outputRow += 1
            }
        }
    }

    /// Whether Pillow's `Image.resize` runs the vertical pass first: the input is a column over a hundred times as
    /// high as wide, and its height shrinks.
    private func turnsOrder(_ source: PixelSize) -> Bool {
        source.width != window.width && source.height > 100 * source.width && window.height < source.height
    }

    private func resampleVerticallyFirst<Failure: Error>(
        from source: PixelSize, into output: UnsafeMutablePointer<UInt8>,
        _ read: (_ rows: UnsafeMutablePointer<UInt8>, _ stride: Int, _ count: Int) throws(Failure) -> Void
    ) throws(Failure) {
        let shrinking = ResampleWindow(
            ofWidth: source.width, height: window.height, columns: 0..<source.width, rows: window.rows)
        let shrunk = shrinking.size
        let column = AlignedBuffer(byteCount: shrunk.sampleCount)
        try Resampler(to: shrinking, filter: filter, kernels: kernels).resample(from: source, into: column.bytes, read)
        let image = RGBImage(
            size: shrunk, samples: Array(UnsafeBufferPointer(start: column.bytes, count: shrunk.sampleCount)))
        let widening = ResampleWindow(
            ofWidth: window.width, height: shrunk.height, columns: window.columns, rows: 0..<shrunk.height)
        Resampler(to: widening, filter: filter, kernels: kernels).resample(image, into: output)
    }

    private func axis(from inputSize: Int, to outputSize: Int, outputs: Range<Int>) -> ResampleAxis {
        let key = AxisKey(inputSize: inputSize, outputSize: outputSize, outputs: outputs)
        if let known = axes[key] { return known }
        if axes.count >= Self.axisCacheLimit { axes.removeAll() }
        let axis = ResampleAxis(from: inputSize, to: outputSize, outputs: outputs, filter: filter, kernels: kernels)
        axes[key] = axis
        return axis
    }
}
