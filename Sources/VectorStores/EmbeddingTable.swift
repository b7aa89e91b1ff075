package import Embeddings
import Metrics

/// Embeddings of one dimension, wherever each of them is: in memory, or in the mapped files of an index.
package struct EmbeddingTable: @unchecked Sendable {  // Numbers are read only, and stay while their owners do.
    package let dimension: Int
    let addresses: [UnsafePointer<Float>]
    private let owners: [any Sendable]

    /// - Parameters:
    ///   - addresses: Of the numbers of each.
    ///   - owners: While these live, the numbers stay as they are and where they are.
    package init(dimension: Int, addresses: [UnsafePointer<Float>], owners: [any Sendable]) {
        precondition(dimension > 0)
        self.dimension = dimension
        self.addresses = addresses
        self.owners = owners
    }

    /// The rows of `matrix`. A copy of it is kept, so that its memory is shared and thus never written.
    package init(_ matrix: EmbeddingMatrix) {
        let addresses = matrix.withUnsafeBufferPointer { values in
            // Rows are there where one is asked for.
            (0..<matrix.count).map { values.baseAddress! + $0 * matrix.dimension }
        }
        self.init(dimension: matrix.dimension, addresses: addresses, owners: [matrix])
    }

    package var count: Int { addresses.count }

    func withRow<Result>(_ index: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
        withExtendedLifetime(owners) { body(UnsafeBufferPointer(start: addresses[index], count: dimension)) }
    }

    /// One row by itself.
    func matrix(of index: Int) -> EmbeddingMatrix { EmbeddingMatrix(dimension: dimension, rows: withRow(index) { Array($0) }) }
}

extension EmbeddingQueries {
    /// The scores of every query with every one of `rows`: for the first row those of all queries, then for the next.
    func scores(of rows: UnsafeBufferPointer<Float>) -> [Double] {
        let size = rows.count / dimension * count
        return [Double](unsafeUninitializedCapacity: size) { buffer, initializedCount in
            buffer.initialize(repeating: 0)
            score(rows, norms: nil, into: UnsafeMutableBufferPointer(rebasing: buffer[..<size]))
            initializedCount = size
        }
    }
}
