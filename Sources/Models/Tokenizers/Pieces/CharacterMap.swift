#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// SentencePiece's compiled table of replacements (`precompiled_charsmap`): a double-array trie of texts, each of which leads to
/// a place in a list of zero-terminated texts.
struct CharacterMap: Sendable {
    private let units: [UInt32]
    private let texts: [UInt8]

    /// - Parameter base64: The length of the trie in bytes as a little-endian integer of 32 bits, the trie, the texts.
    init?(base64: String) {
        guard let data = Data(base64Encoded: base64) else { return nil }
        let bytes = Array(data)
        guard bytes.count >= 4 else { return nil }
        func word(_ place: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) } }
        let size = Int(word(0))
        guard size % 4 == 0, size >= 4, 4 + size <= bytes.count else { return nil }
        units = stride(from: 4, to: 4 + size, by: 4).map(word)
        texts = Array(bytes[(4 + size)...])
    }

    /// `text` with what is in the table replaced: short clusters of characters as a whole where they are, else characters.
    func apply(_ text: String) -> String {
        var result = ""
        for cluster in text {
            let whole = String(cluster)
            if whole.utf8.count < 6, let replacement = replacement(of: whole) {
                result += replacement
                continue
            }
            for scalar in whole.unicodeScalars {
                if let replacement = replacement(of: String(scalar)) {
                    result += replacement
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }

    /// Returns the replacement of the shortest beginning of `text` that is in the table.
    private func replacement(of text: String) -> String? {
        var node = offset(units[0])
        for byte in text.utf8 {
            if byte == 0 { return nil }
            node ^= Int(byte)
            guard units.indices.contains(node), units[node] & (1 << 31 | 0xff) == UInt32(byte) else { return nil }
            let unit = units[node]
            node ^= offset(unit)
            guard unit >> 8 & 1 == 1 else { continue }
            guard units.indices.contains(node) else { return nil }
            let start = Int(units[node] & 0x7fff_ffff)
            guard start <= texts.count else { return nil }
            return String(decoding: texts[start...].prefix { $0 != 0 }, as: UTF8.self)
        }
        return nil
    }

    private func offset(_ unit: UInt32) -> Int { Int(unit >> 10) << Int((unit & 1 << 9) >> 6) }
}
