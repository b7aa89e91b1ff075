import Files
package import Gallery
import Metrics
package import Search
package import SystemPackage

/// A query by its path, as it is recorded, or a text.
package struct RecordedQuery: Sendable, Hashable {
    package let name: String
    package let isText: Bool

    package init(name: String, isText: Bool) {
        self.name = name
        self.isText = isText
    }
}

/// The hits of searches, with paths in the form that a baseline records.
package struct RecordedSearches {
    package enum QueryFailure: Error {
        /// The query's file is gone.
        case vanished
        case unreadable(any Error)
    }

    /// The hits of each query, or the reason why there are none.
    package let hits: [Result<[Baseline.Hit], QueryFailure>]
    package let skipped: [Baseline.Skipped]

    /// Searches for `queries`.
    ///
    /// - Parameters:
    ///   - folder: What recorded paths are relative to.
    ///   - gallery: The gallery's path as it is recorded.
    ///   - describe: Says why an image could not be read.
    /// - Throws: What `SearchEngine` throws; `RecordingError`.
    package init(
        _ queries: [RecordedQuery], by engine: SearchEngine, from folder: FilePath, gallery: String,
        describe: (SkippedFile) -> String
    ) throws {
        let root = engine.request.gallery.folder
        let result = try engine.search(
            queries.map { $0.isText ? .text($0.name) : .image(folder.following(FilePath($0.name))) })
        hits = try result.answers.map { answer in
            switch answer {
            case .success(let found):
                .success(
                    try found.hits.map {
                        Baseline.Hit(path: try recorded($0.path, below: root, as: gallery), score: $0.score)
                    })
            case .failure(let failure): .failure(Self.failure(failure))
            }
        }
        skipped = try result.skipped.map {
            Baseline.Skipped(path: try recorded($0.path, below: root, as: gallery), reason: describe($0))
        }
    }

    private static func failure(_ failure: Search.QueryFailure) -> QueryFailure {
        if let path = failure.source.path {
            do throws(Errno) {
                _ = try FileStatus(of: path)
            } catch .noSuchFileOrDirectory {
                return .vanished
            } catch {}
        }
        return .unreadable(failure.cause)
    }
}

/// Returns the recorded form of `path`, a path below `root`: that of the gallery, followed by the path below it.
private func recorded(_ path: FilePath, below root: FilePath, as gallery: String) throws(RecordingError) -> String {
    let below = ImageFile(path: path, label: nil).relativePath(to: root)
    guard let text = String(validating: below, as: UTF8.self) else { throw .notUTF8(path) }
    return gallery == "." ? text : FilePath(gallery).appending(text).string
}
