/// Divides the numbers 0 ..< count into runs, and returns what `body` makes of each, in their order: of at least one, which may be empty.
///
/// - Parameters:
///   - length: The numbers in a run; the last may have fewer.
///   - body: Called on up to `threads` threads at once.
public func mapRuns<Value: Sendable>(
    of count: Int, length: Int, threads: Int, _ body: @escaping @Sendable (Range<Int>) -> Value
) -> [Value] {
    let runCount = max(1, (count + length - 1) / length)
    let queue = WorkQueue(count: runCount)
    let parts = withWorkers(max(1, min(threads, runCount))) { _ in
        var part: [(run: Int, value: Value)] = []
        while let run = queue.take()?.first {
            part.append((run, body(run * length..<min((run + 1) * length, count))))
        }
        return part
    }
    return parts.joined().sorted { $0.run < $1.run }.map(\.value)
}

/// The elements of the lists that runs gave, one after the other, in memory that is taken once.
public func concatenated<Element>(_ lists: [[Element]]) -> [Element] {
    var elements: [Element] = []
    elements.reserveCapacity(lists.reduce(0) { $0 + $1.count })
    for list in lists { elements += list }
    return elements
}
