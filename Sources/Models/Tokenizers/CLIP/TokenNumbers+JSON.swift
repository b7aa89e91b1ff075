extension TokenNumbers {
    /// Reads a JSON object of whole numbers; nil where the text is none (RFC 8259).
    init?(json: UnsafeRawBufferPointer) {
        self.init()
        var text = JSONScanner(json)
        guard text.take("{") else { return nil }
        var isFirst = true
        var name: [UInt8] = []
        while !text.take("}") {
            name.removeAll(keepingCapacity: true)
            guard isFirst || text.take(","), text.takeString(into: &name), String(validating: name, as: UTF8.self) != nil,
                text.take(":"), let number = text.takeInteger()
            else {
                return nil
            }
            insert(name[...], number: number)
            isFirst = false
        }
        guard text.isAtEnd else { return nil }
    }
}
