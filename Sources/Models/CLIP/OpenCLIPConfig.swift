import Imaging

extension ModelConfig {
    /// Reads the contents of an `open_clip_config.json`.
    ///
    /// What is not named takes OpenCLIP's default. A setting that is not known here is refused, as it could change what the
    /// model computes.
    init(json: [UInt8]) throws(ConfigFlaw) { try self.init(openCLIP: ConfigObject(json: json)) }

    init(openCLIP root: ConfigObject) throws(ConfigFlaw) {
        guard let model = try root.object("model_cfg") else { throw .damaged("it has no model_cfg") }
        guard !model.turnsOn("multimodal_cfg") else { throw .unsupported("a CoCa model") }
        try model.allowOnly([
            "embed_dim", "vision_cfg", "text_cfg", "quick_gelu", "custom_text", "init_logit_scale", "init_logit_bias",
            "nonscalar_logit_scale", "multimodal_cfg",
        ])
        guard let embeddingSize = try model.integer("embed_dim", in: 1...65536) else {
            throw .damaged("it has no model_cfg.embed_dim")
        }
        guard let visionObject = try model.object("vision_cfg"), let textObject = try model.object("text_cfg") else {
            throw .damaged("it has no model_cfg.vision_cfg or no model_cfg.text_cfg")
        }
        let activation: TransformerConfig.Activation = try model.bool("quick_gelu") ?? false ? .quickGELU : .gelu
        self.embeddingSize = embeddingSize
        vision = try VisionConfig(visionObject, activation: activation)
        (text, textObstacle) = try TextConfig.read(
            textObject, activation: activation, prefix: try model.bool("custom_text") ?? false ? "text." : "")
        preparation = try ImagePreparation(try root.object("preprocess_cfg"), size: vision.imageSize)
    }
}

extension ConfigObject {
    /// Settings of attention blocks that are not the usual ones.
    static let blockSettings = [
        "act_kwargs", "qk_norm", "scaled_cosine_attn", "scale_heads", "scale_attn_inner", "scale_attn", "scale_fc",
    ]

    func allowOnly(_ known: Set<String>) throws(ConfigFlaw) {
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw .unsupported("\(place) has the setting \(quoted(unknown))")
        }
    }

    func refuse(_ settings: [String]) throws(ConfigFlaw) {
        if let setting = settings.first(where: turnsOn) { throw .unsupported("\(place) has the setting \(quoted(setting))") }
        if let type = try string("block_type"), type != "default" {
            throw .unsupported("\(place) has the block_type \(quoted(type))")
        }
    }

    /// The settings that both towers have.
    func transformer(width: Int, heads: Int, activation: TransformerConfig.Activation) throws(ConfigFlaw) -> TransformerConfig {
        guard heads > 0, width % heads == 0 else {
            throw .damaged("its \(place).width of \(width) is not a whole number of heads")
        }
        let ratio = try number("mlp_ratio") ?? 4
        let hiddenWidth = Double(width) * ratio
        guard hiddenWidth >= 1, hiddenWidth <= 262144 else { throw .damaged("its \(place).mlp_ratio is \(ratio)") }
        let norm = try object("norm_kwargs")
        try norm?.allowOnly(["eps"])
        return TransformerConfig(
            layers: try integer("layers", in: 1...1024) ?? 12, width: width, heads: heads, hiddenWidth: Int(hiddenWidth),
            activation: activation, epsilon: Float(try norm?.number("eps") ?? 1e-5),
            hasLayerScale: try number("ls_init_value") != nil)
    }
}

extension VisionConfig {
    fileprivate init(_ object: ConfigObject, activation: TransformerConfig.Activation) throws(ConfigFlaw) {
        if let name = try object.string("timm_model_name") { throw .unsupported("a vision tower \(quoted(name)) from timm") }
        guard !object.isList("layers") else { throw .unsupported("a ResNet vision tower") }
        try object.refuse(["attentional_pool"] + ConfigObject.blockSettings)
        try object.allowOnly(
            Set(ConfigObject.blockSettings).union([
                "layers", "width", "head_width", "mlp_ratio", "patch_size", "image_size", "ls_init_value", "patch_dropout",
                "attentional_pool", "attn_pooler_queries", "attn_pooler_heads", "no_ln_pre", "pos_embed_type",
                "final_ln_after_pool", "pool_type", "output_tokens", "norm_kwargs", "block_type",
            ]))
        let width = try object.integer("width", in: 1...65536) ?? 768
        let headWidth = try object.integer("head_width", in: 1...65536) ?? 64
        transformer = try object.transformer(width: width, heads: width / headWidth, activation: activation)
        imageSize = try object.integer("image_size", in: 1...8192) ?? 224
        patchSize = try object.integer("patch_size", in: 1...8192) ?? 16
        guard patchSize <= imageSize else { throw .damaged("its \(object.place).patch_size is more than the image_size") }
        normalizesFirst = !(try object.bool("no_ln_pre") ?? false)
        poolsBeforeNormalizing = try object.bool("final_ln_after_pool") ?? false
        switch try object.string("pool_type") ?? "tok" {
        case "tok": pooling = .classToken
        case "avg": pooling = .mean
        case let other: throw .unsupported("\(object.place) has the pool_type \(quoted(other))")
        }
    }
}

extension TextConfig {
    /// The configuration, or what stands in the way of using the tower.
    fileprivate static func read(
        _ object: ConfigObject, activation: TransformerConfig.Activation, prefix: String
    ) throws(ConfigFlaw) -> (TextConfig?, obstacle: String?) {
        do {
            return (try TextConfig(object, activation: activation, prefix: prefix), nil)
        } catch .unsupported(let obstacle) {
            return (nil, obstacle)
        }
    }

    private init(_ object: ConfigObject, activation: TransformerConfig.Activation, prefix: String) throws(ConfigFlaw) {
        if let name = try object.string("hf_model_name") {
            throw .unsupported("a text tower \(quoted(name)) from Hugging Face")
        }
        if let name = try object.string("hf_tokenizer_name") {
            throw .unsupported("a tokenizer \(quoted(name)) from Hugging Face")
        }
        try object.refuse(
            ["embed_cls", "no_causal_mask", "proj_bias", "tokenizer_mode", "tokenizer_kwargs"] + ConfigObject.blockSettings)
        try object.allowOnly(
            Set(ConfigObject.blockSettings).union([
                "context_length", "vocab_size", "width", "heads", "layers", "mlp_ratio", "ls_init_value", "embed_cls", "pad_id",
                "eos_id", "no_causal_mask", "final_ln_after_pool", "pool_type", "proj_bias", "proj_type", "output_tokens",
                "norm_kwargs", "block_type", "hf_model_pretrained", "hf_proj_type", "hf_pooler_type", "tokenizer_mode",
                "tokenizer_kwargs",
            ]))
        if let type = try object.string("pool_type"), type != "argmax" {
            throw .unsupported("\(object.place) has the pool_type \(quoted(type))")
        }
        if let type = try object.string("proj_type"), type != "linear" {
            throw .unsupported("\(object.place) has the proj_type \(quoted(type))")
        }
        let width = try object.integer("width", in: 1...65536) ?? 512
        let heads = try object.integer("heads", in: 1...65536) ?? 8
        transformer = try object.transformer(width: width, heads: heads, activation: activation)
        contextLength = try object.integer("context_length", in: 2...65536) ?? 77
        vocabularySize = try object.integer("vocab_size", in: 2...16_777_216) ?? 49408
        self.prefix = prefix
    }
}

extension ImagePreparation {
    /// The mean that OpenAI trained CLIP with, which holds unless a configuration says otherwise.
    static let standardMean: [Float] = [0.48145466, 0.4578275, 0.40821073]
    static let standardDeviation: [Float] = [0.26862954, 0.26130258, 0.27577711]

    init(_ object: ConfigObject?, size: Int) throws(ConfigFlaw) {
        let mean = try object?.numbers("mean", count: 3) ?? Self.standardMean
        let deviation = try object?.numbers("std", count: 3) ?? Self.standardDeviation
        guard !deviation.contains(0) else { throw .damaged("its preprocess_cfg.std has a zero") }
        let interpolation = try object?.string("interpolation") ?? "bicubic"
        guard ["bicubic", "bilinear"].contains(interpolation), let filter = ResampleFilter(rawValue: interpolation) else {
            throw .unsupported("preprocess_cfg.interpolation is \(quoted(interpolation))")
        }
        let resizeMode = try object?.string("resize_mode") ?? "shortest"
        guard let mode = ResizeMode(rawValue: resizeMode) else {
            throw .unsupported("preprocess_cfg.resize_mode is \(quoted(resizeMode))")
        }
        self.init(
            size: size, mean: mean, standardDeviation: deviation, interpolation: filter, resizeMode: mode,
            fillColor: UInt8(try object?.integer("fill_color", in: 0...255) ?? 0))
    }
}
