internal import CXXHash
import Files
import SystemPackage

/// Tables compiled from files of a model, so that a query reads them without making an object of any of their parts: in memory, or mapped
/// from the user's cache, where an earlier run has put them.
///
/// | bytes | what |
/// |---|---|
/// | 8 | magic, with the version |
/// | 8 | XXH3 of all that follows |
/// | 5 · 8 for each file | its stamp: size, times, device, inode |
/// | 16 for each part | where it begins and how long it is, in bytes |
/// | the rest | the parts |
///
/// All numbers are those of the processor, as the file never leaves the machine.
final class CompiledParts: Sendable {
    /// What is compiled: the ending of its files in the cache, how they begin, the number of parts, and whether parts have sizes that they can have.
    struct Kind: Sendable {
        let name: String
        let magic: UInt64
        let partCount: Int
        let isSized: @Sendable (Parts) -> Bool
    }

    private enum Storage {
        case memory([UInt8])
        case mapped(MappedFile)
    }

    private let storage: Storage
    private let tableStart: Int

    /// Returns the tables compiled from `files` as they are now: from the cache where they are there, else compiled anew. The first file
    /// names them in the cache.
    ///
    /// - Parameter worthKeeping: The size in bytes from which on they are kept there.
    /// - Throws: `ModelError` where a file is missing, and what `compile` throws.
    static func of(
        _ files: [FilePath], _ kind: Kind, _ cache: UserCache, worthKeeping: Int,
        compile: () throws(ModelError) -> [[UInt8]]
    ) throws(ModelError) -> CompiledParts {
        var stamps: [FileStamp] = []
        for file in files {
            guard let stamp = FileStamp(file) else { throw ModelError(.missing, file) }
            stamps.append(stamp)
        }
        let place = cache.path(kind.name, of: files[0])
        if let place, let parts = CompiledParts(place, kind, stamps: stamps) { return parts }
        let bytes = Self.bytes(try compile(), kind, stamps: stamps)
        if let place, bytes.count >= worthKeeping { cache.write(bytes, to: place) }
        return CompiledParts(bytes, stampCount: stamps.count)
    }

    private init(_ bytes: [UInt8], stampCount: Int) {
        storage = .memory(bytes)
        tableStart = Self.tableStart(stampCount: stampCount)
    }

    /// Opens what an earlier run has compiled; nil where there is nothing that can be used.
    private init?(_ path: FilePath, _ kind: Kind, stamps: [FileStamp]) {
        guard let file = try? MappedFile(path) else { return nil }
        let start = Self.tableStart(stampCount: stamps.count)
        let values = stamps.flatMap(\.values)
        let isSound = file.withBytes { bytes in
            guard bytes.count >= start + 16 * kind.partCount, bytes.word(0) == kind.magic,
                values.indices.allSatisfy({ bytes.word(16 + 8 * $0) == values[$0] }),
                xxh3_64(bytes.baseAddress! + 16, bytes.count - 16, 0) == bytes.word(8)
            else { return false }
            let areInside = (0..<kind.partCount).allSatisfy { part in
                let (begin, count) = (bytes.word(start + 16 * part), bytes.word(start + 16 * part + 8))
                return begin <= bytes.count && count <= UInt64(bytes.count) - begin
            }
            return areInside && kind.isSized(Parts(bytes: bytes, tableStart: start))
        }
        guard isSound else { return nil }
        storage = .mapped(file)
        tableStart = start
    }

    /// Calls `body` with the parts, which are valid during the call only.
    func withParts<Result>(_ body: (Parts) throws -> Result) rethrows -> Result {
        switch storage {
        case .memory(let bytes): try bytes.withUnsafeBytes { try body(Parts(bytes: $0, tableStart: tableStart)) }
        case .mapped(let file):
            try withExtendedLifetime(file) { try body(Parts(bytes: file.withBytes { $0 }, tableStart: tableStart)) }
        }
    }

    struct Parts {
        fileprivate let bytes: UnsafeRawBufferPointer
        fileprivate let tableStart: Int

        subscript(part: Int) -> UnsafeRawBufferPointer {
            let start = Int(bytes.word(tableStart + 16 * part))
            return UnsafeRawBufferPointer(rebasing: bytes[start..<start + Int(bytes.word(tableStart + 16 * part + 8))])
        }
    }

    private static func tableStart(stampCount: Int) -> Int { 16 + 40 * stampCount }

    private static func bytes(_ parts: [[UInt8]], _ kind: Kind, stamps: [FileStamp]) -> [UInt8] {
        precondition(parts.count == kind.partCount)
        var body: [UInt8] = []
        for value in stamps.flatMap(\.values) { body.append(raw: value) }
        var start = tableStart(stampCount: stamps.count) + 16 * parts.count
        for part in parts {
            body.append(raw: UInt64(start))
            body.append(raw: UInt64(part.count))
            start += part.count
        }
        for part in parts { body += part }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16 + body.count)
        bytes.append(raw: kind.magic)
        bytes.append(raw: xxh3_64(body, body.count, 0))
        bytes += body
        return bytes
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func word(_ offset: Int) -> UInt64 { loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
}

extension [UInt8] {
    /// Appends the bytes of `value` as the processor has them.
    mutating func append(raw value: some BitwiseCopyable) {
        Swift.withUnsafeBytes(of: value) { append(contentsOf: $0) }
    }
}
