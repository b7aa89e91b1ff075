import Duplicates
import Synchronization

/// A progress bar per phase, one after the other.
final class ProgressBars: Sendable {
    private let mode: ProgressBar.Mode
    private let bar = Mutex<ProgressBar?>(nil)
    private let images = Atomic<Int>(0)

    init(_ mode: ProgressBar.Mode) { self.mode = mode }

    /// Work that is counted in thousandths is shown in images.
    func begin(_ phase: DuplicatePhase, _ total: Int) -> @Sendable (Int) -> Void {
        if case .reading = phase {
            images.store(total, ordering: .relaxed)
            let bar = start("Reading", total: total)
            return { bar.advance(by: $0) }
        }
        let images = images.load(ordering: .relaxed)
        let counter = Counter()
        return { [self] count in
            // The bar appears with the first comparisons: until then that of reading stays.
            let bar = counter.bar.withLock { bar in
                let started = bar ?? start("Comparing", total: images)
                bar = started
                return started
            }
            let now = counter.done.add(count, ordering: .relaxed).newValue
            bar.advance(by: images * now / total - images * (now - count) / total)
        }
    }

    private func start(_ title: String, total: Int) -> ProgressBar {
        let new = ProgressBar(title, total: total, mode: mode)
        bar.withLock { bar in
            bar?.finish()
            bar = new
        }
        return new
    }

    func finish() { bar.withLock { $0?.finish() } }
}

/// The progress of the comparison.
private final class Counter: Sendable {
    let bar = Mutex<ProgressBar?>(nil)
    let done = Atomic<Int>(0)
}
