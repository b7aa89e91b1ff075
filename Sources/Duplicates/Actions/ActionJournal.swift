import Files
package import SystemPackage

/// A log of what is done to files, a JSON object per line, each of which is on the disk before the next change.
///
/// For every file there is a line with `"state":"begun"` before it is touched and one with `"done"` or `"left"` after. So after a crash the last line
/// tells which file may be under two names: nothing is lost in any case.
package final class ActionJournal {
    package let path: FilePath
    private let file: FileDescriptor

    /// Begins a log at `path`, which must not exist.
    package init(_ path: FilePath) throws(Errno) {
        self.path = path
        do {
            file = try FileDescriptor.open(
                path, .writeOnly, options: [.create, .exclusiveCreate, .append, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        } catch {
            throw error as? Errno ?? .ioError
        }
        try synchronizeFolder(of: path)
    }

    /// Returns the path in the current folder for a log with this name, without its extension: one that is free, as another run may
    /// have begun in this very second.
    package static func freePath(_ name: String) -> FilePath {
        let first = FilePath("\(name).log")
        let others = (2...100).lazy.map { FilePath("\(name)-\($0).log") }
        return ([first] + others).first { (try? FileStatus(of: $0)) == nil } ?? first
    }

    deinit { try? file.close() }

    func write(_ fields: [(String, String?)]) throws(Errno) {
        let members = fields.compactMap { name, value in value.map { "\(Self.quoted(name)):\(Self.quoted($0))" } }
        let time = "\"time\":\(Self.quoted(localTimestamp()))"
        do {
            _ = try file.writeAll("{\(([time] + members).joined(separator: ","))}\n".utf8)
        } catch {
            throw error as? Errno ?? .ioError
        }
        try synchronize(file)
    }

    /// Returns `text` as a string of JSON (RFC 8259).
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
