import Gallery
import Workers

/// The files that the live rows of some segments tell of, in the order of their paths' bytes, each once.
///
/// Paths stay where they are in the mapped segments. Rows of a segment are mostly in order already, and so are segments that
/// were written one after the other: then going through them once is all.
package struct KnownFiles: @unchecked Sendable {
    // What is pointed to belongs to the segments, which it holds and which never change.
    let segments: [Segment]
    private let files: [File]

    fileprivate struct File: @unchecked Sendable {  // As above.
        let path: UnsafeRawBufferPointer
        let place: GalleryPlaces.Row
    }

    package init(_ open: [OpenSegment], threads: Int) {
        segments = open.map(\.segment)
        let lists = mapRuns(of: open.count, length: 1, threads: threads) { run in
            run.map { open[$0].files(segment: $0) }
        }
        files = concatenated(lists).merged
    }

    var count: Int { files.count }

    /// The path below the gallery; valid for as long as the segments live.
    func path(_ number: Int) -> UnsafeRawBufferPointer { files[number].path }

    func place(_ number: Int) -> GalleryPlaces.Row { files[number].place }

    func segment(_ number: Int) -> Segment { segments[Int(files[number].place.segment)] }

    func row(_ number: Int) -> Int { Int(files[number].place.row) }
}

extension KnownFiles {
    /// Goes through some of `paths`, which are in order, and the files along with them: those from the first of these paths on, up to the
    /// next path after them. So runs of paths, each gone through once, meet every file once.
    ///
    /// - Parameters:
    ///   - body: Gets each path's index, and the number of the file of that path, if one is known.
    ///   - missing: Gets the numbers of files that are not among `paths`.
    func match(
        _ paths: PathArena, in range: Range<Int>, _ body: (_ index: Int, _ known: Int?) -> Void,
        missing: (_ number: Int) -> Void
    ) {
        paths.withView { paths in
            var next = range.lowerBound == 0 ? 0 : firstNumber(notBefore: paths[range.lowerBound])
            let end = range.upperBound == paths.count ? count : firstNumber(notBefore: paths[range.upperBound])
            for index in range {
                var order = 1
                while next < end {
                    order = comparePaths(path(next), paths[index])
                    if order >= 0 { break }
                    missing(next)
                    next += 1
                }
                let isKnown = next < end && order == 0
                body(index, isKnown ? next : nil)
                if isKnown { next += 1 }
            }
            while next < end {
                missing(next)
                next += 1
            }
        }
    }

    /// The number of the first file whose path does not come before `path`.
    private func firstNumber(notBefore path: UnsafeRawBufferPointer) -> Int {
        var range = 0..<count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if comparePaths(self.path(middle), path) < 0 {
                range = middle + 1..<range.upperBound
            } else {
                range = range.lowerBound..<middle
            }
        }
        return range.lowerBound
    }
}

extension OpenSegment {
    fileprivate func isLive(_ row: Int) -> Bool { deadRows.isEmpty || !deadRows.contains(row) }

    /// The files of the live rows, in order and each once.
    ///
    /// - Parameter number: Of this segment among all.
    fileprivate func files(segment number: Int) -> [KnownFiles.File] {
        var files: [KnownFiles.File] = []
        files.reserveCapacity(segment.rowCount)
        for row in 0..<segment.rowCount where isLive(row) {
            files.append(.init(path: segment.path(row), place: .init(segment: Int32(number), row: Int32(row))))
        }
        // Rows that were written in one go are in order.
        return files.isInOrder ? files : files.sorted().withoutRepeatedPaths()
    }
}

extension KnownFiles.File: Comparable {
    /// By path, and among equal ones by place.
    fileprivate static func < (a: Self, b: Self) -> Bool {
        let order = comparePaths(a.path, b.path)
        if order != 0 { return order < 0 }
        return (a.place.segment, a.place.row) < (b.place.segment, b.place.row)
    }

    fileprivate static func == (a: Self, b: Self) -> Bool {
        a.place.segment == b.place.segment && a.place.row == b.place.row
    }
}

extension [KnownFiles.File] {
    /// Whether every path comes after the one before.
    fileprivate var isInOrder: Bool {
        zip(indices, indices.dropFirst()).allSatisfy { comparePaths(self[$0].path, self[$1].path) < 0 }
    }

    /// Keeps, of files with the same path, the one that was written last.
    fileprivate func withoutRepeatedPaths() -> Self {
        func isRepeated(_ number: Int) -> Bool {
            number + 1 < count && comparePaths(self[number].path, self[number + 1].path) == 0
        }
        return indices.contains(where: isRepeated) ? indices.filter { !isRepeated($0) }.map { self[$0] } : self
    }
}

extension [[KnownFiles.File]] {
    /// The files of lists that are each in order: of files with the same path the one that was written last.
    fileprivate var merged: [KnownFiles.File] {
        let lists = filter { !$0.isEmpty }
        // Segments that were written one after the other follow each other.
        let follow = zip(lists, lists.dropFirst()).allSatisfy { comparePaths($0.last!.path, $1.first!.path) < 0 }  // Not empty.
        return follow ? concatenated(lists) : concatenated(lists).sorted().withoutRepeatedPaths()
    }
}
