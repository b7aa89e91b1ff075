// Integers and strings as the index files hold them: little-endian, without padding.

struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func write(_ value: Double) { write(value.bitPattern) }

    /// Writes a 32-bit count, then the bytes.
    mutating func write(_ string: some Collection<UInt8>) {
        write(UInt32(string.count))
        bytes.append(contentsOf: string)
    }

    mutating func pad(to count: Int) { bytes.append(contentsOf: repeatElement(0, count: max(0, count - bytes.count))) }
}

/// Reads what `ByteWriter` wrote and throws where it ends too early.
struct ByteReader {
    struct EndOfData: Error {}

    private let bytes: UnsafeRawBufferPointer
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func read<Value: FixedWidthInteger>(_: Value.Type = Value.self) throws(EndOfData) -> Value {
        guard bytes.count - offset >= MemoryLayout<Value>.size else { throw EndOfData() }
        defer { offset += MemoryLayout<Value>.size }
        return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    mutating func readBytes() throws(EndOfData) -> [UInt8] {
        let count = Int(try read(UInt32.self))
        guard bytes.count - offset >= count else { throw EndOfData() }
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }
}
