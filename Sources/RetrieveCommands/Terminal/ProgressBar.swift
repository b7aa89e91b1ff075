import Search
import Synchronization

/// A line on standard error that shows how far a long piece of work is, its rate and the time left.
///
/// It appears once the work has taken a second, is redrawn at most ten times per second, and is erased at the end.
/// `advance` may be called from any thread and takes no lock.
final class ProgressBar: WorkProgress {
    enum Mode: String, CaseIterable, Sendable {
        /// Shows the bar on a terminal only.
        case auto
        case always, never
    }

    /// The unit of the work.
    enum Unit: String, Sendable {
        case images, texts, vectors, queries
        /// Shown in millions.
        case bytes
    }

    private static let delay = Duration.seconds(1)
    private static let interval = Duration.milliseconds(100)

    private let title: String
    private let total: Int
    private let unit: Unit
    private let width: Int?
    private let start = ContinuousClock.now
    private let done = Atomic<Int>(0)
    /// The time of the next drawing, in milliseconds after the start.
    private let nextDrawing = Atomic<Int>(Int(ProgressBar.delay / .milliseconds(1)))
    private let isDrawn = Atomic<Bool>(false)

    /// - Parameter total: The number of pieces of work.
    init(_ title: String, total: Int, unit: Unit = .images, mode: Mode) {
        self.title = title
        self.total = total
        self.unit = unit
        width =
            switch mode {
            case .auto: StandardStreams.messageTerminalWidth
            case .always: StandardStreams.messageTerminalWidth ?? 80
            case .never: nil
            }
    }

    /// Counts `count` more pieces as done.
    func advance(by count: Int) {
        let done = self.done.add(count, ordering: .relaxed).newValue
        guard let width else { return }
        let elapsed = ContinuousClock.now - start
        let now = Int(elapsed / .milliseconds(1))
        let due = nextDrawing.load(ordering: .relaxed)
        guard now >= due else { return }
        // Whoever moves the time of the next drawing draws this one.
        let next = now + Int(Self.interval / .milliseconds(1))
        guard nextDrawing.compareExchange(expected: due, desired: next, ordering: .relaxed).exchanged else { return }
        isDrawn.store(true, ordering: .relaxed)
        StandardStreams.writeNotice(
            "\r" + Self.line(title, done: done, total: total, unit: unit, seconds: elapsed / .seconds(1), width: width))
    }

    /// Wipes the line away.
    func finish() {
        guard let width, isDrawn.load(ordering: .relaxed) else { return }
        StandardStreams.writeNotice("\r" + String(repeating: " ", count: width - 1) + "\r")
    }

    /// Returns the bar, as in `Searching [######----] 120/334 images, 850/s, 1 s left`, cut or padded to one column less than
    /// `width`.
    static func line(
        _ title: String, done: Int, total: Int, unit: Unit = .images, seconds: Double, width: Int
    ) -> String {
        let rate = seconds > 0 ? Double(done) / seconds : 0
        let left = rate > 0 ? Int((Double(total - done) / rate).rounded(.up)) : 0
        let remaining = left >= 120 ? "\(left / 60) min" : "\(left) s"
        let amounts =
            unit == .bytes
            ? "\(done / 1_000_000)/\(total / 1_000_000) MB, \(Int((rate / 1e6).rounded())) MB/s"
            : "\(done)/\(total) \(unit.rawValue), \(Int(rate.rounded()))/s"
        let figures = " \(amounts), \(remaining) left"
        let room = max(0, min(40, width - 1 - title.count - 3 - figures.count))
        let filled = total > 0 ? min(room, room * done / total) : 0
        let bar =
            room > 4 ? " [" + String(repeating: "#", count: filled) + String(repeating: "-", count: room - filled) + "]" : ""
        let text = String((title + bar + figures).prefix(width - 1))
        return text + String(repeating: " ", count: max(0, width - 1 - text.count))
    }
}
