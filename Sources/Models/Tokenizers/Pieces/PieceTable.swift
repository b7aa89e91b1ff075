internal import CXXHash
import Files
import SystemPackage

/// A vocabulary of pieces in the form in which a query reads it: without making an object of any piece, from a mapped file.
///
/// | bytes | what |
/// |---|---|
/// | 8 | magic, with the version |
/// | 8 | XXH3 of all that follows |
/// | 5 · 8 | the stamp of the file that it was made of: size, times, device, inode |
/// | 6 · 16 | begin and length, in bytes, of the parts below |
/// | the rest | settings, the model's settings (JSON); names; entries; places of entries by name; merges by pair |
///
/// An entry is where its name begins and how long it is (2 · 4 bytes), its number (4), 4 unused, and its score (8). Places are
/// 4-byte indices of entries, -1 where there is none; merges 16 bytes: two tokens, rank, what they become. Both are tables of
/// a power of two of places, by a hash, and what is taken leads on to the next. All numbers are those of the processor, as the
/// file never leaves the machine.
final class PieceTable: Sendable {
    enum Part: Int, CaseIterable {
        case settings, modelSettings, names, entries, places, merges

        /// The offset of the part's beginning and length.
        var place: Int { PieceTable.partsStart + 16 * rawValue }
    }

    static let magic: UInt64 = 0x3230_4543_4549_5052  // "RPIECE02"
    static let partsStart = 16 + 40
    static let headerSize = partsStart + Part.allCases.count * 16

    private enum Storage {
        case memory([UInt8])
        case mapped(MappedFile)
    }

    private let storage: Storage

    /// Creates a table from bytes that were just compiled.
    init(_ bytes: [UInt8]) { storage = .memory(bytes) }

    /// Opens the table that an earlier run compiled from the file with `stamp`; nil where there is none that can be used.
    init?(_ path: FilePath, stamp: FileStamp) {
        guard let file = try? MappedFile(path) else { return nil }
        let isSound = file.withBytes { bytes in
            guard bytes.count >= Self.headerSize, bytes.loadUnaligned(as: UInt64.self) == Self.magic,
                stamp.values.indices.allSatisfy({ bytes.word(16 + 8 * $0) == stamp.values[$0] })
            else { return false }
            guard XXH3_64bits(bytes.baseAddress! + 16, bytes.count - 16) == bytes.word(8) else { return false }
            return Part.allCases.allSatisfy { part in
                let (start, count) = (bytes.word(part.place), bytes.word(part.place + 8))
                return start <= bytes.count && count <= UInt64(bytes.count) - start
            }
        }
        guard isSound else { return nil }
        storage = .mapped(file)
    }

    func withPieces<Result>(_ body: (Pieces) throws -> Result) rethrows -> Result {
        switch storage {
        case .memory(let bytes): try bytes.withUnsafeBytes { try body(Pieces($0)) }
        case .mapped(let file): try withExtendedLifetime(file) { try body(Pieces(file.withBytes { $0 })) }
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func word(_ offset: Int) -> UInt64 { loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
}

/// The parts of a table, valid during a call only.
struct Pieces {
    private let bytes: UnsafeRawBufferPointer

    fileprivate init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    func part(_ part: PieceTable.Part) -> UnsafeRawBufferPointer {
        let start = Int(bytes.word(part.place))
        return UnsafeRawBufferPointer(rebasing: bytes[start..<start + Int(bytes.word(part.place + 8))])
    }

    /// The number of pieces.
    var count: Int { part(.entries).count / 24 }

    /// The number and the score of the piece `name`.
    func piece(_ name: UnsafeRawBufferPointer) -> (number: Int32, score: Double)? {
        let (places, entries, names) = (part(.places), part(.entries), part(.names))
        let mask = places.count / 4 - 1
        guard mask >= 0 else { return nil }
        var place = PieceHash.of(name) & mask
        while true {
            let entry = Int(places.loadUnaligned(fromByteOffset: 4 * place, as: Int32.self))
            if entry < 0 { return nil }
            let start = Int(entries.loadUnaligned(fromByteOffset: 24 * entry, as: UInt32.self))
            let count = Int(entries.loadUnaligned(fromByteOffset: 24 * entry + 4, as: UInt32.self))
            if count == name.count, names[start..<start + count].elementsEqual(name) {
                return (
                    entries.loadUnaligned(fromByteOffset: 24 * entry + 8, as: Int32.self),
                    entries.loadUnaligned(fromByteOffset: 24 * entry + 16, as: Double.self)
                )
            }
            place = (place + 1) & mask
        }
    }

    func number(of name: String) -> Int32? {
        var name = name
        return name.withUTF8 { piece(UnsafeRawBufferPointer($0))?.number }
    }

    /// Returns the token that two tokens merge into, and the rank of the merge.
    func merge(_ first: Int32, _ second: Int32) -> (rank: Int32, token: Int32)? {
        let merges = part(.merges)
        let mask = merges.count / 16 - 1
        guard mask >= 0 else { return nil }
        var place = PieceHash.of(first, second) & mask
        while true {
            let left = merges.loadUnaligned(fromByteOffset: 16 * place, as: Int32.self)
            if left < 0 { return nil }
            if left == first, merges.loadUnaligned(fromByteOffset: 16 * place + 4, as: Int32.self) == second {
                return (
                    merges.loadUnaligned(fromByteOffset: 16 * place + 8, as: Int32.self),
                    merges.loadUnaligned(fromByteOffset: 16 * place + 12, as: Int32.self)
                )
            }
            place = (place + 1) & mask
        }
    }
}

/// The hashes of the table's places.
enum PieceHash {
    static func of(_ name: UnsafeRawBufferPointer) -> Int {
        Int(truncatingIfNeeded: XXH3_64bits(name.baseAddress, name.count)) & .max
    }

    static func of(_ first: Int32, _ second: Int32) -> Int {
        let pair = UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
        let mixed = (pair ^ pair >> 29) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: mixed ^ mixed >> 32) & .max
    }
}
