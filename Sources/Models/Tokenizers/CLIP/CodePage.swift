/// A one-byte encoding that extends ASCII.
///
/// Bytes that Windows' code pages leave open stand for the Unicode characters of the same number, as in web browsers. In those
/// code pages byte 1A stands for U+FFFD, so that text that has lost characters can still be encoded (ftfy's "sloppy" codecs).
struct CodePage: Sendable {
    /// Whether open bytes and byte 1A are taken as told above.
    let isSloppy: Bool
    private let upperHalf: [Unicode.Scalar]
    private let bytes: [Unicode.Scalar: UInt8]

    private init(_ upperHalf: String, isSloppy: Bool) {
        self.isSloppy = isSloppy
        self.upperHalf = Array(upperHalf.unicodeScalars)
        bytes = Dictionary(
            zip(self.upperHalf, UInt8(0x80)...UInt8(0xff)).map { ($0, $1) }, uniquingKeysWith: { _, last in last })
    }

    static let latin1 = CodePage(
        String(String.UnicodeScalarView((UInt8(0x80)...UInt8(0xff)).map(Unicode.Scalar.init))), isSloppy: false)
    static let windows1252 = CodePage(CharacterTables.windows1252, isSloppy: true)
    static let windows1251 = CodePage(CharacterTables.windows1251, isSloppy: true)
    static let windows1250 = CodePage(CharacterTables.windows1250, isSloppy: true)
    static let windows1253 = CodePage(CharacterTables.windows1253, isSloppy: true)
    static let windows1254 = CodePage(CharacterTables.windows1254, isSloppy: true)
    static let windows1257 = CodePage(CharacterTables.windows1257, isSloppy: true)
    static let iso8859Part2 = CodePage(CharacterTables.iso8859Part2, isSloppy: false)
    static let macRoman = CodePage(CharacterTables.macRoman, isSloppy: false)
    static let codePage437 = CodePage(CharacterTables.codePage437, isSloppy: false)

    func scalar(of byte: UInt8) -> Unicode.Scalar { byte < 0x80 ? Unicode.Scalar(byte) : upperHalf[Int(byte) - 0x80] }

    /// The bytes of `text`, or nil where a character has none.
    func encoded(_ text: [Unicode.Scalar]) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for scalar in text {
            if scalar.isASCII, !(isSloppy && scalar == "\u{1a}") {
                result.append(UInt8(scalar.value))
            } else if isSloppy, scalar == "\u{fffd}" {
                result.append(0x1a)
            } else if let byte = bytes[scalar] {
                result.append(byte)
            } else {
                return nil
            }
        }
        return result
    }
}
