import Embeddings
import Files
import Kernels
import SystemPackage
import TestSupport
import Testing

@testable import Models

/// Small random models of each architecture, and what transformers and timm compute with them
/// (Scripts/make_model_goldens.py).
@Suite struct ArchitectureTests {
    static let root = Fixtures.folder.appending("models")

    @Test(
        arguments: ["clip", "siglip", "dinov2", "dinov2-registers", "dinov2-giant"],
        [(Precision.float32, 0.99999), (.bf16, 0.9995), (.int8, 0.995)])
    func embeddingsAreAsTransformersHasThem(_ name: String, _ bound: (precision: Precision, cosine: Double)) throws {
        let folder = Self.root.appending(name)
        let expected = try SafeTensors(folder.appending("reference.safetensors"))
        let model = try CLIPModel(
            CLIPModelFolder(folder), precision: bound.precision, threads: 2, kernels: Kernels.selected())
        let dimension = model.space.dimension
        let pictures = try expected.all("pictures")
        let count = pictures.count / model.imageSampleCount
        var images = [Float](repeating: 0, count: count * dimension)
        try pictures.withUnsafeBufferPointer { pictures in
            try images.withUnsafeMutableBufferPointer { try model.embedImages(pictures, count: count, into: $0) }
        }
        try expectNear(images, expected.all("vision.embeddings"), dimension: dimension, bound.cosine, "\(name) vision")
        guard let text = model.config.text else { return #expect(expected.contains("texts") == false) }
        let tokens = try expected.all("texts").map { Int32($0) }.chunks(of: text.contextLength)
        var texts = [Float](repeating: 0, count: tokens.count * dimension)
        try texts.withUnsafeMutableBufferPointer { try model.embedTokens(tokens, into: $0) }
        try expectNear(texts, expected.all("text.embeddings"), dimension: dimension, bound.cosine, "\(name) text")
    }

    /// timm has no name for a small SigLIP, so its towers are made here, and not by a configuration.
    @Test(arguments: [(Arithmetic.float32, 0.99999), (.roundedFloat32, 0.9995), (.bytes, 0.995)])
    func openCLIPsSigLIPIsAsTimmAndOpenCLIPHaveIt(_ bound: (arithmetic: Arithmetic, cosine: Double)) throws {
        let folder = Self.root.appending("siglip-openclip")
        let expected = try SafeTensors(folder.appending("reference.safetensors"))
        let kernels = TransformerKernels(try Kernels.selected().instructionSet)
        let weights = ModelWeights(
            tensors: try ModelTensors(folder: folder, name: OpenCLIPSigLIP.weightsName), arithmetic: bound.arithmetic,
            kernels: kernels, threads: 2)
        let block = TransformerConfig(
            layers: 2, width: 48, heads: 3, hiddenWidth: 192, activation: .tanhGELU, epsilon: 1e-6, hasLayerScale: false)
        let vision = VisionConfig(
            transformer: block, imageSize: 32, patchSize: 8, normalizesFirst: false, pooling: .attention,
            poolsBeforeNormalizing: false, hasClassToken: false)
        let text = TextConfig(
            transformer: block, contextLength: 12, vocabularySize: 64, prefix: "text.", isCausal: false, pooling: .last)
        let images = try PatchTransformer(
            weights.tower(prefix: VisionNames.timmSigLIP.prefix), names: .timmSigLIP, config: vision, embeddingSize: 48)
        let names = TextNames.openCLIP(prefix: "text.", projection: .layer(.init("text_projection")))
        let texts = try TokenTransformer(weights.tower(prefix: "text."), names: names, config: text, embeddingSize: 48)
        let workspace = try Workspace(threads: 1, kernels: kernels)

        var rows = [Float](repeating: 0, count: 3 * 48)
        try images.embed(try expected.all("pictures"), count: 3, to: &rows, in: workspace, observer: nil)
        try expectNear(rows, expected.all("vision.embeddings"), dimension: 48, bound.cosine, "vision \(bound.arithmetic)")
        let tokens = try expected.all("texts").map { Int32($0) }.chunks(of: 12)
        rows = [Float](repeating: 0, count: tokens.count * 48)
        try texts.embed(tokens[...], to: &rows, in: workspace, observer: nil)
        try expectNear(rows, expected.all("text.embeddings"), dimension: 48, bound.cosine, "text \(bound.arithmetic)")
    }

    private func expectNear(_ rows: [Float], _ expected: [Float], dimension: Int, _ bound: Double, _ what: String) {
        let cosine = leastCosine(rows, expected, dimension: dimension)
        print("\(what): \(cosine)")
        #expect(cosine >= bound, "\(what)")
    }

    // MARK: Configurations

    /// (timm's name, side, width, layers, heads, perceptron, patches along a side), as published.
    @Test(arguments: [
        ("vit_base_patch32_siglip_256", 256, 768, 12, 12, 3072, 8), ("vit_base_patch16_siglip_224", 224, 768, 12, 12, 3072, 14),
        ("vit_base_patch16_siglip_512", 512, 768, 12, 12, 3072, 32),
        ("vit_large_patch16_siglip_384", 384, 1024, 24, 16, 4096, 24),
        ("vit_so400m_patch14_siglip_384", 384, 1152, 27, 16, 4304, 27),
        ("vit_so400m_patch14_siglip_378", 378, 1152, 27, 16, 4304, 27),
        ("vit_so400m_patch16_siglip_512", 512, 1152, 27, 16, 4304, 32),
        ("vit_giantopt_patch16_siglip_384", 384, 1536, 40, 16, 6144, 24),
    ])
    func publishedSizesAreKnown(
        _ name: String, side: Int, width: Int, layers: Int, heads: Int, hidden: Int, grid: Int
    ) throws {
        let config = try siglip(#""timm_model_name":"\#(name)","image_size":\#(side)"#, width: width).config
        let tower = config.vision.transformer
        #expect(tower.width == width && tower.layers == layers && tower.heads == heads && tower.hiddenWidth == hidden)
        #expect(config.vision.grid == grid && config.vision.tokenCount == grid * grid && config.vision.pooling == .attention)
        #expect(config.text?.pooling == .last && config.text?.isCausal == false && config.text?.contextLength == 64)
        #expect(config.preparation.resizeMode == .squash && config.preparation.mean == [0.5, 0.5, 0.5])
    }

    @Test func naFlexIsRefused() throws {
        for name in ["naflexvit_base_patch16_siglip", "naflexvit_so400m_patch16_siglip"] {
            let error = #expect(throws: ModelError.self) { try siglip(#""timm_model_name":"\#(name)""#, width: 768) }
            #expect(shownSentence(error).contains("NaFlex"))
        }
        try withTemporaryFolder { folder in
            try folder.write(Array(#"{"model_type":"siglip2"}"#.utf8), to: "config.json")
            for preprocessor in ["{}", #"{"image_processor_type":"Siglip2ImageProcessor"}"#] {
                try folder.write(Array(preprocessor.utf8), to: "preprocessor_config.json")
                let error = #expect(throws: ModelError.self) { try CLIPModelFolder(folder.path) }
                #expect(shownSentence(error).contains("NaFlex"))
            }
        }
    }

    @Test func dinov2HasNoTexts() throws {
        let folder = try CLIPModelFolder(Self.root.appending("dinov2"))
        let error = #expect(throws: ModelError.self) { try folder.tokenizer() }
        #expect(shownSentence(error).contains("DINOv2 has no text tower"))
    }

    @Test func otherModelsAreNamed() throws {
        try withTemporaryFolder { folder in
            try folder.write(Array(#"{"model_type":"bert"}"#.utf8), to: "config.json")
            #expect(throws: ModelError(.unsupported("the model_type 'bert'"), folder.path)) { try CLIPModelFolder(folder.path) }
        }
    }

    @Test func aMissingShardIsNamed() throws {
        try withTemporaryFolder { folder in
            let source = Self.root.appending("siglip")
            for entry in try directoryEntries(source) where entry.name.string != "model-00003-of-00009.safetensors" {
                try folder.copy("models/siglip/\(entry.name.string)", to: entry.name.string)
            }
            #expect(throws: ModelError(.missing, folder("model-00003-of-00009.safetensors"))) {
                try CLIPModelFolder(folder.path)
            }
        }
    }

    @Test func shardsWithoutAnIndexLackTheIndex() throws {
        try withTemporaryFolder { folder in
            let index = "model.safetensors.index.json"
            for entry in try directoryEntries(Self.root.appending("siglip")) where entry.name.string != index {
                try folder.copy("models/siglip/\(entry.name.string)", to: entry.name.string)
            }
            #expect(throws: ModelError(.missing, folder(index))) { try CLIPModelFolder(folder.path) }
        }
    }

    @Test func weightsInAnotherFormatAreNamed() throws {
        try withTemporaryFolder { folder in
            for name in ["config.json", "preprocessor_config.json"] { try folder.copy("models/dinov2/\(name)", to: name) }
            #expect(throws: ModelError(.missing, folder("model.safetensors"))) { try CLIPModelFolder(folder.path) }
            try folder.write([1], to: "pytorch_model.bin")
            let reason = "its weights are in 'pytorch_model.bin', and only those in 'model.safetensors' are read"
            #expect(throws: ModelError(.unsupported(reason), folder.path)) { try CLIPModelFolder(folder.path) }
        }
    }

    @Test func aFileOfAnotherModelIsNamed() throws {
        try withTemporaryFolder { folder in
            for name in ["config.json", "preprocessor_config.json"] { try folder.copy("models/dinov2/\(name)", to: name) }
            try folder.copy("models/clip/model.safetensors", to: "model.safetensors")
            let model = try CLIPModel(CLIPModelFolder(folder.path), precision: .float32, threads: 1, kernels: .scalar)
            #expect(
                throws: ModelError(
                    .mismatch("it has no tensor 'embeddings.position_embeddings'"), folder("model.safetensors"))
            ) { try model.visionTower() }
        }
    }

    /// A configuration would be met by a part of such weights, which is another model.
    @Test(arguments: [
        ("dinov2", "num_hidden_layers\": 2", "num_hidden_layers\": 1", "it has more layers than the 1 of the configuration"),
        ("dinov2-registers", "dinov2_with_registers", "dinov2", "it has registers, and the configuration has none"),
    ])
    func weightsOfMoreThanTheConfigurationSaysAreRefused(
        _ model: String, _ original: String, _ edited: String, _ reason: String
    ) throws {
        try withTemporaryFolder { folder in
            for name in ["preprocessor_config.json", "model.safetensors"] {
                try folder.copy("models/\(model)/\(name)", to: name)
            }
            let config = String(decoding: try Fixtures.bytes("models/\(model)/config.json"), as: UTF8.self)
            try #require(config.contains(original))
            try folder.write(Array(config.replacing(original, with: edited).utf8), to: "config.json")
            let opened = try CLIPModel(CLIPModelFolder(folder.path), precision: .float32, threads: 1, kernels: .scalar)
            #expect(throws: ModelError(.mismatch(reason), folder("model.safetensors"))) { try opened.visionTower() }
        }
    }

    private func siglip(_ vision: String, width: Int) throws -> OpenCLIPSigLIP {
        try withTemporaryFolder { folder in
            let text =
                #""context_length":64,"vocab_size":32000,"width":768,"heads":12,"layers":12,"no_causal_mask":true,"proj_bias":true,"pool_type":"last","norm_kwargs":{"eps":1e-6},"act_kwargs":{"approximate":"tanh"},"tokenizer_kwargs":{"clean":"canonicalize"},"hf_tokenizer_name":"timm/x""#
            let preprocess = #"{"mean":[0.5,0.5,0.5],"std":[0.5,0.5,0.5],"interpolation":"bicubic","resize_mode":"squash"}"#
            let json =
                #"{"model_cfg":{"embed_dim":\#(width),"init_logit_bias":-10,"custom_text":true,"vision_cfg":{\#(vision)},"text_cfg":{\#(text)}},"preprocess_cfg":\#(preprocess)}"#
            try folder.write(Array(json.utf8), to: "open_clip_config.json")
            return try OpenCLIPSigLIP(ModelFiles(path: folder.path))
        }
    }
}
