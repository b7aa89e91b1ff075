/// Where the features of a gallery's images are, image by image; nil where an index does not know one as it is now.
package struct GalleryPlaces: RandomAccessCollection, Sendable {
    /// A row of a segment, by the segment's number; of no segment where that is negative.
    struct Row: Sendable {
        static let none = Row(segment: -1, row: 0)

        let segment: Int32
        let row: Int32
    }

    /// An empty list.
    package static let none = GalleryPlaces([], in: [])

    private let segments: [Segment]
    private let rows: [Row]

    init(_ rows: [Row], in segments: [Segment]) {
        self.rows = rows
        self.segments = segments
    }

    /// The places of the images of several galleries as one, of those in several the first that is known.
    ///
    /// - Parameters:
    ///   - indices: For each gallery, and each of its images, the index among all.
    ///   - count: The number of all images.
    init(joining galleries: [GalleryPlaces], at indices: [[Int]], count: Int) {
        var rows = [Row](repeating: .none, count: count)
        var segments: [Segment] = []
        for (places, indices) in zip(galleries, indices) {
            for (row, index) in zip(places.rows, indices) where row.segment >= 0 && rows[index].segment < 0 {
                rows[index] = Row(segment: row.segment + Int32(segments.count), row: row.row)
            }
            segments += places.segments
        }
        self.init(rows, in: segments)
    }

    /// The same without places in segments for which `isKept` says no.
    func keeping(_ isKept: (Segment) -> Bool) -> GalleryPlaces {
        let areKept = segments.map(isKept)
        return GalleryPlaces(rows.map { $0.segment >= 0 && areKept[Int($0.segment)] ? $0 : .none }, in: segments)
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { rows.count }

    package subscript(image: Int) -> IndexedGallery.Place? {
        let row = rows[image]
        return row.segment < 0 ? nil : IndexedGallery.Place(segment: segments[Int(row.segment)], row: Int(row.row))
    }

    package func isKnown(_ image: Int) -> Bool { rows[image].segment >= 0 }

    package var knownCount: Int { rows.count { $0.segment >= 0 } }

    /// Calls `body` once per run of images in `range` whose features are contiguous.
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
