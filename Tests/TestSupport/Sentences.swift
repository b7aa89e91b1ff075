/// Whether `text` can stand on a line of its own: one line, not empty, without control characters.
package func isOneLine(_ text: String) -> Bool {
    !text.isEmpty && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
}
