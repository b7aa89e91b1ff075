import Embeddings
import Kernels
import SystemPackage

@testable import VectorStores

/// A graph whose checksums are right, searched over rows that are there.
func readGraph(_ input: [UInt8]) {
    guard input.count >= HNSWFile.headerSize else { return }
    var bytes = input
    bytes.replaceSubrange(0..<8, with: HNSWFile.magic)
    let (m, nodes, upper, members): (UInt32, UInt64, UInt64, UInt64) = (
        bytes.number(at: 16), bytes.number(at: 40), bytes.number(at: 56), bytes.number(at: 104)
    )
    guard nodes < 10_000, upper < 100_000, members < 10_000 else { return }
    if let layout = HNSWLayout(m: Int(m), nodes: Int(nodes), upper: Int(upper), members: Int(members)),
        layout.end < 1 << 20
    {
        // As long as the header says, so that what is behind it is reached.
        bytes = Array(bytes.prefix(layout.end)) + [UInt8](repeating: 0, count: max(0, layout.end - bytes.count))
        bytes.put(bytes.withUnsafeBytes { checksum($0[HNSWFile.headerSize..<layout.fingerprints]) }, at: 88)
        bytes.put(bytes.withUnsafeBytes { checksum($0[layout.fingerprints...]) }, at: 96)
    }
    bytes.put(bytes.withUnsafeBytes { checksum($0[..<120]) }, at: 120)
    guard let file = try? HNSWFile(Scratch.file("graph", bytes)), let kernels = Kernels(.scalar) else { return }
    _ = try? file.fingerprints()
    guard file.rowCount < 10_000, file.dimension > 0, file.dimension < 64 else { return }
    let numbers = (0..<file.rowCount * file.dimension).map { Float($0 % 17) / 17 }
    let rows = EmbeddingTable(EmbeddingMatrix(dimension: file.dimension, rows: numbers))
    guard let graph = try? HNSWGraph(file, rows: rows, kernels: kernels) else { return }
    numbers.withUnsafeBufferPointer {
        _ = try? graph.nearest(to: UnsafeBufferPointer(rebasing: $0[..<file.dimension]), count: 3, ef: 8)
    }
}
