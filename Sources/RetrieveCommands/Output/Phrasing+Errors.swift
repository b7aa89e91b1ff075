import Files
import ArgumentParser
import Duplicates
import Evaluation
import Gallery
import Imaging
import Metrics
import Reports
import Search
import SystemPackage
import VectorStores

extension Phrasing {
    /// Returns what `body` returns; any error it throws ends the command with a sentence.
    func reporting<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let failure as CommandFailure {
            throw failure
        } catch let error as ValidationError {
            throw error
        } catch {
            throw CommandFailure(.trouble, sentence(for: error))
        }
    }

    /// The sentence for an error that ends the command.
    func sentence(for error: any Error) -> String {
        switch error {
        case let error as GalleryError: sentence(for: error)
        case let error as DuplicateError: error.sentence
        case let error as QueryError: sentence(for: error)
        case let error as RecordingError: sentence(for: error)
        case let error as StaleStoreError: sentence(for: error)
        case let error as MergeError: sentence(for: error)
        case let error as GroundTruthError: "cannot judge by the ground truth: \(reason(for: error))"
        case let error as StoreError:
            error.description(fillingBy: fillingCommand(search?.store ?? .flat, for: gallery(of: error)))
        default: "\(error)"
        }
    }

    private func sentence(for error: GalleryError) -> String {
        switch error.cause {
        case .noSuchFileOrDirectory:
            "cannot search \(error.folder): there is no such folder; name one with --gallery"
        case .notDirectory: "cannot search \(error.folder): it is a file; name a folder with --gallery"
        default:
            "cannot search \(error.folder): the folder cannot be listed (\(error.cause)); check its permissions"
        }
    }

    /// Returns the searched gallery whose graph is at fault.
    private func gallery(of error: StoreError) -> GalleryRequest? {
        switch error {
        case .noGraph(let path), .staleGraph(let path), .damagedGraph(let path, _):
            search?.galleries.first { path.starts(with: $0.indexFolder) }
        default: nil
        }
    }

    private func sentence(for error: QueryError) -> String {
        switch error {
        case .nothingLeft(let source):
            "cannot search for \(source): nothing is left once --subtract is subtracted; change the weights"
        case .noTexts: "pixels are not compared with texts; use --features clip"
        case .unreadableTerm(let source, let cause):
            "cannot read \(source.name), which is to be added or subtracted: \(reason(for: cause))"
        }
    }

    private func sentence(for error: StaleStoreError) -> String {
        "\(error.store) is out of date with \(error.gallery.folder) (\(error.staleness.summary)), so it cannot be evaluated; run '\(fillingCommand(error.store, for: error.gallery))' first"
    }

    private func sentence(for error: RecordingError) -> String {
        switch error {
        case .missing(let path): "cannot record \(path): there is no such file or folder; check its path"
        case .system(let path, let error): "cannot record \(path) (\(error)); check its path and permissions"
        case .notUTF8(let path): "cannot record \(path): its name is not UTF-8, which JSON needs; rename it"
        }
    }

    /// Returns the reason why a file could not be read, to continue a sentence that names it.
    func reason(for cause: any Error) -> String { "\(cause)" }

    /// The sentence for a query that could not be made.
    ///
    /// - Parameter failing: How it begins.
    func sentence(forQuery failure: QueryFailure, failing: String = "cannot read the query") -> String {
        let source = "\(failure.source)"
        return "\(failing) \(source.isEmpty ? "''" : source): \(reason(for: failure.cause))"
    }

    /// The sentence for a query that stands for nothing.
    func sentence(forQuery query: QueryPaths.SkippedQuery, failing: String = "cannot read the query") -> String {
        query.name.map { "\(failing) \($0): \(reason(for: query))" } ?? reason(for: query)
    }

    /// Returns the reason why a query stands for nothing, to continue a sentence that names it where it has a name.
    func reason(for query: QueryPaths.SkippedQuery) -> String {
        let list = "cannot read paths from standard input"
        return switch query {
        case .file(let file): reason(for: file.cause)
        case .noImages: "it is a folder without \(imageExtensions) files"
        case .unlistable(_, let error): "the folder cannot be listed (\(error))"
        case .otherAddress: "only addresses of http and https are fetched; download the file, and name it by its path"
        case .emptyInput: "there are no queries on standard input"
        case .unreadableInput(.isDirectory): "\(list): it is a folder; name the folder in place of -"
        case .unreadableInput(let error): "\(list) (\(error))"
        case .noList(.image(let format)):
            "\(list): it is a \(format.name) image, not a list; to use the image, name /dev/stdin in place of -"
        case .noList(.utf16): "\(list): they are in UTF-16; convert them first, as by 'iconv -f UTF-16 -t UTF-8'"
        case .noList(.endsWithNull): "\(list): they end with NUL; give -0"
        case .noList(.endsWithLineFeed): "\(list): they end with line feeds; leave out -0"
        }
    }

    /// The sentence for a bound that was not kept.
    func sentence(for failure: RequirementFailure) -> String {
        let requirement = failure.requirement
        let name = [failure.metric?.rawValue, requirement.measure].compactMap(\.self).joined(separator: ".")
        let place = failure.store.map { " in \($0)" } ?? ""
        let fact =
            switch failure.cause {
            case .value(let value): "it is \(value)\(place)"
            case .nothingEvaluated: "no query could be evaluated\(place)"
            case .noStoreHasMetric: "no store was searched by that metric"
            }
        return "required: \(name) \(requirement.relation.rawValue) \(requirement.bound), but \(fact)"
    }

    /// Returns skipped files with their causes in words.
    func entries(_ skipped: [SkippedFile]) -> [SkippedEntry] {
        skipped.map { SkippedEntry(path: $0.path, reason: reason(for: $0.cause)) }
    }

    /// Reports what of a gallery could not be read; with --strict that ends the command later on.
    func report(_ skipped: [SkippedEntry], _ run: RunOptions) {
        if !run.quiet { skipped.forEach { Messages.write("skipped \($0.path): \($0.reason)") } }
    }
}

/// The extensions of the files that a gallery's walk takes, for sentences.
let imageExtensions =
    dottedExtensions.dropLast().joined(separator: ", ") + " or " + dottedExtensions[dottedExtensions.count - 1]

/// The same for the help, where a comma could be taken for a part of them.
let listedExtensions = dottedExtensions.joined(separator: " ")

private let dottedExtensions = ImageFormat.allCases.flatMap(\.extensions).map { ".\($0)" }

extension RunOptions {
    /// Fails with `--strict` where something of a gallery could not be read.
    func refuse(_ skipped: [SkippedEntry]) throws(CommandFailure) { try refuse(skipped.count) }

    func refuse(_ count: Int) throws(CommandFailure) {
        guard strict, count > 0 else { return }
        throw CommandFailure(
            .trouble, "\(counted(count, "image")) of the gallery could not be read, and --strict was given")
    }
}

extension Phrasing {
    /// The labelled queries of an evaluation.
    func queryFolder(_ name: String) throws(CommandFailure) -> FolderWalk {
        do throws(Errno) {
            return try FolderWalk(FilePath(name))
        } catch .noSuchFileOrDirectory {
            throw CommandFailure(
                .trouble, "cannot evaluate \(name): there is no such folder; name one that holds a folder per label")
        } catch .notDirectory {
            throw CommandFailure(.trouble, "cannot evaluate \(name): it is a file; name a folder that holds a folder per label")
        } catch {
            throw CommandFailure(.trouble, "cannot evaluate \(name): the folder cannot be listed (\(error))")
        }
    }

    /// Returns the reason why an evaluation has no figures.
    ///
    /// - Parameters:
    ///   - queries: The folder of queries.
    ///   - truth: The file of the ground truth, where there is one.
    func nothingEvaluated(_ queries: String, truth: String?) -> String {
        let gallery = search?.galleryNames ?? ""
        return truth.map { "nothing was evaluated: \($0) names no image in \(gallery) that is relevant to one in \(queries)" }
            ?? "nothing was evaluated: no image in \(queries) has a label that an image in \(gallery) has too"
    }

    /// Returns the reason why a search whose queries could all be made has no hits.
    func nothingMatched(_ result: SearchResult) -> String {
        let gallery = search?.galleryNames ?? ""
        let holds = search?.galleries.count ?? 1 > 1 ? "hold" : "holds"
        if result.imageCount == 0 {
            let isSelected = search?.galleries.contains { $0.selection.isPart } ?? false
            let chosen = isSelected ? " that --include, --exclude and --shard leave" : ""
            return "nothing matched: \(gallery) \(holds) no \(imageExtensions) files\(chosen)"
        }
        return search?.threshold == nil
            ? "nothing matched: no image in \(gallery) is left to compare with"
            : "nothing matched: no image in \(gallery) is as good as --threshold asks"
    }
}
