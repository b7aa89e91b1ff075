import Embeddings
import Foundation
import Kernels
import SystemPackage
import TestSupport
import Testing

@testable import Models

/// An embedding depends on the model, the precision and what is embedded, and on nothing else.
@Suite struct EmbeddingTests {
    private static func model(_ name: String, _ precision: Precision, threads: Int = 1) throws -> CLIPModel {
        try CLIPModel(
            CLIPModelFolder(Fixtures.folder.appending("clip").appending(name)), precision: precision, threads: threads,
            kernels: Kernels.selected())
    }

    /// `count` pictures, the reference's over and over.
    private static func pictures(_ name: String, count: Int) throws -> [Float] {
        let some = try ReferenceModel(name: name).activations().all("pictures")
        return (0..<count * some.count).prefix(count * some.count / 3).map { some[$0 % some.count] }
    }

    private static func embedded(_ pictures: [Float], by model: CLIPModel) throws -> [Float] {
        let count = pictures.count / model.imageSampleCount
        var output = [Float](repeating: 0, count: count * model.space.dimension)
        try pictures.withUnsafeBufferPointer { pictures in
            try output.withUnsafeMutableBufferPointer { try model.embedImages(pictures, count: count, into: $0) }
        }
        return output
    }

    @Test(arguments: Precision.allCases, ["exact", "quick"])
    func batchesAndThreadsChangeNothing(_ precision: Precision, _ name: String) throws {
        let count = 41
        let pictures = try Self.pictures(name, count: count)
        let alone = try Self.model(name, precision)
        let size = alone.imageSampleCount
        let expected = try (0..<3).flatMap { try Self.embedded(Array(pictures[$0 * size..<($0 + 1) * size]), by: alone) }
        let all = (0..<count).flatMap { expected[$0 % 3 * alone.space.dimension..<($0 % 3 + 1) * alone.space.dimension] }
        for threads in 1...3 {
            #expect(try Self.embedded(pictures, by: Self.model(name, precision, threads: threads)) == all)
        }
    }

    /// The first time weights are laid out for one product each, the second time for good.
    @Test(arguments: [Arithmetic.float32, .roundedFloat32, .bfloat16, .bytes], ReferenceModel.all)
    func theFirstTimeIsAsEveryOther(_ arithmetic: Arithmetic, _ reference: ReferenceModel) throws {
        let folder = try CLIPModelFolder(reference.folder)
        let (config, expected) = (folder.config, try reference.activations())
        let kernels = TransformerKernels(try Kernels.selected().instructionSet)
        let weights = ModelWeights(tensors: folder.tensors, arithmetic: arithmetic, kernels: kernels, threads: 2)
        let textConfig = try #require(config.text)
        // A processor that has no bf16 at all is never asked for it.
        guard let vision = try? folder.parts.visionTower(weights), let text = try? folder.parts.textTower(weights, textConfig)
        else { return #expect(arithmetic == .bfloat16) }
        let (pictures, workspace) = (try expected.all("pictures"), try Workspace(threads: 2, kernels: kernels))
        let texts = try expected.all("texts").map { Int32($0) }.chunks(of: textConfig.contextLength)
        let times = try (0..<3).map { _ in
            let count = pictures.count / config.vision.imageSampleCount
            var rows = [Float](repeating: 0, count: count * config.embeddingSize)
            try vision.embed(pictures, count: count, to: &rows, in: workspace, observer: nil)
            var textRows = [Float](repeating: 0, count: texts.count * config.embeddingSize)
            try text.embed(texts[...], to: &textRows, in: workspace, observer: nil)
            return rows + textRows
        }
        #expect(times[1] == times[0] && times[2] == times[0])
    }

    @Test(arguments: Precision.allCases) func lengthIsOne(_ precision: Precision) throws {
        for row in try Self.embedded(Self.pictures("exact", count: 3), by: Self.model("exact", precision)).chunks(of: 24) {
            #expect(abs(row.map { Double($0) * Double($0) }.reduce(0, +) - 1) < 1e-6)
        }
    }

    /// The bounds are for models of full size; small ones have fewer numbers for errors to cancel in.
    @Test(arguments: [(Precision.float32, 0.999999), (.bf16, 0.9995), (.int8, 0.995)], ReferenceModel.all)
    func isNearOpenCLIP(_ bound: (precision: Precision, cosine: Double), _ reference: ReferenceModel) throws {
        let model = try Self.model(reference.name, bound.precision)
        let expected = try reference.activations()
        let dimension = model.space.dimension
        let images = try Self.embedded(expected.all("pictures"), by: model)
        let texts = try expected.all("texts").map { Int32($0) }.chunks(of: #require(model.config.text).contextLength)
        var textRows = [Float](repeating: 0, count: texts.count * dimension)
        try textRows.withUnsafeMutableBufferPointer { try model.embedTokens(texts, into: $0) }
        for (rows, name) in [(images, "vision.embeddings"), (textRows, "text.embeddings")] {
            let cosine = try leastCosine(rows, expected.all(name), dimension: dimension)
            print("\(reference) \(bound.precision) \(name): \(cosine)")
            #expect(cosine >= bound.cosine)
        }
    }

    /// Products of bf16, which the processor may have and be slow at, are computed as well as where they are fast.
    @Test(arguments: ReferenceModel.all) func productsOfBF16AreNearOpenCLIP(_ reference: ReferenceModel) throws {
        let folder = try CLIPModelFolder(reference.folder)
        let expected = try reference.activations()
        let kernels = TransformerKernels(try Kernels.selected().instructionSet)
        let weights = ModelWeights(tensors: folder.tensors, arithmetic: .bfloat16, kernels: kernels, threads: 2)
        // A processor that has no bf16 at all is never asked for it.
        guard let tower = try? folder.parts.visionTower(weights)
        else { return }
        let pictures = try expected.all("pictures")
        let count = pictures.count / folder.config.vision.imageSampleCount
        var output = [Float](repeating: 0, count: count * folder.config.embeddingSize)
        let workspace = try Workspace(threads: 1, kernels: kernels)
        try tower.embed(pictures, count: count, to: &output, in: workspace, observer: nil)
        let cosine = try leastCosine(output, expected.all("vision.embeddings"), dimension: folder.config.embeddingSize)
        print("\(reference) products of bf16: \(cosine)")
        #expect(cosine >= 0.9995)
    }

    @Test(arguments: [64, -1, .max] as [Int32]) func refusesTokensThatTheModelHasNot(_ token: Int32) throws {
        let model = try Self.model("exact", .float32)
        let text = [token, .max] + [Int32](repeating: 0, count: 18)
        #expect(throws: ModelError.self) {
            var output = [Float](repeating: 0, count: model.space.dimension)
            try output.withUnsafeMutableBufferPointer { try model.embedTokens([text], into: $0) }
        }
    }

    @Test func saysWhatIsMissingInAModel() throws {
        try withTemporaryFolder { folder in
            for file in [OpenCLIPModel.configName, OpenCLIPModel.weightsName] {
                try folder.copy("clip/exact/\(file)", to: file)
            }
            let config = try contents(of: folder(OpenCLIPModel.configName))
            let wider = String(decoding: config, as: UTF8.self).replacing("\"width\": 48", with: "\"width\": 64")
            try folder.write(Array(wider.utf8), to: OpenCLIPModel.configName)
            let model = try CLIPModel(CLIPModelFolder(folder.path), precision: .float32, threads: 1, kernels: .scalar)
            #expect(
                throws: ModelError(
                    .mismatch(
                        "its tensor 'visual.positional_embedding' has the shape [17, 48], and [17, 64] is what the configuration asks for"
                    ),
                    folder(OpenCLIPModel.weightsName))
            ) { try model.visionTower() }
        }
    }

    /// The digest is that of all the weights and the configuration.
    @Test func anyChangedByteMakesAnotherSpace() throws {
        try withTemporaryFolder { folder in
            for file in [OpenCLIPModel.configName, OpenCLIPModel.weightsName] {
                try folder.copy("clip/exact/\(file)", to: file)
            }
            func digest(threads: Int = 1) throws -> [UInt8] { try CLIPModelFolder(folder.path).digest(threads: threads) }
            let first = try digest()
            #expect(first.count == EmbeddingSpace.digestSize)
            for threads in 2...5 { #expect(try digest(threads: threads) == first) }
            let weights = try contents(of: folder(OpenCLIPModel.weightsName))
            for offset in [weights.count / 2, weights.count - 1] {
                var changed = weights
                changed[offset] ^= 1
                try folder.write(changed, to: OpenCLIPModel.weightsName)
                #expect(try digest() != first)
            }
            try folder.write(weights, to: OpenCLIPModel.weightsName)
            #expect(try digest() == first)
            let config = try contents(of: folder(OpenCLIPModel.configName))
            try folder.write(config + [0x20], to: OpenCLIPModel.configName)
            #expect(try digest() != first)
        }
    }
}

/// The least cosine of rows of `a` and those of `b`.
func leastCosine(_ a: [Float], _ b: [Float], dimension: Int) -> Double {
    guard a.count == b.count, !a.isEmpty else { return -1 }
    func sum(_ x: [Float], _ y: [Float]) -> Double { zip(x, y).map { Double($0) * Double($1) }.reduce(0, +) }
    return zip(a.chunks(of: dimension), b.chunks(of: dimension))
        .map { sum($0, $1) / (sum($0, $0) * sum($1, $1)).squareRoot() }.min() ?? -1
}
