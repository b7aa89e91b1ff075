/// CLIP as Hugging Face's transformers store it.
struct TransformersCLIP: ModelArchitecture {
    static let title = "CLIP (transformers)"
    static let configName = "config.json"
    static let weightsName = "model.safetensors"

    static func claims(_ config: ConfigObject) -> Bool { (try? config.string("model_type")) == "clip" }

    let config: ModelConfig
    let configBytes: [UInt8]

    init(_ files: ModelFiles) throws(ModelError) {
        let folder = try TransformersFolder(files)
        configBytes = folder.configBytes
        config = try files.reading(Self.configName) { () throws(ConfigFlaw) in
            let root = folder.config
            let (vision, text) = (try root.part("vision_config"), try root.part("text_config"))
            let tower = try vision.transformersTower(
                width: 768, hidden: 3072, layers: 12, heads: 12, activation: "quick_gelu", epsilon: 1e-5)
            let imageSize = try vision.integer("image_size", in: 1...8192) ?? 224
            let textTower = try text.transformersTower(
                width: 512, hidden: 2048, layers: 12, heads: 8, activation: "quick_gelu", epsilon: 1e-5)
            // Of models older than this setting the end of text is the greatest token.
            let end = try text.integer("eos_token_id", in: 0...16_777_216) ?? 49407
            return ModelConfig(
                embeddingSize: try root.integer("projection_dim", in: 1...65536) ?? 512,
                vision: try folder.vision(vision, tower, patch: 32, imageSize: imageSize, pooling: .classToken),
                text: TextConfig(
                    transformer: textTower, contextLength: try text.integer("max_position_embeddings", in: 2...65536) ?? 77,
                    vocabularySize: try text.integer("vocab_size", in: 2...16_777_216) ?? 49408, prefix: "text_model.",
                    pooling: end == 2 ? .greatest : .first(Int32(end))),
                textObstacle: nil, preparation: folder.preparation)
        }
    }

    func tokenizer(in files: ModelFiles) throws(ModelError) -> any TextTokenizer {
        try Tokenizer(folder: files.path, contextLength: config.text?.contextLength ?? 77, cleaning: .transformers)
    }

    func visionTower(_ weights: ModelWeights) throws(ModelError) -> any VisionTower {
        try weights.patchTransformer(
            VisionNames(
                prefix: "", patches: .init(weights: "vision_model.embeddings.patch_embedding.weight", bias: nil),
                classToken: "vision_model.embeddings.class_embedding",
                positions: "vision_model.embeddings.position_embedding.weight", firstNorm: "vision_model.pre_layrnorm",
                blocks: "vision_model.encoder.layers", block: .transformersCLIP, lastNorm: "vision_model.post_layernorm",
                projection: .layer(.init(weights: "visual_projection.weight", bias: nil))), config)
    }

    func textTower(_ weights: ModelWeights, _ text: TextConfig) throws(ModelError) -> any TextTower {
        try weights.tokenTransformer(
            .transformersCLIP(projection: .layer(.init(weights: "text_projection.weight", bias: nil))), text,
            size: config.embeddingSize)
    }
}

extension TextNames {
    static func transformersCLIP(projection: Projection) -> TextNames {
        TextNames(
            prefix: "", tokens: "text_model.embeddings.token_embedding.weight",
            positions: "text_model.embeddings.position_embedding.weight", blocks: "text_model.encoder.layers",
            block: .transformersCLIP, lastNorm: "text_model.final_layer_norm", projection: projection)
    }
}

extension BlockNames {
    static let transformersCLIP = BlockNames(
        firstNorm: "layer_norm1", attention: [.init("self_attn.q_proj"), .init("self_attn.k_proj"), .init("self_attn.v_proj")],
        attentionOutput: .init("self_attn.out_proj"), secondNorm: "layer_norm2",
        perceptron: PerceptronNames(expansion: [.init("mlp.fc1")], contraction: .init("mlp.fc2")))
}
