/// A JSON text whose members keep their order, which Foundation's encoder does not promise: results are read by people and
/// compared by `diff` too.
enum JSONValue: CustomStringConvertible {
    case null
    case boolean(Bool)
    case integer(Int)
    /// Finite; written with as many digits as tell it from every other double.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([(String, JSONValue)])

    var description: String {
        var text = ""
        write(to: &text)
        return text
    }

    /// The value on several lines, ended by a line feed, for people and for `diff`: only an array without arrays or objects in
    /// it stays on one line.
    var multiline: String {
        var text = ""
        writeLines(to: &text, indentation: "", isElement: false)
        return text + "\n"
    }

    private var isScalar: Bool {
        switch self {
        case .array, .object: false
        case .null, .boolean, .integer, .number, .string: true
        }
    }

    private func writeLines(to text: inout String, indentation: String, isElement: Bool) {
        let inner = indentation + "  "
        switch self {
        case .array(let values) where !values.isEmpty:
            text += "["
            for (index, value) in values.enumerated() {
                text += (index > 0 ? ",\n" : "\n") + inner
                value.writeLines(to: &text, indentation: inner, isElement: true)
            }
            text += "\n\(indentation)]"
        case .object(let members) where !members.isEmpty:
            let isLine = isElement && members.allSatisfy(\.1.isScalar)
            text += "{"
            for (index, (name, value)) in members.enumerated() {
                if index > 0 { text += "," }
                text += isLine ? (index > 0 ? " " : "") : "\n\(inner)"
                Self.write(name, to: &text)
                text += ": "
                value.writeLines(to: &text, indentation: inner, isElement: false)
            }
            text += isLine ? "}" : "\n\(indentation)}"
        default: write(to: &text)
        }
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .integer(let value): text += "\(value)"
        case .number(let value): text += "\(value)"
        case .string(let value): Self.write(value, to: &text)
        case .array(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += "," }
                value.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, (name, value)) in members.enumerated() {
                if index > 0 { text += "," }
                Self.write(name, to: &text)
                text += ":"
                value.write(to: &text)
            }
            text += "}"
        }
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..<"\u{20}", "\u{7f}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
