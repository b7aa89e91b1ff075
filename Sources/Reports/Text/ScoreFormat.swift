import Metrics

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension Metric {
    /// Whether scores are whole numbers.
    private func isInteger(over features: Features) -> Bool { self == .l1 && features == .pixels }

    /// For people: a whole number, or six decimals.
    func formatted(_ score: Double, over features: Features) -> String {
        isInteger(over: features) ? "\(Int(score))" : fixedDecimals(score, 6)
    }

    /// With full precision.
    func json(_ score: Double, over features: Features) -> JSONValue {
        isInteger(over: features) ? .integer(Int(score)) : .number(score)
    }
}

/// `value` with `count` digits after the point, rounded as printf does.
func fixedDecimals(_ value: Double, _ count: Int32) -> String {
    // The largest double has 309 digits before the point.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 352) { buffer in
        let length = withVaList([count, value]) { vsnprintf(buffer.baseAddress, buffer.count, "%.*f", $0) }
        return String(decoding: buffer[..<Int(length)].lazy.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
