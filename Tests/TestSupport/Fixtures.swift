import Foundation
package import SystemPackage

/// The files that tests read, found from where this source file is.
package enum Fixtures {
    package static let repository = FilePath(#filePath)
        .removingLastComponent().removingLastComponent().removingLastComponent()
    package static let folder = repository.appending("Tests").appending("Fixtures")

    /// The contents of the fixture `name`, as in `decode/grayscale.jpg`.
    package static func bytes(_ name: String) throws -> [UInt8] { try contents(of: folder.appending(name)) }

    /// Whether the fixture `name` has been made.
    package static func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(name).string)
    }

    /// What the fixture `name` lists, as in `decode.json`.
    package static func decoded<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes(name)))
    }
}

/// Everything in the file at `path`.
package func contents(of path: FilePath) throws -> [UInt8] {
    let file = try FileDescriptor.open(path, .readOnly)
    return try file.closeAfter {
        // A byte more than there is, so that the end is seen.
        let size = Int(try file.seek(offset: 0, from: .end))
        try file.seek(offset: 0, from: .start)
        var bytes: [UInt8] = []
        while true {
            let part = try [UInt8](unsafeUninitializedCapacity: size - bytes.count + 1) { buffer, count in
                count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            if part.isEmpty { return bytes }
            bytes += part
        }
    }
}
