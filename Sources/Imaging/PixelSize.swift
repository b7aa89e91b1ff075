/// A width and a height in pixels, both positive.
public struct PixelSize: Hashable, Sendable {
    public let width: Int
    public let height: Int

    /// The largest side a size may have.
    public static let maximumSide = 1 << 24

    public init(width: Int, height: Int) {
        precondition((1...Self.maximumSide).contains(width) && (1...Self.maximumSide).contains(height))
        self.width = width
        self.height = height
    }

    public var pixelCount: Int { width * height }

    /// Samples of an RGB image of this size.
    public var sampleCount: Int { 3 * pixelCount }

    var transposed: PixelSize { PixelSize(width: height, height: width) }
}

extension PixelSize: CustomStringConvertible {
    /// The size in the form `448x448`.
    public var description: String { "\(width)x\(height)" }

    /// Creates a size from `448x320`, or from `448` for both sides.
    public init?(_ text: String) {
        let parts = text.split(separator: "x", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else { return nil }
        let sides = parts.compactMap { part in
            part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(part) : nil
        }
        guard sides.count == parts.count, sides.allSatisfy({ (1...Self.maximumSide).contains($0) }) else { return nil }
        self.init(width: sides[0], height: sides[sides.count - 1])
    }
}
