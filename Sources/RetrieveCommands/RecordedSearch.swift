import Evaluation
import Files
import Gallery
import Imaging
import Kernels
import Metrics
import Search
import SystemPackage

/// The searches that a baseline records: makes them, for the first time or again.
struct RecordedSearch {
    /// Where the baseline is, and its paths are relative to.
    let folder: FilePath
    let options: Baseline.Options
    let index: IndexOptions
    let execution: RunOptions
    let maximumMegapixels: Int

    struct Found {
        /// For each query its hits, or why there are none.
        let hits: [Result<[Baseline.Hit], QueryFailure>]
        let skipped: [Baseline.Skipped]
    }

    enum QueryFailure: Error {
        case vanished
        case unreadable(reason: String)
    }

    /// Searches for the images at `paths`, as they are recorded.
    func callAsFunction(_ paths: [String]) throws(CommandFailure) -> Found {
        let files = paths.map { folder.following(FilePath($0)) }
        let gallery = folder.following(FilePath(options.gallery))
        let search = PixelSearch(options: searchOptions, kernels: try selectedKernels())
        let read = search.readQueries(files)
        let found = try GallerySearch(gallery: gallery.string, index: index, execution: execution, search: search)(
            read.compactMap { try? $0.get() })

        var lists = found.outcome.hits[...]
        var hits: [Result<[Baseline.Hit], QueryFailure>] = []
        for (file, result) in zip(files, read) {
            switch result {
            case .success: hits.append(.success(try recorded(lists.removeFirst(), of: found.images, in: gallery)))
            case .failure(let error): hits.append(.failure(failure(file, error)))
            }
        }
        var skipped: [Baseline.Skipped] = []
        for file in found.skipped.sorted(by: { $0.path.precedesBytewise($1.path) }) {
            skipped.append(Baseline.Skipped(path: try recorded(file.path, in: gallery), reason: file.reason))
        }
        return Found(hits: hits, skipped: skipped)
    }

    private var searchOptions: PixelSearch.Options {
        PixelSearch.Options(
            reading: PixelReader.Options(
                size: options.size, filter: options.filter, appliesOrientation: options.appliesOrientation,
                maximumMegapixels: maximumMegapixels),
            metric: options.metric, limit: options.top == 0 ? nil : options.top, threshold: options.threshold,
            excludesQuery: options.excludesQuery, threads: execution.threadCount)
    }

    private func failure(_ file: FilePath, _ error: any Error) -> QueryFailure {
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
    private func recorded(_ path: FilePath, in gallery: FilePath) throws(CommandFailure) -> String {
        let below = ImageFile(path: path, label: nil).relativePath(to: gallery)
        guard let text = String(validating: below, as: UTF8.self) else {
            throw CommandFailure(.trouble, "cannot record \(path): its name is not UTF-8, which JSON needs; rename it")
        }
        return options.gallery == "." ? text : FilePath(options.gallery).appending(text).string
    }
}
