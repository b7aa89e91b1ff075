/// A colour of 8-bit samples.
public struct RGBPixel: Hashable, Sendable {
    public let red: UInt8
    public let green: UInt8
    public let blue: UInt8

    public init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }
}

extension RGBPixel: CustomStringConvertible {
    /// A colour by its name in CSS, as in `white`, or by its digits, as in `#f80` or `#ff8000`, in any letter case.
    public init?(_ text: String) {
        let text = text.lowercased()
        if let number = Self.names.first(where: { $0.key == text })?.value {
            self.init(number)
            return
        }
        let digits = text.dropFirst()
        guard text.first == "#", [3, 6].contains(digits.utf8.count), digits.allSatisfy(\.isHexDigit) else { return nil }
        let all = digits.utf8.count == 6 ? String(digits) : String(digits.flatMap { [$0, $0] })
        guard let number = UInt32(all, radix: 16) else { return nil }
        self.init(number)
    }

    private init(_ number: UInt32) {
        self.init(
            red: UInt8(truncatingIfNeeded: number >> 16), green: UInt8(truncatingIfNeeded: number >> 8),
            blue: UInt8(truncatingIfNeeded: number))
    }

    /// The colour in the form `#ff8000`.
    public var description: String {
        let digits = Array("0123456789abcdef")
        return "#" + String([red, green, blue].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
