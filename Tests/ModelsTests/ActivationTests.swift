import Embeddings
import Foundation
import Kernels
import SystemPackage
import TestSupport
import Testing

@testable import Models

/// A small random model, and what OpenCLIP computes with it (Scripts/goldens/clip.py).
struct ReferenceModel: Sendable, CustomStringConvertible {
    static let all = ["exact", "quick", "mean", "mean-of-normalised"].map(ReferenceModel.init)

    let name: String
    var description: String { name }
    var folder: FilePath { Fixtures.folder.appending("clip").appending(name) }

    func activations() throws -> SafeTensors { try SafeTensors(folder.appending("activations.safetensors")) }
}

extension SafeTensors {
    /// The whole tensor `name`.
    func all(_ name: String) throws -> [Float] {
        let tensor = try #require(tensors[name])
        return try floats(name, shape: tensor.shape)
    }
}

/// The greatest difference of two lists of the same length.
func maximumDifference(_ a: [Float], _ b: [Float]) -> Float {
    guard a.count == b.count else { return .infinity }
    return zip(a, b).map { abs($0 - $1) }.reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
}

/// Towers run in float32 give what OpenCLIP gives, layer by layer.
@Suite struct ActivationTests {
    /// OpenCLIP's own sums differ by as much between processors.
    private static let tolerance: Float = 5e-6

    @Test(arguments: ReferenceModel.all)
    func everyLayerOfTheVisionTowerIsAsOpenCLIPHasIt(_ reference: ReferenceModel) throws {
        let expected = try reference.activations()
        let pictures = try expected.all("pictures")
        for set in Kernels.available {
            let model = try CLIPModel(CLIPModelFolder(reference.folder), precision: .float32, threads: 1, kernels: set)
            let tower = try #require(try model.visionTower() as? PatchTransformer)
            let count = pictures.count / model.imageSampleCount
            var output = [Float](repeating: 0, count: count * model.space.dimension)
            var seen: [Int: [Float]] = [:]
            try model.withWorkspace(threads: 1) { workspace throws(ModelError) in
                try tower.embed(pictures, count: count, to: &output, in: workspace) { seen[$0] = Array($1) }
            }
            let width = tower.config.transformer.width
            let length = tower.config.tokenCount
            let layers = tower.config.transformer.layers
            #expect(seen.count == layers + 1)
            for (block, rows) in seen.sorted(by: { $0.key < $1.key }) {
                let all = try expected.all(block < 0 ? "vision.tokens" : "vision.block.\(block)")
                let isSelected = block == layers - 1 && tower.config.pooling == .classToken
                let wanted = isSelected ? (0..<count).flatMap { all[($0 * length * width)...].prefix(width) } : all
                let difference = maximumDifference(rows, wanted)
                print("\(reference) vision \(set.instructionSet) block \(block): \(difference)")
                #expect(difference < Self.tolerance)
            }
            let difference = maximumDifference(output, try expected.all("vision.embeddings"))
            print("\(reference) vision \(set.instructionSet) embeddings: \(difference)")
            #expect(difference < Self.tolerance)
        }
    }

    @Test(arguments: ReferenceModel.all)
    func everyLayerOfTheTextTowerIsAsOpenCLIPHasIt(_ reference: ReferenceModel) throws {
        let expected = try reference.activations()
        let model = try CLIPModel(
            CLIPModelFolder(reference.folder), precision: .float32, threads: 1, kernels: Kernels.selected())
        let tower = try #require(try model.textTower() as? TokenTransformer)
        let texts = try expected.all("texts").map { Int32($0) }.chunks(of: tower.config.contextLength)
        let ends = texts.map { $0.firstIndex(of: $0.max() ?? 0) ?? 0 }
        let width = tower.config.transformer.width
        // One by one, so that each is shortened by itself; and all at once.
        for batch in [texts] + texts.map({ [$0] }) {
            let start = try #require(texts.firstIndex(of: batch[0]))
            var output = [Float](repeating: 0, count: batch.count * model.space.dimension)
            var seen: [Int: [Float]] = [:]
            try model.withWorkspace(threads: 1) { workspace throws(ModelError) in
                try tower.embed(batch[...], to: &output, in: workspace) { seen[$0] = Array($1) }
            }
            let layers = tower.config.transformer.layers
            #expect(seen.count == layers + 1)
            for (block, rows) in seen.sorted(by: { $0.key < $1.key }) {
                let all = try expected.all(block < 0 ? "text.tokens" : "text.block.\(block)")
                let length = rows.count / width / batch.count
                for (index, row) in zip(start..., rows.chunks(of: rows.count / batch.count)) {
                    // Of the last block the end of text alone, of the others what comes before it, too.
                    let first = (index * tower.config.contextLength + (block == layers - 1 ? ends[index] : 0)) * width
                    let count = block == layers - 1 ? width : min(length, ends[index] + 1) * width
                    let difference = maximumDifference(Array(row.prefix(count)), Array(all[first..<first + count]))
                    print("\(reference) text \(index) of \(batch.count) block \(block): \(difference)")
                    #expect(difference < Self.tolerance)
                }
            }
            let wanted = try expected.all("text.embeddings")[(start * model.space.dimension)...].prefix(output.count)
            #expect(maximumDifference(output, Array(wanted)) < Self.tolerance)
        }
    }
}

extension Array {
    /// Parts of `size`, in order.
    func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
