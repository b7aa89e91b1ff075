import Embeddings
package import FeatureIndex
package import Files
import Imaging
import Metrics
import Models
package import Search
package import SystemPackage
import VectorStores

/// An error that says why something cannot be recorded in a baseline, or a baseline not be searched again.
package enum RecordingError: Error {
    case missing(FilePath)
    case system(FilePath, Errno)
    /// JSON needs names in UTF-8.
    case notUTF8(FilePath)
}

extension Baseline.Options {
    /// The search that was recorded.
    ///
    /// - Parameters:
    ///   - folder: What its paths are relative to.
    ///   - trustsIndex: Whether the galleries are not looked at.
    ///   - remote: What a name stands for that is an address; nil where it is none.
    /// - Throws: `BaselineError` for a store or precision that is not known.
    package func request(
        from folder: FilePath, trustsIndex: Bool, maximumMegapixels: Int, resources: Resources,
        remote: (String) -> (any RemoteContents)?
    ) throws(BaselineError) -> SearchRequest {
        var settings = StoreSettings()
        if let ef = store?.ef { settings.candidates = ef }
        return SearchRequest(
            galleries: galleries.map { name in
                GalleryRequest(
                    folder: folder.following(FilePath(name)), trustsIndex: trustsIndex, selection: selection)
            },
            features: try features(maximumMegapixels), metric: metric, limit: top == 0 ? nil : top, threshold: threshold,
            excludesQuery: excludesQuery, store: try address(), storeSettings: settings,
            terms: terms.map { term in
                QueryTerm(
                    term.isText ? .text(term.name) : .image(recordedSource(term.name, from: folder, remote: remote)),
                    weight: term.weight)
            },
            resources: resources)
    }

    private func features(_ maximumMegapixels: Int) throws(BaselineError) -> FeatureRequest {
        switch compared {
        case .pixels(let size, let filter):
            return .pixels(
                PixelReader.Options(
                    size: size, filter: filter, appliesOrientation: appliesOrientation,
                    maximumMegapixels: maximumMegapixels, background: background))
        case .embedding(let model):
            guard let precision = Precision(rawValue: model.precision) else {
                throw .damaged("its options.precision is '\(model.precision)'")
            }
            return .embeddings(
                ModelRequest(
                    precision: precision, appliesOrientation: appliesOrientation, maximumMegapixels: maximumMegapixels,
                    background: background, decoding: model.decoding))
        }
    }

    private func address() throws(BaselineError) -> StoreAddress {
        guard let store else { return .flat }
        do { return try StoreAddress(store.name) } catch { throw .damaged("its options.store is '\(store.name)'") }
    }

    /// Creates the options to be recorded for `request`.
    ///
    /// - Parameters:
    ///   - reading: How the embeddings are made, where they are compared.
    ///   - folder: What paths are recorded relative to.
    ///   - recorded: Options whose paths stay as they were written, where the request has the same.
    package init(
        _ request: SearchRequest, reading embeddings: EmbeddingReading?, from folder: FilePath, over recorded: Self? = nil
    ) throws(RecordingError) {
        let written = (recorded?.galleries ?? []) + (recorded?.terms ?? []).filter { !$0.isText }.map(\.name)
        let known = Dictionary(written.map { (folder.following(FilePath($0)), $0) }) { first, _ in first }
        func recordable(_ path: FilePath) throws(RecordingError) -> String {
            if let name = known[path] { return name }
            return try recordablePath(path, from: folder)
        }
        let (compared, appliesOrientation): (Baseline.Compared, Bool) =
            switch request.features {
            case .pixels(let reading): (.pixels(size: reading.size, filter: reading.filter), reading.appliesOrientation)
            // A model makes embeddings.
            case .embeddings(let model): (.embedding(Baseline.Model(embeddings!)), model.appliesOrientation)
            }
        self.init(
            galleries: try request.galleries.map { gallery throws(RecordingError) in try recordable(gallery.folder) },
            metric: request.metric, compared: compared,
            appliesOrientation: appliesOrientation, background: request.features.background, top: request.limit ?? 0,
            threshold: request.threshold,
            excludesQuery: request.excludesQuery, store: Baseline.Store(request),
            terms: try request.terms.map { term throws(RecordingError) in
                switch term.operand {
                case .image(.remote(let contents)):
                    Baseline.Term(contents.name, isText: false, weight: term.weight)
                case .image(.file(let path)):
                    Baseline.Term(try recordable(path), isText: false, weight: term.weight)
                case .text(let text): Baseline.Term(text, isText: true, weight: term.weight)
                }
            },
            selection: request.galleries[0].selection)
    }
}

extension Baseline.Store {
    /// Creates the store to be recorded; nil where all embeddings are compared, since every such store finds the same.
    fileprivate init?(_ request: SearchRequest) {
        let kind = request.store.kind
        guard !kind.isExact else { return nil }
        self.init(name: request.store.description, ef: kind.needsIndex ? request.storeSettings.candidates : nil)
    }
}

extension Baseline.Model {
    package init(_ reading: EmbeddingReading) {
        let space = reading.space
        self.init(
            name: space.model, digest: hexadecimal(space.digest), precision: space.precision, decoding: reading.decoding)
    }
}

/// The form of `path` that is recorded in a baseline in `folder`.
package func recordablePath(_ path: FilePath, from folder: FilePath) throws(RecordingError) -> String {
    let relative: FilePath
    do throws(Errno) {
        relative = try path.relative(to: folder)
    } catch .noSuchFileOrDirectory {
        throw .missing(path)
    } catch {
        throw .system(path, error)
    }
    guard let text = String(validating: relative) else { throw .notUTF8(path) }
    return text
}
