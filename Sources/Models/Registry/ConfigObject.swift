#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Why a configuration cannot be used.
enum ConfigFlaw: Error, Equatable {
    /// Not what a configuration looks like; continues "the model file … is damaged".
    case damaged(String)
    /// Of a kind that is not supported; with what is not.
    case unsupported(String)
}

/// A JSON object of a model's configuration, whose values are asked for by name and expected type.
struct ConfigObject {
    /// Where it is, as in `model_cfg.vision_cfg`.
    let place: String
    private let values: [String: ConfigValue]

    init(json: [UInt8]) throws(ConfigFlaw) {
        guard case .object(let values)? = try? JSONDecoder().decode(ConfigValue.self, from: Data(json)) else {
            throw .damaged("it is not a JSON object")
        }
        self.init(place: "", values: values)
    }

    private init(place: String, values: [String: ConfigValue]) {
        self.place = place
        self.values = values.filter { $0.value != .null }
    }

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

    func isList(_ name: String) -> Bool { if case .array? = values[name] { true } else { false } }

    private func path(_ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }

    private func wrongType(_ name: String, _ expected: String) -> ConfigFlaw {
        .damaged("its \(path(name)) is not \(expected)")
    }
}

private indirect enum ConfigValue: Decodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([ConfigValue])
    case object([String: ConfigValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let bool = try? container.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let string = try? container.decode(String.self) {
            self = .string(string)
        } else if let array = try? container.decode([ConfigValue].self) {
            self = .array(array)
        } else {
            self = .object(try container.decode([String: ConfigValue].self))
        }
    }
}
