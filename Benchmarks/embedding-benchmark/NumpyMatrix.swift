import ArgumentParser
import Embeddings
import SystemPackage

extension EmbeddingMatrix {
    /// The matrix of float32 in a file that `numpy.save` wrote.
    init(numpy path: FilePath) throws {
        let file = try FileDescriptor.open(path, .readOnly)
        self = try file.closeAfter {
            var head = [UInt8](repeating: 0, count: 10)
            _ = try head.withUnsafeMutableBytes { try file.read(into: $0) }
            var description = [UInt8](repeating: 0, count: Int(head[8]) | Int(head[9]) << 8)
            _ = try description.withUnsafeMutableBytes { try file.read(into: $0) }
            let text = String(decoding: description, as: UTF8.self)
            guard text.contains("'<f4'"), text.contains("False"),
                let shape = text.firstMatch(of: #/\((\d+), (\d+)\)/#), let rows = Int(shape.1), let columns = Int(shape.2)
            else { throw ValidationError("\(path) holds no matrix of float32.") }
            return try EmbeddingMatrix(dimension: columns, count: rows) { numbers in
                var rest = UnsafeMutableRawBufferPointer(numbers)
                while !rest.isEmpty {
                    let count = try file.read(into: rest)
                    guard count > 0 else { throw ValidationError("\(path) ends too early.") }
                    rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
                }
            }
        }
    }
}
