package import Embeddings

/// A matrix of embeddings as a file that numpy reads: the header of format 1.0 and the numbers, little-endian float32, row by
/// row. NEP 1, "A simple file format for NumPy arrays".
package struct NumpyFile {
    package let bytes: [UInt8]

    package init(_ matrix: EmbeddingMatrix) {
        let magic = [0x93] + Array("NUMPY".utf8) + [1, 0]
        let description = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(matrix.count), \(matrix.dimension)), }"
        // Numbers begin at a multiple of 64; the header is filled up with spaces and ends a line.
        let start = (magic.count + 2 + description.utf8.count + 1 + 63) & ~63
        let length = start - magic.count - 2
        let padding = length - description.utf8.count - 1
        var bytes = magic + [UInt8(length & 255), UInt8(length >> 8)]
        bytes += Array(description.utf8) + [UInt8](repeating: UInt8(ascii: " "), count: padding) + [UInt8(ascii: "\n")]
        bytes.reserveCapacity(bytes.count + matrix.count * matrix.dimension * MemoryLayout<Float>.stride)
        matrix.withUnsafeBufferPointer { numbers in
            for number in numbers { withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 } }
        }
        self.bytes = bytes
    }
}

/// An embedding as a line of JSON, its numbers with as many digits as tell them from every other float32.
package struct EmbeddingLine {
    package let bytes: [UInt8]

    package init(input: String, _ embedding: UnsafeBufferPointer<Float>) {
        var text = "{\"input\":\(JSONValue.string(input)),\"embedding\":["
        for (place, number) in embedding.enumerated() { text += place == 0 ? "\(number)" : ",\(number)" }
        bytes = Array((text + "]}\n").utf8)
    }

    /// Creates the line of an input without an embedding, which says why there is none.
    package init(input: String, failure reason: String) {
        bytes = Array("\(JSONValue.object([("input", .string(input)), ("error", .string(reason))]))\n".utf8)
    }
}
