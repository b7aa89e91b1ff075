/// Where the features of a gallery's images are, image by image; nil where an index does not know one as it is now.
package struct GalleryPlaces: RandomAccessCollection, Sendable {
    /// A row of a segment, by the segment's number; of no segment where that is negative.
    struct Row: Sendable {
        static let none = Row(segment: -1, row: 0)

        let segment: Int32
        let row: Int32
    }

    /// No places of no images.
    package static let none = GalleryPlaces([], in: [])

    private let segments: [Segment]
    private let rows: [Row]

    init(_ rows: [Row], in segments: [Segment]) {
        self.rows = rows
        self.segments = segments
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { rows.count }

    package subscript(image: Int) -> IndexedGallery.Place? {
        let row = rows[image]
        return row.segment < 0 ? nil : IndexedGallery.Place(segment: segments[Int(row.segment)], row: Int(row.row))
    }

    package func isKnown(_ image: Int) -> Bool { rows[image].segment >= 0 }

    package var knownCount: Int { rows.count { $0.segment >= 0 } }

    /// Calls `body` with the images in `range` that have features: with those at once whose features lie one after the other.
    package func forEachRun(
        in range: Range<Int>, _ body: (_ images: Range<Int>, Segment, _ rows: Range<Int>) throws(IndexError) -> Void
    ) throws(IndexError) {
        var start = range.lowerBound
        while start < range.upperBound {
            let first = rows[start]
            var end = start + 1
            if first.segment >= 0 {
                while end < range.upperBound, rows[end].segment == first.segment,
                    Int(rows[end].row) == Int(first.row) + end - start
                {
                    end += 1
                }
                try body(start..<end, segments[Int(first.segment)], Int(first.row)..<Int(first.row) + end - start)
            }
            start = end
        }
    }
}
