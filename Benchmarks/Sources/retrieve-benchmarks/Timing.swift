/// The seconds that several runs of the same work took.
struct Timing {
    /// Shortest first.
    let seconds: [Double]

    var median: Double {
        let middle = seconds.count / 2
        return seconds.count % 2 == 1 ? seconds[middle] : (seconds[middle - 1] + seconds[middle]) / 2
    }

    /// Runs `work` once unmeasured and then `runs` times. Work too short for the clock is repeated within a run, until the
    /// run takes a fiftieth of a second; the seconds are those of one repetition.
    init(runs: Int, _ work: () -> Void) {
        let repetitions = Self.repetitions(work)
        seconds = (0..<runs).map { _ in Self.seconds(repetitions, work) }.sorted()
    }

    private init(seconds: [Double]) { self.seconds = seconds.sorted() }

    /// Times two pieces of work that are to be compared. They take turns, so that a busy moment of the machine falls on both.
    static func pair(runs: Int, _ first: () -> Void, _ second: () -> Void) -> (Timing, Timing) {
        let repetitions = (repetitions(first), repetitions(second))
        let pairs = (0..<runs).map { _ in (seconds(repetitions.0, first), seconds(repetitions.1, second)) }
        return (Timing(seconds: pairs.map(\.0)), Timing(seconds: pairs.map(\.1)))
    }

    private static func repetitions(_ work: () -> Void) -> Int {
        work()
        var count = 1
        while seconds(count, work) * Double(count) < 0.02 { count *= 2 }
        return count
    }

    /// The seconds of one repetition.
    private static func seconds(_ repetitions: Int, _ work: () -> Void) -> Double {
        let start = ContinuousClock.now
        for _ in 0..<repetitions { work() }
        return (ContinuousClock.now - start) / .seconds(1) / Double(repetitions)
    }
}

/// Keeps what was computed from being optimised away.
@inline(never)
func use(_ value: UInt64) { withExtendedLifetime(value) {} }
