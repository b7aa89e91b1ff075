import Imaging

/// Looks through the rows of a segment for numbers that no image has and paths that lead out of the gallery.
///
/// Damage is told by checksums. This is against a file made to mislead, whose checksums are right: after it no offset leads
/// out of the file, and no bound out of what a 64-bit number holds.
struct SegmentValidation {
    private let bytes: UnsafeRawBufferPointer
    private let layout: SegmentLayout
    private let strings: Range<Int>
    /// The number of an image's samples; zero for embeddings.
    private let sampleCount: UInt64

    /// - Parameter bytes: The whole segment, of the length that `layout` tells.
    init(_ bytes: UnsafeRawBufferPointer, _ layout: SegmentLayout) {
        self.bytes = bytes
        self.layout = layout
        strings = layout.strings
        sampleCount = if case .pyramids(let shape, _) = layout.contents { UInt64(shape.size.sampleCount) } else { 0 }
    }

    var isPassed: Bool {
        areRowsSound && areLevelRowsSound && areQuantizationRowsSound
    }

    private var areRowsSound: Bool {
        let (first, size) = (layout.rows.lowerBound, layout.rowSize)
        return (0..<layout.rowCount).allSatisfy { isSound(row: first + $0 * size) }
    }

    private var areQuantizationRowsSound: Bool {
        guard layout.isQuantized else { return true }
        let centre = UnsafeRawBufferPointer(rebasing: bytes[layout.quantizationCentre])
        return centre.assumingMemoryBound(to: Float.self).allSatisfy(\.isFinite)
            && (0..<layout.imageCount).allSatisfy { row in
                let facts = bytes.load(
                    fromByteOffset: layout.quantizationRows.lowerBound + row * QuantizationParameters.size,
                    as: QuantizationParameters.self)
                return facts.isSound(norm: Double(bitPattern: integer(layout.rows.lowerBound + row * layout.rowSize)))
            }
    }

    private var areLevelRowsSound: Bool {
        let first = layout.levelRows.lowerBound
        return (0..<layout.levels.count * layout.imageCount).allSatisfy {
            isSound(levelRow: first + $0 * SegmentLayout.levelRowSize)
        }
    }

    private func isSound(row start: Int) -> Bool {
        guard areNumbersSound(row: start), let path = string(start + SegmentRow.path), string(start + SegmentRow.reason) != nil
        else { return false }
        return staysBelowGallery(path)
    }

    private func areNumbersSound(row start: Int) -> Bool {
        let (first, second): (UInt64, UInt64) = (integer(start), integer(start + 8))
        if sampleCount > 0 {
            let (sum, sumOfSquares) = (first, second)
            return sum <= 255 * sampleCount && sumOfSquares <= 255 * 255 * sampleCount
                && Int128(sampleCount) * Int128(sumOfSquares) >= Int128(sum) * Int128(sum)
        }
        let norm = Double(bitPattern: first)
        return norm >= 0 && norm.isFinite && second == 0
    }

    private func isSound(levelRow start: Int) -> Bool {
        let (absoluteError, represented): (UInt64, UInt64) = (integer(start), integer(start + 8))
        let meanErrorNorm = Double(bitPattern: integer(start + 16))
        let normScale = Double(bitPattern: integer(start + 24))
        let count = Double(sampleCount)
        // Comparisons with what is no number are false.
        return absoluteError <= 255 * sampleCount && represented <= 255 * sampleCount
            && meanErrorNorm >= 0 && meanErrorNorm * meanErrorNorm <= count && normScale > 0 && normScale * normScale <= count
    }

    /// No path is empty, absolute, or has empty components or "..".
    private func staysBelowGallery(_ path: UnsafeRawBufferPointer) -> Bool {
        var start = 0
        for end in 0...path.count where end == path.count || path[end] == UInt8(ascii: "/") {
            let isParent = end - start == 2 && path[start] == UInt8(ascii: ".") && path[start + 1] == UInt8(ascii: ".")
            if end == start || isParent { return false }
            start = end + 1
        }
        return !path.contains(0)
    }

    /// Returns the string at `reference`; nil where it would reach beyond the strings.
    private func string(_ reference: Int) -> UnsafeRawBufferPointer? {
        let (offset, count): (UInt32, UInt32) = (integer(reference), integer(reference + 4))
        guard Int(offset) + Int(count) <= strings.count else { return nil }
        let start = strings.lowerBound + Int(offset)
        return UnsafeRawBufferPointer(rebasing: bytes[start..<start + Int(count)])
    }

    private func integer<Value: FixedWidthInteger>(_ offset: Int) -> Value {
        Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
}
