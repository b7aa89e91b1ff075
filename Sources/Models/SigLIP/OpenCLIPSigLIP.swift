/// SigLIP and SigLIP 2 as OpenCLIP stores them: timm's vision transformer with an attention pool, OpenCLIP's text transformer
/// without a causal mask.
struct OpenCLIPSigLIP: ModelArchitecture {
    static let title = "SigLIP (OpenCLIP)"
    static let configName = OpenCLIPModel.configName
    static let weightsName = OpenCLIPModel.weightsName

    static func claims(_ config: ConfigObject) -> Bool {
        guard let model = try? config.object("model_cfg"), let vision = try? model.object("vision_cfg"),
            let name = try? vision.string("timm_model_name")
        else { return false }
        return name.contains("siglip") || name.contains("naflex")
    }

    let config: ModelConfig
    let configBytes: [UInt8]
    private let textProjection: Projection

    init(_ files: ModelFiles) throws(ModelError) {
        let bytes = try files.bytes(Self.configName)
        configBytes = bytes
        (config, textProjection) = try files.reading(Self.configName) { () throws(ConfigFlaw) in
            let root = try ConfigObject(json: bytes)
            guard let model = try root.object("model_cfg"), let vision = try model.object("vision_cfg"),
                let text = try model.object("text_cfg")
            else { throw ConfigFlaw.damaged("it has no model_cfg.vision_cfg or no model_cfg.text_cfg") }
            guard let size = try model.integer("embed_dim", in: 1...65536) else {
                throw ConfigFlaw.damaged("it has no model_cfg.embed_dim")
            }
            let visionConfig = try VisionConfig(timmSigLIP: vision)
            guard visionConfig.transformer.width == size else {
                throw ConfigFlaw.damaged("its model_cfg.embed_dim of \(size) is not the vision tower's width")
            }
            let projection = try Projection(sigLIPText: text)
            return (
                ModelConfig(
                    embeddingSize: size, vision: visionConfig, text: try TextConfig(openCLIPSigLIP: text), textObstacle: nil,
                    preparation: try ImagePreparation(try root.object("preprocess_cfg"), size: visionConfig.imageSize)),
                projection
            )
        }
    }

    func tokenizer(in files: ModelFiles) throws(ModelError) -> any TextTokenizer {
        try PieceTokenizer(files, contextLength: config.text?.contextLength ?? 64, cleaning: .openCLIPCanonical)
    }

    func visionTower(_ weights: ModelWeights) throws(ModelError) -> any VisionTower {
        try weights.patchTransformer(.timmSigLIP, config)
    }

    func textTower(_ weights: ModelWeights, _ text: TextConfig) throws(ModelError) -> any TextTower {
        try weights.tokenTransformer(
            .openCLIP(prefix: text.prefix, projection: textProjection), text, size: config.embeddingSize)
    }
}

extension VisionNames {
    static let timmSigLIP = VisionNames(
        prefix: "visual.trunk.", patches: .init("patch_embed.proj"), positions: "pos_embed", blocks: "blocks",
        block: BlockNames(
            firstNorm: "norm1", attention: [.init("attn.qkv")], attentionOutput: .init("attn.proj"), secondNorm: "norm2",
            perceptron: PerceptronNames(expansion: [.init("mlp.fc1")], contraction: .init("mlp.fc2"))),
        lastNorm: "norm",
        pool: PoolNames(
            latent: "attn_pool.latent", queries: .init(names: .init("attn_pool.q"), part: 0..<1, total: 1),
            keysAndValues: .init(names: .init("attn_pool.kv"), part: 0..<2, total: 2), output: .init("attn_pool.proj"),
            norm: "attn_pool.norm",
            perceptron: PerceptronNames(expansion: [.init("attn_pool.mlp.fc1")], contraction: .init("attn_pool.mlp.fc2"))),
        projection: .none)
}

extension VisionConfig {
    /// The sizes that timm's names of its SigLIP towers stand for: width, layers, heads, and the width of the perceptron as a
    /// multiple of the tower's.
    private static let timmSizes: [String: (width: Int, layers: Int, heads: Int, ratio: Double)] = [
        "base": (768, 12, 12, 4), "large": (1024, 24, 16, 4), "so400m": (1152, 27, 16, 3.7362), "giantopt": (1536, 40, 16, 4),
    ]

    /// The towers that were trained with GELU by the hyperbolic tangent.
    private static let timmTanhTowers: Set<String> = [
        "vit_base_patch32_siglip_256", "vit_large_patch16_siglip_512", "vit_so400m_patch16_siglip_256",
        "vit_so400m_patch16_siglip_384", "vit_so400m_patch16_siglip_512", "vit_giantopt_patch16_siglip_256",
        "vit_giantopt_patch16_siglip_384",
    ]

    fileprivate init(timmSigLIP object: ConfigObject) throws(ConfigFlaw) {
        try object.allowOnly([
            "image_size", "timm_model_name", "timm_model_pretrained", "timm_pool", "timm_proj", "timm_proj_bias", "timm_drop",
            "timm_drop_path", "patch_dropout",
        ])
        let name = try object.string("timm_model_name") ?? ""
        if name.contains("naflex") {
            throw .unsupported("a NaFlex vision tower \(quoted(name)), which takes pictures of any shape")
        }
        // As in vit_base_patch16_siglip_224.
        let parts = name.split(separator: "_").map(String.init)
        guard parts.count == 5, parts[0] == "vit", parts[3] == "siglip", let size = Self.timmSizes[parts[1]],
            parts[2].hasPrefix("patch"), let patch = Int(parts[2].dropFirst(5)), (1...64).contains(patch),
            let side = Int(parts[4])
        else { throw .unsupported("a vision tower \(quoted(name)) from timm") }
        guard try object.string("timm_pool") ?? "map" == "map", try object.string("timm_proj") ?? "none" == "none" else {
            throw .unsupported("\(object.place) has a timm_pool or timm_proj of its own")
        }
        self.init(
            transformer: TransformerConfig(
                layers: size.layers, width: size.width, heads: size.heads, hiddenWidth: Int(Double(size.width) * size.ratio),
                activation: Self.timmTanhTowers.contains(name) ? .tanhGELU : .gelu, epsilon: 1e-6, hasLayerScale: false),
            imageSize: try object.integer("image_size", in: patch...8192) ?? side, patchSize: patch, normalizesFirst: false,
            pooling: .attention, poolsBeforeNormalizing: false, hasClassToken: false)
    }
}

extension Projection {
    fileprivate init(sigLIPText object: ConfigObject) throws(ConfigFlaw) {
        switch try object.string("proj_type") ?? "linear" {
        case "none": self = .none
        case "linear":
            self =
                try object.bool("proj_bias") ?? false ? .layer(.init("text_projection")) : .transposed("text_projection")
        case let other: throw .unsupported("\(object.place) has the proj_type \(quoted(other))")
        }
    }
}

extension TextConfig {
    fileprivate init(openCLIPSigLIP object: ConfigObject) throws(ConfigFlaw) {
        try object.allowOnly([
            "context_length", "vocab_size", "hf_tokenizer_name", "tokenizer_kwargs", "width", "heads", "layers", "mlp_ratio",
            "no_causal_mask", "proj_bias", "proj_type", "pool_type", "norm_kwargs", "act_kwargs",
        ])
        let options = try object.object("tokenizer_kwargs")
        try options?.allowOnly(["clean"])
        if let clean = try options?.string("clean"), clean != "canonicalize" {
            throw .unsupported("texts cleaned by \(quoted(clean))")
        }
        guard try object.string("pool_type") == "last", try object.bool("no_causal_mask") == true else {
            throw .unsupported("\(object.place) has another pool_type than 'last', or a causal mask")
        }
        let activation = try object.object("act_kwargs")
        try activation?.allowOnly(["approximate"])
        let isTanh = try activation?.string("approximate") == "tanh"
        let width = try object.integer("width", in: 1...65536) ?? 512
        let heads = try object.integer("heads", in: 1...65536) ?? 8
        self.init(
            transformer: try object.transformer(width: width, heads: heads, activation: isTanh ? .tanhGELU : .gelu),
            contextLength: try object.integer("context_length", in: 2...65536) ?? 77,
            vocabularySize: try object.integer("vocab_size", in: 2...16_777_216) ?? 49408, prefix: "text.", isCausal: false,
            pooling: .last)
    }
}
