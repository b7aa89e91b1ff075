import Synchronization

/// Makes whole thousandths of parts of 1 that come from several threads.
final class ThousandthCounter: Sendable {
    private let state = Mutex((sum: 0.0, told: 0))
    private let tell: @Sendable (Int) -> Void

    init(_ tell: @escaping @Sendable (Int) -> Void) { self.tell = tell }

    func add(_ part: Double) {
        let new = state.withLock { state in
            state.sum += part
            let whole = Int((state.sum * 1000).rounded(.down))
            defer { state.told = whole }
            return whole - state.told
        }
        if new > 0 { tell(new) }
    }
}
