/// CLIP's vision and text transformers as OpenCLIP stores them.
struct OpenCLIPModel: ModelArchitecture {
    static let title = "CLIP (OpenCLIP)"
    static let configName = "open_clip_config.json"
    static let weightsName = "open_clip_model.safetensors"

    /// Claims every configuration that is left, so that unsupported settings are reported.
    static func claims(_ config: ConfigObject) -> Bool { true }

    let config: ModelConfig
    let configBytes: [UInt8]

    init(_ files: ModelFiles) throws(ModelError) {
        let bytes = try files.bytes(Self.configName)
        configBytes = bytes
        config = try files.reading(Self.configName) { () throws(ConfigFlaw) in try ModelConfig(json: bytes) }
    }

    func tokenizer(in files: ModelFiles) throws(ModelError) -> any TextTokenizer {
        try Tokenizer(folder: files.path, contextLength: config.text?.contextLength ?? 77)
    }

    func visionTower(_ weights: ModelWeights) throws(ModelError) -> any VisionTower {
        try weights.patchTransformer(.openCLIP, config)
    }

    func textTower(_ weights: ModelWeights, _ text: TextConfig) throws(ModelError) -> any TextTower {
        try weights.tokenTransformer(
            .openCLIP(prefix: text.prefix, projection: .transposed("text_projection")), text, size: config.embeddingSize)
    }
}

extension VisionNames {
    static let openCLIP = VisionNames(
        prefix: "visual.", patches: .init(weights: "conv1.weight", bias: nil), classToken: "class_embedding",
        positions: "positional_embedding", firstNorm: "ln_pre", blocks: "transformer.resblocks", block: .openCLIP,
        lastNorm: "ln_post", projection: .transposed("proj"))
}

extension TextNames {
    static func openCLIP(prefix: String, projection: Projection) -> TextNames {
        TextNames(
            prefix: prefix, tokens: "token_embedding.weight", positions: "positional_embedding",
            blocks: "transformer.resblocks", block: .openCLIP, lastNorm: "ln_final", projection: projection)
    }
}

extension BlockNames {
    static let openCLIP = BlockNames(
        firstNorm: "ln_1", attention: [.init(weights: "attn.in_proj_weight", bias: "attn.in_proj_bias")],
        attentionOutput: .init("attn.out_proj"), secondNorm: "ln_2",
        perceptron: PerceptronNames(expansion: [.init("mlp.c_fc")], contraction: .init("mlp.c_proj")),
        attentionScale: "ls_1.gamma", perceptronScale: "ls_2.gamma")
}
