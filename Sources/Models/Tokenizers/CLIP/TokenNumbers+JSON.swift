extension TokenNumbers {
    /// The bytes that a name and its number take in a vocabulary file, or fewer.
    private static let leastEntrySize = 16

    /// Reads a JSON object of whole numbers; nil where the text is none (RFC 8259).
    init?(json: UnsafeRawBufferPointer) {
        guard String(validating: json, as: UTF8.self) != nil else { return nil }
        self.init(capacity: json.count / Self.leastEntrySize)
        var text = JSONScanner(json)
        guard text.take("{") else { return nil }
        var isFirst = true
        var name: [UInt8] = []
        while !text.take("}") {
            name.removeAll(keepingCapacity: true)
            guard isFirst || text.take(","), text.takeString(into: &name), text.take(":"), let number = text.takeInteger()
            else {
                return nil
            }
            name.withUnsafeBytes { insert($0, number: number) }
            isFirst = false
        }
        guard text.isAtEnd else { return nil }
    }
}
