/// The centre and the spread of points, from a sample of them.
struct PointSpread: Sendable {
    /// The mean of the sample.
    let centre: [Float]
    /// A direction of length 1 along which the sample spreads about as much as along any.
    let direction: [Float]

    private static let sampleSize = 2_048
    private static let rounds = 12

    /// Takes every so many rows, so that equal points give equal answers.
    ///
    /// The direction is found by the power method on the covariance of the sample. It need not have converged: any direction is
    /// right, a better one lets the join skip more.
    init(_ points: PointMatrix) {
        let dimension = points.dimension
        let step = max(1, points.count / Self.sampleSize)
        let rows = Array(stride(from: 0, to: points.count, by: step))
        var sum = [Double](repeating: 0, count: dimension)
        for row in rows { for (place, value) in points[row].enumerated() { sum[place] += Double(value) } }
        let mean = sum.map { Float($0 / Double(max(1, rows.count))) }
        var direction = (0..<dimension).map { 1 + Float($0 % 7) / 8 }
        for _ in 0..<Self.rounds {
            var next = [Double](repeating: 0, count: dimension)
            for row in rows {
                let point = points[row]
                var product: Float = 0
                for place in 0..<dimension { product += (point[place] - mean[place]) * direction[place] }
                for place in 0..<dimension { next[place] += Double(product * (point[place] - mean[place])) }
            }
            let norm = next.reduce(0) { $0 + $1 * $1 }.squareRoot()
            guard norm > 0, norm.isFinite else { break }
            direction = next.map { Float($0 / norm) }
        }
        let length = direction.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        centre = mean
        self.direction = direction.map { Float(Double($0) / length) }
    }
}
