package import Files
import Gallery
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
    ///   - galleries: The galleries' paths as they are recorded.
    ///   - remote: What a name stands for that is an address; nil where it is none.
    ///   - describe: Puts the cause why an image could not be read into the words that are recorded.
    /// - Throws: What `SearchEngine` throws; `RecordingError`.
    package init(
        _ queries: [RecordedQuery], by engine: SearchEngine, from folder: FilePath, galleries: [String],
        remote: (String) -> (any RemoteContents)?, describe: (any Error) -> String
    ) throws {
        let roots = zip(engine.request.galleries.map(\.folder), galleries).map { RecordedGallery(folder: $0, name: $1) }
        let result = try engine.search(
            queries.map { $0.isText ? .text($0.name) : .image(recordedSource($0.name, from: folder, remote: remote)) })
        hits = try result.answers.map { answer in
            switch answer {
            case .success(let found):
                .success(
                    try found.hits.map {
                        Baseline.Hit(path: try roots.recorded($0.path), score: $0.score)
                    })
            case .failure(let failure): .failure(Self.failure(failure))
            }
        }
        skipped = try result.skipped.map {
            Baseline.Skipped(path: try roots.recorded($0.path), reason: describe($0.cause))
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

/// Returns the place of an image that a baseline names: an address, or a file whose path is relative to `folder`.
package func recordedSource(
    _ name: String, from folder: FilePath, remote: (String) -> (any RemoteContents)?
) -> ContentSource {
    if let contents = remote(name) { return .remote(contents) }
    return .file(folder.following(FilePath(name)))
}

/// A gallery, and its path as it is recorded.
private struct RecordedGallery {
    let folder: FilePath
    let name: String
}

extension [RecordedGallery] {
    /// What is found below a gallery is recorded by the gallery's path as recorded, and the way from there.
    fileprivate func recorded(_ path: FilePath) throws(RecordingError) -> String {
        let file = ImageFile(path: path, label: nil)
        let gallery = first { file.relativePath(ifBelow: $0.folder) != nil } ?? self[0]
        guard let text = String(validating: file.relativePath(to: gallery.folder), as: UTF8.self) else {
            throw .notUTF8(path)
        }
        return gallery.name == "." ? text : FilePath(gallery.name).appending(text).string
    }
}
