import Embeddings
import Synchronization
import Workers

/// Embeds many pictures: threads read and prepare a few pictures each, embed them, and take the next ones. So one thread
/// reads while another computes, and all have work to the end.
package struct EmbeddingPipeline: Sendable {
    private let model: CLIPModel

    package init(_ model: CLIPModel) { self.model = model }

    /// Embeds pictures 0 ..< `count`.
    ///
    /// - Parameters:
    ///   - makeState: Makes what a thread needs to load pictures: a reader, a preparer. Gets the threads that it may use for one.
    ///   - load: Writes picture `index`, prepared, to memory for `model.imageSampleCount` numbers; answers false where it is
    ///     to be left out. Called from several threads.
    ///   - deliver: Gets the indices of some pictures and their embeddings (indices, dimension), of length one. It is
    ///     called from several threads, but never at once, and all indices come in ascending order. Where it throws, no
    ///     more pictures are embedded and the error is passed on.
    package func run<State>(
        count: Int, makeState: @escaping @Sendable (_ threads: Int) -> State,
        load: @escaping @Sendable (_ index: Int, _ state: inout State, _ output: UnsafeMutablePointer<Float>) -> Bool,
        deliver: @escaping @Sendable (_ indices: [Int], _ embeddings: UnsafeBufferPointer<Float>) throws -> Void
    ) throws {
        guard count > 0 else { return }
        let tower = try model.visionTower()
        let parts = Self.parts(count: count, size: model.config.vision.typicalCount, threads: model.threads)
        let queue = WorkQueue(count: parts.count)
        let delivery = Delivery(deliver)
        let threads = min(model.threads, parts.count)
        // Threads that are left over help with decoding and with products.
        let threadsOfEach = model.threads / threads
        let failures = withWorkers(threads) { _ -> (any Error)? in
            do {
                var state = makeState(threadsOfEach)
                try model.withWorkspace(threads: threadsOfEach) { workspace throws(ModelError) in
                    while let part = queue.take()?.first {
                        let batch = try embed(parts[part], by: tower, in: workspace, state: &state, load: load)
                        guard delivery.add(batch, part: part) else { return queue.cancel() }
                    }
                }
                return nil
            } catch {
                queue.cancel()
                return error
            }
        }
        if let failure = failures.lazy.compactMap(\.self).first ?? delivery.failure { throw failure }
    }

    private func embed<State>(
        _ part: Range<Int>, by tower: any VisionTower, in workspace: Workspace, state: inout State,
        load: (Int, inout State, UnsafeMutablePointer<Float>) -> Bool
    ) throws(ModelError) -> EmbeddedBatch {
        let pictures = workspace.images.floats(part.count * model.imageSampleCount)
        var indices: [Int] = []
        for index in part where load(index, &state, pictures + indices.count * model.imageSampleCount) {
            indices.append(index)
        }
        var embeddings = [Float](repeating: 0, count: indices.count * model.space.dimension)
        if !indices.isEmpty {
            try embeddings.withUnsafeMutableBufferPointer { output throws(ModelError) in
                // There is a row at least.
                try model.embed(pictures, count: indices.count, into: output.baseAddress!, by: tower, in: workspace)
            }
        }
        return EmbeddedBatch(indices: indices, embeddings: embeddings)
    }

    /// Parts of `size`, and smaller ones towards the end, so that threads finish at about the same time.
    static func parts(count: Int, size: Int, threads: Int) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = 0
        while start < count {
            let share = (count - start) / (2 * threads)
            let end = min(count, start + max(1, min(size, share)))
            parts.append(start..<end)
            start = end
        }
        return parts
    }
}

private struct EmbeddedBatch: Sendable {
    let indices: [Int]
    let embeddings: [Float]
}

/// Hands batches on in the order of their parts.
private final class Delivery: Sendable {
    private struct State {
        var next = 0
        /// Batches that wait for one before them.
        var waiting: [Int: EmbeddedBatch] = [:]
        var failure: (any Error)?
    }

    private let state = Mutex(State())
    private let deliver: @Sendable ([Int], UnsafeBufferPointer<Float>) throws -> Void

    init(_ deliver: @escaping @Sendable ([Int], UnsafeBufferPointer<Float>) throws -> Void) { self.deliver = deliver }

    var failure: (any Error)? { state.withLock(\.failure) }

    /// Answers false where delivering has failed.
    func add(_ batch: EmbeddedBatch, part: Int) -> Bool {
        state.withLock { state in
            state.waiting[part] = batch
            do {
                while state.failure == nil, let batch = state.waiting.removeValue(forKey: state.next) {
                    state.next += 1
                    if !batch.indices.isEmpty {
                        try batch.embeddings.withUnsafeBufferPointer { try deliver(batch.indices, $0) }
                    }
                }
            } catch {
                state.failure = error
            }
            return state.failure == nil
        }
    }
}
