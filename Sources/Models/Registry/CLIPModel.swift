package import Embeddings
package import Kernels
import Synchronization
import Workers

/// A model that is ready to embed pictures and texts. It may be used by several threads at once.
///
/// An embedding depends on the model, the precision and the processor alone: neither on what else is embedded with it nor on
/// the number of threads.
package final class CLIPModel: Sendable {
    package let config: ModelConfig
    package let space: EmbeddingSpace
    package let threads: Int
    private let folder: CLIPModelFolder
    private let precision: Precision
    private let kernels: TransformerKernels
    // Made when first used: a search by a text needs no vision tower, which takes longer to make ready than to use.
    private let vision = Mutex<(any VisionTower)?>(nil)
    private let text = Mutex<(any TextTower)?>(nil)
    /// Workspaces that nobody uses at the moment.
    private let workspaces = Mutex<[WorkspaceReference]>([])

    /// - Parameters:
    ///   - digest: Of `folder`, where it is known.
    ///   - threads: How many threads compute.
    package init(
        _ folder: CLIPModelFolder, digest: [UInt8]? = nil, precision: Precision = .standard, threads: Int, kernels: Kernels
    ) throws(ModelError) {
        precondition(threads > 0)
        try checkLibrary()
        self.folder = folder
        self.precision = precision
        self.threads = threads
        self.kernels = TransformerKernels(kernels.instructionSet)
        config = folder.config
        space = EmbeddingSpace(
            folder, digest: digest ?? folder.digest(threads: threads), precision: precision,
            processor: matrixProcessor())
    }

    /// The preparation of pictures for this model.
    package var imagePreparation: ImagePreparation { config.preparation }

    /// The number of values of a prepared picture: (3, size, size).
    package var imageSampleCount: Int { config.vision.imageSampleCount }

    /// Embeds prepared pictures (count, 3, size, size) in rows of `output` (count, dimension), of length one.
    package func embedImages(
        _ pictures: UnsafeBufferPointer<Float>, count: Int, into output: UnsafeMutableBufferPointer<Float>
    ) throws(ModelError) {
        precondition(pictures.count >= count * imageSampleCount && output.count >= count * space.dimension)
        guard count > 0, let source = pictures.baseAddress, let target = output.baseAddress else { return }
        let tower = try visionTower()
        // Never written, and written in parts that do not overlap.
        nonisolated(unsafe) let (input, rows) = (source, target)
        try inParts(of: config.vision.typicalCount, count: count) { part, workspace throws(ModelError) in
            try self.embed(
                input + part.lowerBound * self.imageSampleCount, count: part.count,
                into: rows + part.lowerBound * self.space.dimension, by: tower, in: workspace)
        }
    }

    /// Embeds texts of `config.text.contextLength` tokens each in rows of `output` (texts, dimension), of length one.
    package func embedTokens(
        _ texts: [[Int32]], into output: UnsafeMutableBufferPointer<Float>
    ) throws(ModelError) {
        precondition(output.count >= texts.count * space.dimension)
        guard !texts.isEmpty, let target = output.baseAddress else { return }
        let tower = try textTower()
        nonisolated(unsafe) let rows = target  // Written in parts that do not overlap.
        try inParts(of: tower.typicalCount, count: texts.count) { part, workspace throws(ModelError) in
            let output = rows + part.lowerBound * self.space.dimension
            try tower.embed(texts[part], to: output, in: workspace, observer: nil)
            normalize(output, rows: part.count, width: self.space.dimension)
        }
    }

    /// Makes ready what embedding texts needs; the first call that embeds some does it otherwise.
    package func prepareForTexts() throws(ModelError) { _ = try textTower() }

    // MARK: Towers

    func visionTower() throws(ModelError) -> any VisionTower {
        try vision.withLock { tower throws(ModelError) in
            if let tower { return tower }
            let made = try folder.parts.visionTower(weights)
            tower = made
            return made
        }
    }

    func textTower() throws(ModelError) -> any TextTower {
        try text.withLock { tower throws(ModelError) in
            if let tower { return tower }
            guard let text = config.text else { throw folder.noText }
            let made = try folder.parts.textTower(weights, text)
            tower = made
            return made
        }
    }

    private var weights: ModelWeights {
        ModelWeights(tensors: folder.tensors, arithmetic: precision.arithmetic, kernels: kernels, threads: threads)
    }

    /// Embeds `count` pictures on the calling thread.
    func embed(
        _ pictures: UnsafePointer<Float>, count: Int, into output: UnsafeMutablePointer<Float>, by tower: any VisionTower,
        in workspace: Workspace
    ) throws(ModelError) {
        try tower.embed(pictures, count: count, to: output, in: workspace, observer: nil)
        normalize(output, rows: count, width: space.dimension)
    }

    // MARK: Threads

    /// Calls `body` with parts of 0 ..< `count`, each of at most `size`: one after the other where there are fewer than
    /// threads, each with all threads, and else on several threads, each part with one.
    private func inParts(
        of size: Int, count: Int, _ body: @escaping @Sendable (Range<Int>, Workspace) throws(ModelError) -> Void
    ) throws(ModelError) {
        let parts = stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
        guard parts.count >= threads, threads > 1 else {
            return try withWorkspace(threads: threads) { workspace throws(ModelError) in
                for part in parts { try body(part, workspace) }
            }
        }
        let queue = WorkQueue(count: parts.count)
        let failures = withWorkers(threads) { _ -> ModelError? in
            do throws(ModelError) {
                try self.withWorkspace(threads: 1) { workspace throws(ModelError) in
                    while let index = queue.take()?.first { try body(parts[index], workspace) }
                }
                return nil
            } catch {
                queue.cancel()
                return error
            }
        }
        if let failure = failures.lazy.compactMap(\.self).first { throw failure }
    }

    /// Calls `body` with a workspace whose products use `threads` threads.
    func withWorkspace<Result>(
        threads: Int, _ body: (Workspace) throws(ModelError) -> Result
    ) throws(ModelError) -> Result {
        let kept = workspaces.withLock { kept in
            kept.firstIndex { $0.workspace.threads == threads }.map { kept.remove(at: $0) }
        }
        let reference =
            if let kept { kept } else { WorkspaceReference(workspace: try Workspace(threads: threads, kernels: kernels)) }
        defer { workspaces.withLock { $0.append(reference) } }
        return try body(reference.workspace)
    }
}

/// A workspace that is handed from one thread to another, and is never in the hands of two.
private struct WorkspaceReference: @unchecked Sendable {
    let workspace: Workspace
}

extension EmbeddingSpace {
    /// Creates the space of the model in `folder`.
    package init(_ folder: CLIPModelFolder, digest: [UInt8], precision: Precision, processor: String = "") {
        self.init(
            model: folder.name, digest: digest, precision: precision.rawValue, dimension: folder.config.embeddingSize,
            processor: processor)
    }
}
