#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Waits until whatever is written from now on has a later time of modification than each of `times`, in nanoseconds since
/// 1970.
///
/// A file's time goes by ticks: of at most 10 ms as a rule, of up to 2 s on file systems that keep no fractions of a second.
/// Within one tick a file can change twice, and look the same both times. Times that lie in the future are not waited for.
public func waitForLaterModification(than times: some Sequence<Int64>) {
    let now = nanosecondsSince1970()
    let waits = times.lazy.map { time in
        now &- time < 0 ? 0 : time &- now &+ (time % 1_000_000_000 == 0 ? longestTick : shortestTick)
    }
    guard let wait = waits.max(), wait > 0 else { return }
    var rest = timespec(tv_sec: Int(wait / 1_000_000_000), tv_nsec: Int(wait % 1_000_000_000))
    withUnsafeMutablePointer(to: &rest) { while nanosleep($0, $0) != 0, errno == EINTR {} }
}

extension FileStatus {
    /// Whether whatever is written to the file from now on will show in its times; in doubt, as with clocks that differ, it is not.
    public var isSettled: Bool {
        let now = nanosecondsSince1970()
        return [modified, changed].allSatisfy { time in
            now &- time > (time % 1_000_000_000 == 0 ? longestTick : shortestTick)
        }
    }
}

/// The longest step of a file system's clock in nanoseconds: that of file systems without fractions of a second.
private let longestTick: Int64 = 2_000_000_000
private let shortestTick: Int64 = 20_000_000  // Twice what clocks lag behind.

private func nanosecondsSince1970() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
}
