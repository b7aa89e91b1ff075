extension String {
    /// Creates a string from the text that a C function wrote into `message`, up to its NUL.
    package init(message: [CChar]) {
        self.init(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
