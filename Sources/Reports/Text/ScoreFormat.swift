import Metrics

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension Metric {
    /// The score where it is a whole number, as those of a search are. What a file says it is may be any number.
    private func integer(_ score: Double, over features: Features) -> Int? {
        self == .l1 && features == .pixels ? Int(exactly: score) : nil
    }

    /// Returns `score` as a whole number, or with six decimals.
    func formatted(_ score: Double, over features: Features) -> String {
        integer(score, over: features).map { "\($0)" } ?? fixedDecimals(score, 6)
    }

    /// Returns `score` with full precision.
    func json(_ score: Double, over features: Features) -> JSONValue {
        integer(score, over: features).map { .integer($0) } ?? .number(score)
    }
}

/// `value` with `count` digits after the point, rounded as printf does.
package func fixedDecimals(_ value: Double, _ count: Int32) -> String {
    // The largest double has 309 digits before the point.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 352) { buffer in
        let length = withVaList([count, value]) { vsnprintf(buffer.baseAddress, buffer.count, "%.*f", $0) }
        return String(decoding: buffer[..<Int(length)].lazy.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
