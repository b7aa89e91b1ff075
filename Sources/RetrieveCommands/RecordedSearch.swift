import Evaluation
import Files
import Gallery
import Metrics
import Search
import SystemPackage

/// The searches that a baseline records: makes them, for the first time or again.
struct RecordedSearch<Reading: QueryReading> {
    /// Where the baseline is, and its paths are relative to.
    let folder: FilePath
    /// As the baseline names it.
    let gallery: String
    let reading: Reading
    /// Searches the gallery.
    let find: ([Reading.Query]) throws(CommandFailure) -> FoundHits

    /// Searches for `queries`, as they are recorded.
    func callAsFunction(_ queries: [RecordedQuery]) throws(CommandFailure) -> RecordedHits {
        let galleryPath = folder.following(FilePath(gallery))
        let read = try readQueries(queries)
        let found = try find(read.compactMap { try? $0.get() })

        var lists = found.hits[...]
        var hits: [Result<[Baseline.Hit], RecordedHits.QueryFailure>] = []
        for (query, result) in zip(queries, read) {
            switch result {
            case .success: hits.append(.success(try recorded(lists.removeFirst(), of: found.images, in: galleryPath)))
            case .failure(let error): hits.append(.failure(failure(folder.following(FilePath(query.name)), error)))
            }
        }
        var skipped: [Baseline.Skipped] = []
        for file in found.skipped.sorted(by: { $0.path.precedesBytewise($1.path) }) {
            skipped.append(Baseline.Skipped(path: try recorded(file.path, in: galleryPath), reason: file.reason))
        }
        return RecordedHits(hits: hits, skipped: skipped)
    }

    /// In the order of `queries`.
    private func readQueries(_ queries: [RecordedQuery]) throws(CommandFailure) -> [Result<Reading.Query, any Error>] {
        try asCommandFailure {
            let files = queries.filter { !$0.isText }.map { folder.following(FilePath($0.name)) }
            var images = try reading.readQueries(files, acceptsPipes: true) { _ in }[...]
            var texts = try reading.queries(saying: queries.filter(\.isText).map(\.name))[...]
            return queries.map { $0.isText ? .success(texts.removeFirst()) : images.removeFirst() }
        }
    }

    private func failure(_ file: FilePath, _ error: any Error) -> RecordedHits.QueryFailure {
        do throws(Errno) {
            _ = try FileStatus(of: file)
        } catch .noSuchFileOrDirectory {
            return .vanished
        } catch {}
        return .unreadable(reason: "\(error)")
    }

    private func recorded(
        _ hits: [ScoredIndex], of images: [ImageFile], in gallery: FilePath
    ) throws(CommandFailure) -> [Baseline.Hit] {
        var recordedHits: [Baseline.Hit] = []
        for hit in hits {
            recordedHits.append(Baseline.Hit(path: try recorded(images[hit.index].path, in: gallery), score: hit.score))
        }
        return recordedHits
    }

    /// What is found below the gallery is recorded by the gallery's path as recorded, and the way from there.
    private func recorded(_ path: FilePath, in galleryPath: FilePath) throws(CommandFailure) -> String {
        let below = ImageFile(path: path, label: nil).relativePath(to: galleryPath)
        guard let text = String(validating: below, as: UTF8.self) else {
            throw CommandFailure(.trouble, "cannot record \(path): its name is not UTF-8, which JSON needs; rename it")
        }
        return gallery == "." ? text : FilePath(gallery).appending(text).string
    }
}

/// A query by its path, as it is recorded, or a text.
struct RecordedQuery {
    let name: String
    let isText: Bool
}

/// What recorded searches found.
struct RecordedHits {
    /// For each query its hits, or why there are none.
    let hits: [Result<[Baseline.Hit], QueryFailure>]
    let skipped: [Baseline.Skipped]

    enum QueryFailure: Error {
        case vanished
        case unreadable(reason: String)
    }
}
