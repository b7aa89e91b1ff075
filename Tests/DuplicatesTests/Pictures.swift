import Files
import Kernels
import Metrics
import SystemPackage
import TestSupport

@testable import Duplicates

/// Made-up pictures that differ by their seed.
enum Pictures {
    /// The same picture at any size: waves of the seed's own.
    static func png(seed: UInt64, width: Int = 60, height: Int = 40, step: UInt8 = 0) -> [UInt8] {
        PNGFile(width: width, height: height, samples: samples(seed: seed, width: width, height: height, step: step)).bytes
    }

    static func samples(seed: UInt64, width: Int, height: Int, step: UInt8) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        let waves = (0..<40).map { _ in
            (
                Double.random(in: 0...7, using: &random), Double.random(in: 0...7, using: &random),
                Double.random(in: 0...6.3, using: &random)
            )
        }
        return (0..<3 * width * height).map { place in
            let (x, y) = ((Double(place / 3 % width) + 0.5) / Double(width), (Double(place / 3 / width) + 0.5) / Double(height))
            let sum = waves.reduce(0.0) { $0 + triangle($1.0 * x + $1.1 * y + $1.2) }
            return UInt8(min(max(128 + 22 * sum, 0), 255)) / 2 + step
        }
    }

    private static func triangle(_ value: Double) -> Double { abs((value / 2).truncatingRemainder(dividingBy: 2) - 1) * 2 - 1 }
}

extension TemporaryFolder {
    func request(
        _ folders: [String] = [""], references: [String] = [], level: DuplicateRequest.Level = .standard,
        isAcross: Bool = false, keep: [KeepRule] = [.largest]
    ) -> DuplicateRequest {
        DuplicateRequest(
            folders: folders.map { self($0) }, references: references.map { self($0) }, level: level, isAcross: isAcross,
            keep: keep, threads: 2, kernels: Kernels.available.last ?? .scalar)
    }

    /// The groups' files below the folder.
    func groups(_ request: DuplicateRequest) throws -> [[String]] {
        try DuplicateSearch(request).find().groups.map { group in group.files.map { name($0.path) } }
    }

    func name(_ path: FilePath) -> String { String(path.string.dropFirst(self.path.string.count + 1)) }

    func contents(_ name: String) throws -> [UInt8] {
        try FileReader().withContents(of: self(name), limit: 1 << 30) { Array($0) }
    }
}

extension DuplicateRequest.Level {
    static var standard: DuplicateRequest.Level {
        .similar(
            DuplicateRequest.Similarity(
                features: .pattern, closeness: Closeness(metric: .cosine, threshold: 0.72), symmetries: .none))
    }
}
