/// DINOv2, with and without registers, as Hugging Face's transformers store it. An image's embedding is the class token's
/// outcome (`pooler_output`); there is no text tower.
struct TransformersDINOv2: ModelArchitecture {
    static let title = "DINOv2 (transformers)"
    static let configName = "config.json"
    static let weightsName = "model.safetensors"

    static func claims(_ config: ConfigObject) -> Bool {
        ["dinov2", "dinov2_with_registers"].contains(try? config.string("model_type"))
    }

    let config: ModelConfig
    let configBytes: [UInt8]
    private let names: BlockNames

    init(_ files: ModelFiles) throws(ModelError) {
        let folder = try TransformersFolder(files)
        configBytes = folder.configBytes
        let root = folder.config
        (config, names) = try files.reading(Self.configName) { () throws(ConfigFlaw) in
            let isGated = try root.bool("use_swiglu_ffn") ?? false
            let hasRegisters = try root.string("model_type") == "dinov2_with_registers"
            let width = try root.integer("hidden_size", in: 1...65536) ?? 768
            let wide = Double(width) * (try root.number("mlp_ratio") ?? 4)
            guard wide >= 1, wide <= 262_144 else { throw ConfigFlaw.damaged("its mlp_ratio is out of range") }
            // SwiGLU keeps two thirds of the perceptron's width, rounded up to a multiple of eight.
            let hidden = isGated ? (Int(Double(Int(wide)) * 2 / 3) + 7) / 8 * 8 : Int(wide)
            let plain = try root.transformersTower(
                width: 768, hidden: hidden, layers: 12, heads: 12, activation: "gelu", epsilon: 1e-6)
            let tower = TransformerConfig(
                layers: plain.layers, width: width, heads: plain.heads, hiddenWidth: hidden,
                activation: isGated ? .swiGLU : plain.activation, epsilon: plain.epsilon, hasLayerScale: true)
            let registers = hasRegisters ? try root.integer("num_register_tokens", in: 0...1024) ?? 4 : 0
            return (
                ModelConfig(
                    embeddingSize: width,
                    vision: try folder.vision(
                        root, tower, patch: hasRegisters ? 16 : 14,
                        imageSize: try root.integer("image_size", in: 1...8192) ?? 224,
                        pooling: .classToken, normalizesFirst: false, registers: registers,
                        resampling: hasRegisters ? .antialiasedBicubic : .bicubic),
                    text: nil, textObstacle: "DINOv2 has no text tower", preparation: folder.preparation),
                BlockNames.dinov2(isGated: isGated, hasBias: try root.bool("qkv_bias") ?? true)
            )
        }
    }

    func tokenizer(in files: ModelFiles) throws(ModelError) -> any TextTokenizer {
        throw ModelError(.unsupported("DINOv2 has no text tower; it embeds images only"), files.path)
    }

    func visionTower(_ weights: ModelWeights) throws(ModelError) -> any VisionTower {
        // Of a classifier the names begin with the model's.
        let prefix = ["dinov2.", "dinov2_with_registers."].first { weights.tensors.contains("\($0)embeddings.cls_token") }
        return try weights.patchTransformer(
            VisionNames(
                prefix: prefix ?? "", patches: .init("embeddings.patch_embeddings.projection"),
                classToken: "embeddings.cls_token", registers: "embeddings.register_tokens",
                positions: "embeddings.position_embeddings", blocks: "encoder.layer", block: names, lastNorm: "layernorm",
                projection: .none), config)
    }

    func textTower(_ weights: ModelWeights, _ text: TextConfig) throws(ModelError) -> any TextTower {
        throw ModelError(.unsupported("DINOv2 has no text tower; it embeds images only"), weights.tensors.path)
    }
}

extension BlockNames {
    fileprivate static func dinov2(isGated: Bool, hasBias: Bool) -> BlockNames {
        let attention = ["query", "key", "value"].map { part in
            let name = "attention.attention.\(part)"
            return TowerWeights.Names(weights: "\(name).weight", bias: hasBias ? "\(name).bias" : nil)
        }
        return BlockNames(
            firstNorm: "norm1", attention: attention, attentionOutput: .init("attention.output.dense"), secondNorm: "norm2",
            perceptron: isGated
                ? PerceptronNames(expansion: [.init("mlp.weights_in")], contraction: .init("mlp.weights_out"))
                : PerceptronNames(expansion: [.init("mlp.fc1")], contraction: .init("mlp.fc2")),
            attentionScale: "layer_scale1.lambda1", perceptronScale: "layer_scale2.lambda1")
    }
}
