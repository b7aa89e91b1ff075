/// Whether `text` can stand on a line of its own: one line, not empty, without control characters.
package func isOneLine(_ text: String) -> Bool {
    !text.isEmpty && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
}

/// What a user reads of `error`; empty where there is none.
package func shownSentence(_ error: (any Error)?) -> String { error.map { "\($0)" } ?? "" }
