import Files
import Gallery
import Imaging
import Synchronization
import Workers

/// Reads many files on several threads.
struct ParallelReading: Sendable {
    let files: [DuplicateFile]
    let limit: Int
    let threads: Int

    /// Calls `body` with the contents of each of `places`, and gathers what it answers; what goes wrong with a file becomes a reason.
    ///
    /// - Parameters:
    ///   - makeState: What a worker keeps for itself.
    ///   - onProgress: Called from any thread with the number of files just finished.
    func contents<State, Value: Sendable>(
        of places: [Int], makeState: @escaping @Sendable () -> State,
        onProgress: @escaping @Sendable (Int) -> Void = { _ in },
        _ body: @escaping @Sendable (State, Int, UnsafeRawBufferPointer) throws -> Value
    ) -> (values: [Int: Value], skipped: [SkippedFile]) {
        let queue = WorkQueue(count: places.count)
        let workers = max(1, min(threads, places.count))
        let parts = withWorkers(workers) { _ in
            let reader = FileReader()
            let state = makeState()
            var values: [(Int, Value)] = []
            var skipped: [SkippedFile] = []
            while let range = queue.take() {
                for place in places[range] {
                    do {
                        try reader.withContents(of: files[place].path, limit: limit) { bytes in
                            values.append((place, try body(state, place, bytes)))
                        }
                    } catch {
                        skipped.append(SkippedFile(path: files[place].path, cause: error))
                    }
                }
                onProgress(range.count)
            }
            return Part(values: values, skipped: skipped)
        }
        var values: [Int: Value] = [:]
        for part in parts { for (place, value) in part.values { values[place] = value } }
        return (values, parts.flatMap(\.skipped))
    }

    private struct Part<Value: Sendable>: Sendable {
        let values: [(Int, Value)]
        let skipped: [SkippedFile]
    }
}
