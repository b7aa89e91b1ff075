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
    /// The basic colours of CSS, and orange.
    static let names: KeyValuePairs<String, UInt32> = [
        "black": 0x000000, "silver": 0xc0c0c0, "gray": 0x808080, "white": 0xffffff, "maroon": 0x800000, "red": 0xff0000,
        "purple": 0x800080, "fuchsia": 0xff00ff, "green": 0x008000, "lime": 0x00ff00, "olive": 0x808000, "yellow": 0xffff00,
        "navy": 0x000080, "blue": 0x0000ff, "teal": 0x008080, "aqua": 0x00ffff, "orange": 0xffa500,
    ]

    /// From a name as in `white`, or as in `#f80` or `#ff8000`, in any letter case.
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

    /// As in `#ff8000`.
    public var description: String {
        let digits = Array("0123456789abcdef")
        return "#" + String([red, green, blue].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
