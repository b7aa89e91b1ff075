import Gallery
import SystemPackage

/// The images that are relevant to each query as a file lists them, and junk, which counts neither as relevant nor as wrong.
///
/// Queries are named by their paths below their folder, images by those below the gallery. A query that is not named has nothing
/// to be found.
package struct GroundTruth: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package let query: String
        package var relevant: [String]
        package var junk: [String]

        package init(query: String, relevant: [String] = [], junk: [String] = []) {
            self.query = query
            self.relevant = relevant
            self.junk = junk
        }
    }

    /// The entries, one per query.
    package let entries: [Entry]

    /// - Parameter entries: Several of one query are taken together.
    /// - Throws: `GroundTruthError.contradiction`.
    package init(_ entries: [Entry]) throws(GroundTruthError) {
        var places: [String: Int] = [:]
        var joined: [Entry] = []
        for entry in entries {
            if let place = places[entry.query] {
                joined[place].relevant += entry.relevant
                joined[place].junk += entry.junk
            } else {
                places[entry.query] = joined.count
                joined.append(entry)
            }
        }
        for entry in joined {
            if let image = Set(entry.relevant).intersection(entry.junk).min() {
                throw .contradiction(query: entry.query, image: image)
            }
        }
        self.entries = joined
    }
}

/// An error that says why a ground truth cannot be used.
package enum GroundTruthError: Error, Equatable {
    case notText
    /// The JSON document has an error; the text continues a sentence.
    case damagedJSON(String)
    /// A line of CSV, counted from 1, and what is wrong with it.
    case damagedCSV(line: Int, String)
    /// An image that is relevant and junk at once.
    case contradiction(query: String, image: String)
    /// A query that is not in the folder of queries.
    case unknownQuery(String)
    /// An image that the gallery does not have.
    case unknownImage(String, query: String)
}

extension GroundTruth {
    /// Fails where a query is named that is not among `files` below `folder`.
    func check(_ files: [ImageFile], below folder: FilePath) throws(GroundTruthError) {
        let names = Set(files.map { $0.relativePath(to: folder) })
        if let entry = entries.first(where: { !names.contains(Array($0.query.utf8)) }) { throw .unknownQuery(entry.query) }
    }

    /// Returns the judgements of `queries`, which lie below `folder`, by the indices of `images`, which lie below `gallery`.
    ///
    /// - Parameter skipped: Images of the gallery that could not be read: they may be named, but nothing finds them.
    func judgements(
        of queries: [ImageFile], below folder: FilePath, images: [ImageFile], skipped: [SkippedFile], gallery: FilePath
    ) throws(GroundTruthError) -> [QueryJudgement] {
        var indices: [[UInt8]: Int] = [:]
        for (index, image) in images.enumerated() { indices[image.relativePath(to: gallery)] = index }
        let unread = Set(skipped.map { ImageFile(path: $0.path, label: nil).relativePath(to: gallery) })
        func found(_ names: [String], _ query: String) throws(GroundTruthError) -> Set<Int> {
            var set: Set<Int> = []
            for name in names {
                let bytes = Array(name.utf8)
                if let index = indices[bytes] {
                    set.insert(index)
                } else if !unread.contains(bytes) {
                    throw .unknownImage(name, query: query)
                }
            }
            return set
        }
        var known: [[UInt8]: QueryJudgement] = [:]
        for entry in entries {
            known[Array(entry.query.utf8)] = .listed(
                relevant: try found(entry.relevant, entry.query), junk: try found(entry.junk, entry.query))
        }
        return queries.map { known[$0.relativePath(to: folder)] ?? .listed(relevant: [], junk: []) }
    }
}
