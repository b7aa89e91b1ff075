import Embeddings
import TestSupport
import Workers

/// Vectors of length 1 that are spread as CLIP's embeddings of photographs are: all in one cone, in groups of very different
/// sizes, along a few dozen directions of falling importance, and a little in all others. A number stands for one vector, always
/// the same.
func embeddingLikeVectors(_ numbers: Range<Int>, dimension: Int) -> EmbeddingMatrix {
    let latent = 64
    var common = SeededGenerator(seed: 11)
    let directions = (0..<latent * dimension).map { _ in normal(&common) }
    let weights = (0..<latent).map { 1 / Float($0 + 1).squareRoot() }
    let cone = (0..<dimension).map { _ in normal(&common) * 1.5 }
    let centres = (0..<2000).map { _ in weights.map { $0 * normal(&common) } }
    return EmbeddingMatrix(dimension: dimension, count: numbers.count) { values in
        // Workers write parts that do not overlap.
        nonisolated(unsafe) let values = values
        let queue = WorkQueue(count: numbers.count)
        _ = withWorkers(availableProcessors) { _ in
            var row = [Float](repeating: 0, count: dimension)
            while let range = queue.take(atMost: 256) {
                for index in range {
                    var random = SeededGenerator(seed: UInt64(numbers.lowerBound + index) &+ 1 << 20)
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
