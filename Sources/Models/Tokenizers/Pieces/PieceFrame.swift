/// The tokens about those of a text.
struct PieceFrame: Sendable {
    private(set) var before: [Int32] = []
    private(set) var after: [Int32] = []
    /// The token that fills a text up to the length of a context.
    let filling: Int32
    let fillsBefore: Bool

    /// Creates a frame from the post-processor of `tokenizer.json`, or from the beginnings and ends in `tokenizer_config.json`.
    ///
    /// - Parameter number: The number of a token by its name.
    init(_ root: ConfigObject, options: ConfigObject?, number: (String) -> Int32?) throws(ConfigFlaw) {
        let padding = try root.object("padding")
        var filling: Int32?
        if let name = try options?.token("pad_token") { filling = number(name) }
        if filling == nil, let given = try padding?.integer("pad_id", in: 0...16_777_216) { filling = Int32(given) }
        self.filling = filling ?? 0
        let direction = try padding?.string("direction")
        let side = try options?.string("padding_side") ?? direction
        fillsBefore = side?.lowercased() == "left"

        let begins = try options?.bool("add_bos_token")
        let ends = try options?.bool("add_eos_token")
        if begins == nil, ends == nil { try readTemplate(try root.object("post_processor")) }
        if begins == true, let token = try options?.token("bos_token").flatMap(number) { before = [token] }
        if ends == true, let token = try options?.token("eos_token").flatMap(number) { after = [token] }
    }

    private mutating func readTemplate(_ object: ConfigObject?) throws(ConfigFlaw) {
        guard let object, let type = try object.string("type") else { return }
        switch type {
        case "Sequence":
            for part in try object.objects("processors") { try readTemplate(part) }
        case "ByteLevel": return
        case "TemplateProcessing":
            let known = try object.object("special_tokens")
            var isAfter = false
            for part in try object.objects("single") {
                if part.has("Sequence") { isAfter = true }
                guard let name = try part.object("SpecialToken")?.string("id") else { continue }
                let tokens = try known?.object(name)?.wholeNumbers("ids") ?? []
                if isAfter { after += tokens } else { before += tokens }
            }
        default: throw .unsupported("tokens put together by \(quoted(type))")
        }
    }
}

extension ConfigObject {
    /// A token's name, which is written as a text or in an object.
    fileprivate func token(_ name: String) throws(ConfigFlaw) -> String? {
        isObject(name) ? try object(name)?.string("content") : try string(name)
    }
}
