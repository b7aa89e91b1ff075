/// A text from a file, for a message of one line: shortened, and without what would break the line.
func quoted(_ text: String) -> String {
    let limit = 80
    let line = String(text.unicodeScalars.prefix(limit).map { $0.properties.generalCategory == .control ? "?" : Character($0) })
    return text.unicodeScalars.count > limit ? "'\(line)…'" : "'\(line)'"
}
