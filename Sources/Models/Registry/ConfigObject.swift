/// An error that says why a configuration cannot be used.
enum ConfigFlaw: Error, Equatable {
    /// The file is not a configuration; the text continues "the model file … is damaged".
    case damaged(String)
    /// The model is of a kind that is not supported; the text names it.
    case unsupported(String)

    var detail: String {
        switch self {
        case .damaged(let detail), .unsupported(let detail): detail
        }
    }
}

/// A JSON object of a model's configuration, whose values are asked for by name and expected type.
struct ConfigObject {
    /// The place of the object in the file, as in `model_cfg.vision_cfg`.
    let place: String
    private let values: [String: ConfigValue]

    init(json: [UInt8]) throws(ConfigFlaw) {
        let value = json.withUnsafeBytes { bytes -> ConfigValue? in
            var text = JSONScanner(bytes)
            guard let value = ConfigValue(&text, depth: 0), text.isAtEnd else { return nil }
            return value
        }
        guard case .object(let values)? = value else { throw .damaged("it is not a JSON object") }
        self.init(place: "", values: values)
    }

    private init(place: String, values: [String: ConfigValue]) {
        self.place = place
        self.values = values.filter { $0.value != .null }
    }

    /// One without settings.
    init(emptyAt place: String) { self.init(place: place, values: [:]) }

    var names: [String] { values.keys.sorted() }

    func has(_ name: String) -> Bool { values[name] != nil }

    /// Whether `name` is there with a value that Python counts as true, and so turns something on.
    func turnsOn(_ name: String) -> Bool {
        switch values[name] {
        case nil, .null, .bool(false), .number(0), .string(""): false
        default: true
        }
    }

    func object(_ name: String) throws(ConfigFlaw) -> ConfigObject? {
        guard let value = values[name] else { return nil }
        guard case .object(let values) = value else { throw wrongType(name, "an object") }
        return ConfigObject(place: path(name), values: values)
    }

    func bool(_ name: String) throws(ConfigFlaw) -> Bool? {
        guard let value = values[name] else { return nil }
        guard case .bool(let bool) = value else { throw wrongType(name, "true or false") }
        return bool
    }

    func number(_ name: String) throws(ConfigFlaw) -> Double? {
        guard let value = values[name] else { return nil }
        guard case .number(let number) = value, number.isFinite else { throw wrongType(name, "a number") }
        return number
    }

    func string(_ name: String) throws(ConfigFlaw) -> String? {
        guard let value = values[name] else { return nil }
        guard case .string(let string) = value else { throw wrongType(name, "a text") }
        return string
    }

    /// A whole number in `range`; one that is given as a list, for height and width, must be the same twice.
    func integer(_ name: String, in range: ClosedRange<Int>) throws(ConfigFlaw) -> Int? {
        guard var value = values[name] else { return nil }
        if case .array(let sides) = value, let first = sides.first, sides.count == 2 {
            guard sides[0] == sides[1] else { throw .unsupported("\(path(name)) is not a square") }
            value = first
        }
        guard case .number(let number) = value, let integer = Int(exactly: number), range.contains(integer) else {
            throw wrongType(name, "a whole number between \(range.lowerBound) and \(range.upperBound)")
        }
        return integer
    }

    func numbers(_ name: String, count: Int) throws(ConfigFlaw) -> [Float]? {
        guard let value = values[name] else { return nil }
        if case .array(let array) = value, array.count == count {
            let numbers = array.compactMap { if case .number(let number) = $0 { Float(number) } else { nil } }
            if numbers.count == count, numbers.allSatisfy(\.isFinite) { return numbers }
        }
        throw wrongType(name, "a list of \(count) numbers")
    }

    /// The objects of a list; none where there is no list.
    func objects(_ name: String) throws(ConfigFlaw) -> [ConfigObject] {
        guard let value = values[name] else { return [] }
        guard case .array(let array) = value else { throw wrongType(name, "a list") }
        var objects: [ConfigObject] = []
        for element in array {
            guard case .object(let values) = element else { throw wrongType(name, "a list of objects") }
            objects.append(ConfigObject(place: path(name), values: values))
        }
        return objects
    }

    /// A list of whole numbers of 32 bits.
    func wholeNumbers(_ name: String) throws(ConfigFlaw) -> [Int32] {
        guard case .array(let array)? = values[name] else { return [] }
        var numbers: [Int32] = []
        for element in array {
            guard case .number(let number) = element, let whole = Int32(exactly: number), whole >= 0 else {
                throw wrongType(name, "a list of whole numbers")
            }
            numbers.append(whole)
        }
        return numbers
    }

    func isObject(_ name: String) -> Bool { if case .object? = values[name] { true } else { false } }

    func isList(_ name: String) -> Bool { if case .array? = values[name] { true } else { false } }

    private func path(_ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }

    private func wrongType(_ name: String, _ expected: String) -> ConfigFlaw {
        .damaged("its \(path(name)) is not \(expected)")
    }
}

private indirect enum ConfigValue: Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([ConfigValue])
    case object([String: ConfigValue])

    /// The greatest depth of nested values.
    private static let greatestDepth = 100

    /// The value at the cursor; nil where there is none (RFC 8259), or one that is too deep.
    init?(_ text: inout JSONScanner, depth: Int) {
        guard depth < Self.greatestDepth else { return nil }
        if text.isNext("{") {
            guard let values = Self.members(&text, depth: depth) else { return nil }
            self = .object(values)
        } else if text.isNext("[") {
            guard let values = Self.elements(&text, depth: depth) else { return nil }
            self = .array(values)
        } else if text.isNext("\"") {
            guard let string = Self.string(&text) else { return nil }
            self = .string(string)
        } else {
            guard let range = text.skipValue() else { return nil }
            switch String(decoding: text.bytes[range], as: UTF8.self) {
            case "null": self = .null
            case "true": self = .bool(true)
            case "false": self = .bool(false)
            case let literal:
                guard let first = literal.utf8.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first),
                    let number = Double(literal)
                else { return nil }
                self = .number(number)
            }
        }
    }

    private static func string(_ text: inout JSONScanner) -> String? {
        var bytes: [UInt8] = []
        return text.takeString(into: &bytes) ? String(validating: bytes, as: UTF8.self) : nil
    }

    private static func members(_ text: inout JSONScanner, depth: Int) -> [String: ConfigValue]? {
        var values: [String: ConfigValue] = [:]
        var isFirst = true
        guard text.take("{") else { return nil }
        while !text.take("}") {
            guard isFirst || text.take(","), let name = string(&text), text.take(":"),
                let value = ConfigValue(&text, depth: depth + 1)
            else { return nil }
            values[name] = value
            isFirst = false
        }
        return values
    }

    private static func elements(_ text: inout JSONScanner, depth: Int) -> [ConfigValue]? {
        var values: [ConfigValue] = []
        guard text.take("[") else { return nil }
        while !text.take("]") {
            guard values.isEmpty || text.take(","), let value = ConfigValue(&text, depth: depth + 1) else { return nil }
            values.append(value)
        }
        return values
    }
}
