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
    /// An image that several galleries have.
    case ambiguousImage(String, query: String)
}

extension GroundTruth {
    /// Fails where a query is named that is not among `files` below `folder`.
    func check(_ files: [ImageFile], below folder: FilePath) throws(GroundTruthError) {
        let names = Set(files.map { $0.relativePath(to: folder) })
        if let entry = entries.first(where: { !names.contains(Array($0.query.utf8)) }) { throw .unknownQuery(entry.query) }
    }

    /// Returns what it says of `queries` below `folder`, by the indices of `images`.
    ///
    /// An image is named by its path below its gallery, or by all of its path where several galleries have such a name.
    ///
    /// - Parameter skipped: Images of the galleries that could not be read: they may be named, but nothing finds them.
    func judgements(
        of queries: [ImageFile], below folder: FilePath, images: [ImageFile], skipped: [SkippedFile], galleries: [FilePath]
    ) throws(GroundTruthError) -> [QueryJudgement] {
        let named = NamedImages(images, skipped, in: galleries)
        func found(_ names: [String], _ query: String) throws(GroundTruthError) -> Set<Int> {
            var set: Set<Int> = []
            for name in names {
                switch named[name] {
                case .image(let index): set.insert(index)
                case .unread: break
                case .several: throw .ambiguousImage(name, query: query)
                case nil: throw .unknownImage(name, query: query)
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

/// The images of galleries by the names that a ground truth may give them.
private struct NamedImages {
    enum Meaning: Equatable {
        /// By its index.
        case image(Int)
        /// One that could not be read.
        case unread
        case several
    }

    private var meanings: [[UInt8]: Meaning] = [:]

    init(_ images: [ImageFile], _ skipped: [SkippedFile], in galleries: [FilePath]) {
        for (index, image) in images.enumerated() { add(image, .image(index), in: galleries) }
        let paths = Set(images.map(\.path))
        for file in skipped where !paths.contains(file.path) {
            add(ImageFile(path: file.path, label: nil), .unread, in: galleries)
        }
    }

    subscript(name: String) -> Meaning? { meanings[Array(name.utf8)] }

    private mutating func add(_ image: ImageFile, _ meaning: Meaning, in galleries: [FilePath]) {
        for gallery in galleries {
            guard let name = image.relativePath(ifBelow: gallery) else { continue }
            meanings[name] = [nil, meaning].contains(meanings[name]) ? meaning : .several
        }
        if galleries.count > 1 { meanings[image.relativePath(to: "")] = meaning }
    }
}
