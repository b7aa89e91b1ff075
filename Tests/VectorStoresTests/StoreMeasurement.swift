import Embeddings
import Foundation
import SystemPackage
import TestSupport
import Testing
import Workers
@testable import VectorStores

/// Measures graphs of near neighbours against comparing with all, where it is asked for:
///
///     make measure-stores COUNTS=10000,100000
///
/// Times are printed and not judged; what is found is.
@Suite(.enabled(if: !measuredCounts.isEmpty, "only where RETRIEVE_MEASURE_STORES names numbers of vectors"), .serialized)
struct StoreMeasurement {
    @Test(arguments: measuredCounts)
    func aGraphFindsWhatIsThere(count: Int) throws {
        try withTemporaryFolder { folder throws in
            let rows = EmbeddingTable(embeddingLikeVectors(count, dimension: 512))
            let identity = [UInt8](repeating: 0, count: 16)
            let begin = ContinuousClock.now
            let update = HNSWUpdate(folder("graph"), kernels: kernels, threads: availableProcessors)
            _ = try update(rows, identity: identity)
            let built = ContinuousClock.now
            let store = try HNSWStore(folder("graph"), rows: rows, identity: identity, kernels: kernels, threads: 1)
            let opened = ContinuousClock.now
            let measurement = try RecallMeasurement(store, rows, kernels: kernels)
            let size = try #require(FileManager.default.attributesOfItem(atPath: folder("graph").string)[.size] as? Int)
            print(
                "\(count) x 512: built in \(built - begin), \(size) bytes, opened in \(opened - built); \(measurement.summary)")
            #expect(measurement.recall >= 0.99)
        }
    }
}

private let measuredCounts = (ProcessInfo.processInfo.environment["RETRIEVE_MEASURE_STORES"] ?? "")
    .split(separator: ",").compactMap { Int($0) }

/// Vectors of length 1 that are spread as CLIP's embeddings of photographs are: all in one cone, in groups of very different
/// sizes, along a few dozen directions of falling importance, and a little in all others.
private func embeddingLikeVectors(_ count: Int, dimension: Int) -> EmbeddingMatrix {
    let latent = 64
    var common = SeededGenerator(seed: 11)
    let directions = (0..<latent * dimension).map { _ in normal(&common) }
    let weights = (0..<latent).map { 1 / Float($0 + 1).squareRoot() }
    let cone = (0..<dimension).map { _ in normal(&common) * 1.5 }
    let centres = (0..<2000).map { _ in weights.map { $0 * normal(&common) } }
    return EmbeddingMatrix(dimension: dimension, count: count) { values in
        // Workers write parts that do not overlap.
        nonisolated(unsafe) let values = values
        let queue = WorkQueue(count: count)
        _ = withWorkers(availableProcessors) { _ in
            var row = [Float](repeating: 0, count: dimension)
            while let range = queue.take(atMost: 256) {
                for index in range {
                    var random = SeededGenerator(seed: UInt64(index) &+ 1 << 20)
                    let share = Float.random(in: 0..<1, using: &random)
                    let centre = centres[Int(share * share * Float(centres.count - 1))]
                    for place in 0..<dimension { row[place] = cone[place] + 0.15 * normal(&random) }
                    for axis in 0..<latent {
                        let value = centre[axis] + 0.6 * weights[axis] * normal(&random)
                        for place in 0..<dimension { row[place] += value * directions[axis * dimension + place] }
                    }
                    let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
                    for place in 0..<dimension { values[index * dimension + place] = row[place] / length }
                }
            }
        }
    }
}

/// Of mean 0 and variance 1, nearly enough: the sum of twelve even numbers (Irwin and Hall).
private func normal(_ random: inout SeededGenerator) -> Float {
    var sum: Float = -6
    for _ in 0..<3 {
        let bits = random.next()
        for part in 0..<4 { sum += Float((bits >> (16 * part)) & 0xffff) / 65536 }
    }
    return sum
}
