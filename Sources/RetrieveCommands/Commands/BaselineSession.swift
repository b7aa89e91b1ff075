import Imaging
import Evaluation
import Files
import Gallery
import Search
import SystemPackage
import VectorStores

/// A baseline that is checked or recorded: what its file says, with what the command line says in its place.
struct BaselineSession {
    let path: FilePath
    private let options: SearchOptions
    private let hasTexts: Bool
    private let execution: RunOptions
    private let resources: Resources

    init(_ path: FilePath, options: SearchOptions, hasTexts: Bool, _ execution: RunOptions) throws {
        self.path = path
        self.options = options
        self.hasTexts = hasTexts
        self.execution = execution
        resources = try execution.resources()
    }

    /// The folder that the baseline's paths are relative to.
    var folder: FilePath {
        let folder = path.removingLastComponent()
        return folder.isEmpty ? "." : folder
    }

    /// The search to make.
    ///
    /// - Parameter isChecked: Whether the recorded search is made again. What is given besides is a difference then; only
    ///   another store than one that compares with all may be asked whether it finds the same.
    func request(over recorded: Baseline?, isChecked: Bool) throws -> SearchRequest {
        let base = try recorded.map { try recordedRequest($0) }
        if isChecked { try options.check(over: base, hasTexts: hasTexts) }
        let given = try options.request(over: base, hasTexts: hasTexts, resources: resources)
        guard isChecked, var request = base else { return given }
        // A model in another precision is another model: its embeddings are what is compared.
        if case .embeddings = request.features, case .embeddings = given.features { request.features = given.features }
        guard request.store.kind.isExact, let store = options.store.store, !store.kind.isExact else { return request }
        if !execution.quiet {
            Messages.write("store: \(request.store) -> \(store); what it finds is compared with what is recorded")
        }
        request.store = store
        request.storeSettings = StoreSettings(options.store.examining)
        return request
    }

    private func recordedRequest(_ recorded: Baseline) throws(CommandFailure) -> SearchRequest {
        do {
            let megapixels = options.reading.maxMegapixels ?? FeatureRequest.standardReading.maximumMegapixels
            var request = try recorded.options.request(
                from: folder, trustsIndex: options.index.trustIndex, maximumMegapixels: megapixels, resources: resources,
                remote: { RemoteImages.image($0) })
            request.galleries = try options.index.galleries(request.galleries)
            if case .embeddings(var model) = request.features {
                model.name = options.features.model.model ?? ProcessEnvironment.model
                request.features = .embeddings(model)
            }
            request.storeSettings.token = ProcessEnvironment.chromaToken
            if case .pixels(let reading) = request.features, (reading.size.pixelCount - 1) / 1_000_000 >= megapixels {
                throw CommandFailure.cannotUse(path, size: reading.size, megapixels: megapixels)
            }
            return request
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw .cannotRead(path, "\(error)")
        }
    }

    /// Makes the recorded searches again.
    func compare(
        _ recorded: Baseline, by request: SearchRequest, tolerance: Double
    ) throws -> (comparison: BaselineComparison, skippedCount: Int) {
        let phrasing = Phrasing(request)
        let (found, engine) = try search(recorded.recordedQueries, by: request, galleries: recorded.options.galleries, phrasing)
        let given = try phrasing.reporting {
            try Baseline.Options(
                try options.request(over: try recordedRequest(recorded), hasTexts: hasTexts, resources: resources),
                reading: engine.reading, from: folder, over: recorded.options)
        }
        let comparison = recorded.comparison(with: found, by: given, tolerance: tolerance, describe: phrasing.reason)
        return (comparison, found.skipped.count)
    }

    /// Makes searches for the first time, or anew.
    func record(
        _ queries: [RecordedQuery], by request: SearchRequest, over recorded: Baseline?
    ) throws -> Baseline {
        let phrasing = Phrasing(request)
        let galleries = try phrasing.reporting {
            try request.galleries.map { try recordablePath($0.folder, from: folder) }
        }
        let (found, engine) = try search(queries, by: request, galleries: galleries, phrasing)
        let searches = try zip(queries, found.hits).map { query, result in
            switch result {
            case .success(let hits): return Baseline.Query(query.name, isText: query.isText, hits: hits)
            case .failure(.vanished):
                throw CommandFailure.cannotRecord(query, "there is no such file")
            case .failure(.unreadable(let cause)):
                throw CommandFailure.cannotRecord(query, phrasing.reason(for: cause))
            }
        }
        if !execution.quiet { found.skipped.forEach { Messages.write("skipped \($0.path): \($0.reason)") } }
        try execution.refuse(found.skipped.count)
        let options = try phrasing.reporting {
            try Baseline.Options(request, reading: engine.reading, from: folder, over: recorded?.options)
        }
        return Baseline(options: options, skipped: found.skipped, queries: searches)
    }

    private func search(
        _ queries: [RecordedQuery], by request: SearchRequest, galleries: [String], _ phrasing: Phrasing
    ) throws -> (RecordedSearches, SearchEngine) {
        try phrasing.reporting {
            let observer = TerminalObserver(execution, isVerbose: options.index.verbose, phrasing: phrasing)
            let engine = try SearchEngine(request, observer: observer)
            let found = try RecordedSearches(
                queries, by: engine, from: folder, galleries: galleries, remote: { RemoteImages.image($0) },
                describe: phrasing.reason)
            return (found, engine)
        }
    }

    /// The queries of the command line, as they are recorded.
    func givenQueries(_ names: [String], texts: [String]) throws -> [RecordedQuery] {
        let phrasing = Phrasing()
        let paths = QueryPaths(names, separator: UInt8(ascii: "\n"))
        if let failure = paths.failures.first { throw CommandFailure(.trouble, phrasing.sentence(forQuery: failure)) }
        return try phrasing.reporting {
            try paths.images.map { source in
                let name = try source.path.map { try recordablePath($0, from: folder) } ?? source.name
                return RecordedQuery(name: name, isText: false)
            }
                + texts.map { RecordedQuery(name: $0, isText: true) }
        }
    }
}
