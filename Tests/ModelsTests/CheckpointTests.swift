import Embeddings
import Foundation
import Kernels
import SystemPackage
import TestSupport
import Testing

@testable import Models

/// A model of full size meets its bounds, where there is one: RETRIEVE_CLIP_DIR names its folder, in which
/// `Scripts/make_clip_goldens.py --checkpoint` has stored what OpenCLIP makes of some pictures and texts.
@Suite struct CheckpointTests {
    private static let folder = ProcessInfo.processInfo.environment["RETRIEVE_CLIP_DIR"].map { FilePath($0) }

    @Test(
        .enabled(if: folder != nil, "RETRIEVE_CLIP_DIR names no model folder"),
        arguments: [(Precision.float32, 0.99999), (.bf16, 0.9995), (.int8, 0.995)])
    func isNearOpenCLIP(_ precision: Precision, bound: Double) throws {
        let folder = try #require(Self.folder)
        let expected = try SafeTensors(folder.appending("reference.safetensors"))
        let model = try CLIPModel(CLIPModelFolder(folder), precision: precision, threads: 2, kernels: Kernels.selected())
        let dimension = model.space.dimension

        let pictures = try expected.all("pictures")
        let count = pictures.count / model.imageSampleCount
        var images = [Float](repeating: 0, count: count * dimension)
        try pictures.withUnsafeBufferPointer { pictures in
            try images.withUnsafeMutableBufferPointer { try model.embedImages(pictures, count: count, into: $0) }
        }
        var found = [(images, "vision.embeddings")]
        if let text = model.config.text {
            let tokens = try expected.all("texts").map { Int32($0) }.chunks(of: text.contextLength)
            var texts = [Float](repeating: 0, count: tokens.count * dimension)
            try texts.withUnsafeMutableBufferPointer { try model.embedTokens(tokens, into: $0) }
            found.append((texts, "text.embeddings"))
        }

        for (rows, name) in found {
            let cosine = try leastCosine(rows, expected.all(name), dimension: dimension)
            print("\(folder.lastComponent?.string ?? "") \(precision) \(name): \(cosine)")
            #expect(cosine >= bound)
        }
    }
}
