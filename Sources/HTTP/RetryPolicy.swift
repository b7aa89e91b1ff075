#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The number of attempts where a server is busy or unreachable, and the delays between them.
package struct RetryPolicy: Sendable {
    /// The most attempts.
    package var attempts: Int
    /// The first wait in seconds; each is twice the one before.
    package var firstDelay: Double
    /// The longest wait in seconds, even where the server asks for more.
    package var longestDelay: Double

    package init(attempts: Int = 5, firstDelay: Double = 0.25, longestDelay: Double = 30) {
        self.attempts = attempts
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
    }

    /// The seconds to wait after `attempt` attempts, of which the server has asked for `asked`.
    func delay(after attempt: Int, asked: Double?) -> Double {
        // Up to a quarter more, so that many who were turned away together do not come back together.
        let own = firstDelay * Double(sign: .plus, exponent: attempt - 1, significand: 1) * Double.random(in: 1...1.25)
        return min(max(asked ?? 0, own), longestDelay)
    }

    func wait(_ seconds: Double) {
        var rest = timespec(tv_sec: Int(seconds), tv_nsec: Int((seconds - seconds.rounded(.down)) * 1e9))
        withUnsafeMutablePointer(to: &rest) { while nanosleep($0, $0) != 0, errno == EINTR {} }
    }
}
