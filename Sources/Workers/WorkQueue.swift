import Synchronization

/// Hands the numbers 0 ..< count out to workers, each once, without a lock.
public final class WorkQueue: Sendable {
    private let next = Atomic<Int>(0)
    private let count: Int

    public init(count: Int) { self.count = count }

    /// The next up to `limit` numbers, or nil when all are taken.
    public func take(atMost limit: Int = 1) -> Range<Int>? {
        let start = next.add(limit, ordering: .relaxed).oldValue
        return start < count ? start..<min(start + limit, count) : nil
    }

    /// Cancels the work that nobody has taken yet.
    public func cancel() { next.store(count, ordering: .relaxed) }
}
