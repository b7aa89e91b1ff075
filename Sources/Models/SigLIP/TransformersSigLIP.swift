/// SigLIP and SigLIP 2 of fixed sizes as Hugging Face's transformers store them.
struct TransformersSigLIP: ModelArchitecture {
    static let title = "SigLIP (transformers)"
    static let configName = "config.json"
    static let weightsName = "model.safetensors"

    static func claims(_ config: ConfigObject) -> Bool {
        ["siglip", "siglip2"].contains(try? config.string("model_type"))
    }

    let config: ModelConfig
    let configBytes: [UInt8]

    init(_ files: ModelFiles) throws(ModelError) {
        let folder = try TransformersFolder(files, meanAndDeviation: 0.5)
        configBytes = folder.configBytes
        config = try files.reading(Self.configName) { () throws(ConfigFlaw) in
            let root = folder.config
            guard try root.string("model_type") == "siglip" else {
                throw ConfigFlaw.unsupported("a NaFlex vision tower, which takes pictures of any shape")
            }
            let (vision, text) = (try root.part("vision_config"), try root.part("text_config"))
            func tower(_ object: ConfigObject) throws(ConfigFlaw) -> TransformerConfig {
                try object.transformersTower(
                    width: 768, hidden: 3072, layers: 12, heads: 12, activation: "gelu_pytorch_tanh", epsilon: 1e-6)
            }
            let visionTower = try tower(vision)
            let imageSize = try vision.integer("image_size", in: 1...8192) ?? 224
            guard try vision.bool("vision_use_head") ?? true else { throw ConfigFlaw.unsupported("no attention pool") }
            return ModelConfig(
                embeddingSize: visionTower.width,
                vision: try folder.vision(
                    vision, visionTower, patch: 16, imageSize: imageSize, pooling: .attention, hasClassToken: false,
                    normalizesFirst: false),
                text: TextConfig(
                    transformer: try tower(text),
                    contextLength: try text.integer("max_position_embeddings", in: 2...65536) ?? 64,
                    vocabularySize: try text.integer("vocab_size", in: 2...16_777_216) ?? 32000, prefix: "text_model.",
                    isCausal: false, pooling: .last),
                textObstacle: nil, preparation: folder.preparation)
        }
    }

    func tokenizer(in files: ModelFiles) throws(ModelError) -> any TextTokenizer {
        try PieceTokenizer(files, contextLength: config.text?.contextLength ?? 64, cleaning: .transformersSigLIP)
    }

    func visionTower(_ weights: ModelWeights) throws(ModelError) -> any VisionTower {
        try weights.patchTransformer(.transformersSigLIP, config)
    }

    func textTower(_ weights: ModelWeights, _ text: TextConfig) throws(ModelError) -> any TextTower {
        try weights.tokenTransformer(
            .transformersCLIP(projection: .layer(.init("text_model.head"))), text, size: config.embeddingSize)
    }
}

extension VisionNames {
    fileprivate static let transformersSigLIP = VisionNames(
        prefix: "vision_model.", patches: .init("embeddings.patch_embedding"),
        positions: "embeddings.position_embedding.weight",
        blocks: "encoder.layers", block: .transformersCLIP, lastNorm: "post_layernorm",
        pool: PoolNames(
            latent: "head.probe",
            queries: .init(
                names: .init(weights: "head.attention.in_proj_weight", bias: "head.attention.in_proj_bias"), part: 0..<1,
                total: 3),
            keysAndValues: .init(
                names: .init(weights: "head.attention.in_proj_weight", bias: "head.attention.in_proj_bias"), part: 1..<3,
                total: 3),
            output: .init("head.attention.out_proj"), norm: "head.layernorm",
            perceptron: PerceptronNames(expansion: [.init("head.mlp.fc1")], contraction: .init("head.mlp.fc2"))),
        projection: .none)
}
