import Gallery

/// The files that the live rows of some segments tell of, in the order of their paths' bytes, each once.
///
/// Paths stay where they are in the mapped segments. Rows of a segment are mostly in order already, and so are segments that
/// were written one after the other: then going through them once is all.
struct KnownFiles: @unchecked Sendable {  // What it points to belongs to the segments, which it holds and which never change.
    let segments: [Segment]
    private let files: [File]

    fileprivate struct File {
        let path: UnsafeRawBufferPointer
        let place: GalleryPlaces.Row
    }

    init(_ open: [OpenSegment]) {
        segments = open.map(\.segment)
        var files: [File] = []
        files.reserveCapacity(open.reduce(0) { $0 + $1.segment.rowCount })
        // Images first, then what could not be read: both are mostly in order.
        for wantsImages in [true, false] {
            for (number, open) in open.enumerated() {
                let (segment, imageCount) = (open.segment, open.segment.imageCount)
                for row in wantsImages ? 0..<imageCount : imageCount..<segment.rowCount where open.isLive(row) {
                    let place = GalleryPlaces.Row(segment: Int32(number), row: Int32(row))
                    files.append(File(path: segment.path(row), place: place))
                }
            }
        }
        files.sort { a, b in
            let order = comparePaths(a.path, b.path)
            return order != 0 ? order < 0 : a.place.isBefore(b.place)
        }
        self.files = files.withoutRepeatedPaths()
    }

    var count: Int { files.count }

    /// The path below the gallery; valid for as long as the segments live.
    func path(_ number: Int) -> UnsafeRawBufferPointer { files[number].path }

    func place(_ number: Int) -> GalleryPlaces.Row { files[number].place }

    func segment(_ number: Int) -> Segment { segments[Int(files[number].place.segment)] }

    func row(_ number: Int) -> Int { Int(files[number].place.row) }
}

extension KnownFiles {
    /// Goes through `paths`, which are in order, and the files along with them.
    ///
    /// - Parameters:
    ///   - body: Gets each path's index, and the number of the file of that path, if one is known.
    ///   - missing: Gets the numbers of files that are not among `paths`.
    func match(_ paths: PathArena, _ body: (_ index: Int, _ known: Int?) -> Void, missing: (_ number: Int) -> Void) {
        var next = 0
        paths.withView { paths in
            for index in 0..<paths.count {
                var order = 1
                while next < count {
                    order = comparePaths(path(next), paths[index])
                    if order >= 0 { break }
                    missing(next)
                    next += 1
                }
                let isKnown = next < count && order == 0
                body(index, isKnown ? next : nil)
                if isKnown { next += 1 }
            }
        }
        while next < count {
            missing(next)
            next += 1
        }
    }
}

extension GalleryPlaces.Row {
    fileprivate func isBefore(_ other: Self) -> Bool {
        segment != other.segment ? segment < other.segment : row < other.row
    }
}

extension OpenSegment {
    fileprivate func isLive(_ row: Int) -> Bool { deadRows.isEmpty || !deadRows.contains(row) }
}

extension [KnownFiles.File] {
    /// Keeps, of files with the same path, the one that was written last.
    fileprivate func withoutRepeatedPaths() -> Self {
        func isRepeated(_ number: Int) -> Bool {
            number + 1 < count && comparePaths(self[number].path, self[number + 1].path) == 0
        }
        guard indices.contains(where: isRepeated) else { return self }
        return indices.filter { !isRepeated($0) }.map { self[$0] }
    }
}
