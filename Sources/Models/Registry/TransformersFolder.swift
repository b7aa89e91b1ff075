import Imaging

/// The files that models in transformers' layout have in common: `config.json` and `preprocessor_config.json`.
struct TransformersFolder {
    let config: ConfigObject
    let preparation: ImagePreparation
    let configBytes: [UInt8]

    /// - Parameter meanAndDeviation: What the preparation normalises by where the file does not say.
    init(_ files: ModelFiles, meanAndDeviation: Float? = nil) throws(ModelError) {
        let name = "preprocessor_config.json"
        configBytes = try files.bytes("config.json") + files.bytes(name)
        config = try files.object("config.json")
        let object = try files.object(name)
        preparation = try files.reading(name) { () throws(ConfigFlaw) in
            try ImagePreparation(preprocessor: object, meanAndDeviation: meanAndDeviation)
        }
    }

    /// The tower whose settings are in `object`, for pictures as they are prepared.
    func vision(
        _ object: ConfigObject, _ transformer: TransformerConfig, patch: Int, imageSize: Int, pooling: VisionConfig.Pooling,
        hasClassToken: Bool = true, normalizesFirst: Bool = true, registers: Int = 0,
        resampling: VisionConfig.PositionResampling = .bicubic
    ) throws(ConfigFlaw) -> VisionConfig {
        let patch = try object.integer("patch_size", in: 1...8192) ?? patch
        guard patch <= imageSize, patch <= preparation.size else {
            throw .damaged("its patch_size of \(patch) is more than the picture's side")
        }
        if let channels = try object.integer("num_channels", in: 1...1024), channels != 3 {
            throw .unsupported("pictures of \(channels) channels")
        }
        return VisionConfig(
            transformer: transformer, imageSize: preparation.size, patchSize: patch, normalizesFirst: normalizesFirst,
            pooling: pooling, poolsBeforeNormalizing: false, hasClassToken: hasClassToken, registerCount: registers,
            positionGrid: imageSize / patch, positionResampling: resampling)
    }
}

extension ConfigObject {
    /// The object `name`, or an empty one: what a configuration leaves out has the defaults of its kind.
    func part(_ name: String) throws(ConfigFlaw) -> ConfigObject { try object(name) ?? ConfigObject(emptyAt: name) }

    /// A transformer by the names that transformers have for its settings; the parameters are the defaults.
    func transformersTower(
        width: Int, hidden: Int, layers: Int, heads: Int, activation: String, epsilon: Double
    ) throws(ConfigFlaw) -> TransformerConfig {
        let width = try integer("hidden_size", in: 1...65536) ?? width
        let heads = try integer("num_attention_heads", in: 1...65536) ?? heads
        guard width % heads == 0 else { throw .damaged("its hidden_size of \(width) is not a whole number of heads") }
        let name = try string("hidden_act") ?? activation
        guard let activation = Self.activations[name] else { throw .unsupported("the hidden_act \(quoted(name))") }
        return TransformerConfig(
            layers: try integer("num_hidden_layers", in: 1...1024) ?? layers, width: width, heads: heads,
            hiddenWidth: try integer("intermediate_size", in: 1...262_144) ?? hidden, activation: activation,
            epsilon: Float(try number("layer_norm_eps") ?? epsilon), hasLayerScale: false)
    }

    private static let activations: [String: TransformerConfig.Activation] = [
        "gelu": .gelu, "quick_gelu": .quickGELU, "gelu_pytorch_tanh": .tanhGELU, "gelu_new": .tanhGELU,
    ]
}

extension ImagePreparation {
    /// Pillow's numbers of the filters.
    private static let filters: [Int: ResampleFilter] = [0: .nearest, 1: .lanczos, 2: .bilinear, 3: .bicubic, 4: .box]

    /// Creates the preparation from the settings of an image processor of CLIP, SigLIP or DINOv2.
    fileprivate init(preprocessor object: ConfigObject, meanAndDeviation: Float?) throws(ConfigFlaw) {
        let given = try object.string("image_processor_type")
        let older = try object.string("feature_extractor_type")
        let kind = given ?? older ?? "CLIPImageProcessor"
        let base = kind.hasSuffix("Fast") ? String(kind.dropLast(4)) : kind
        guard base != "Siglip2ImageProcessor" else {
            throw .unsupported("a NaFlex vision tower, which takes pictures of any shape")
        }
        guard ["CLIPImageProcessor", "CLIPFeatureExtractor", "SiglipImageProcessor", "BitImageProcessor"].contains(base) else {
            throw .unsupported("pictures prepared by \(quoted(kind))")
        }
        for step in ["do_resize", "do_rescale", "do_normalize"] {
            guard try object.bool(step) ?? true else { throw .unsupported("its \(step) is false") }
        }
        if let factor = try object.number("rescale_factor"), abs(factor * 255 - 1) > 1e-6 {
            throw .unsupported("its rescale_factor is \(factor)")
        }
        let resample = try object.integer("resample", in: 0...5) ?? 3
        guard let filter = Self.filters[resample] else { throw .unsupported("its resample is \(resample)") }
        let isSigLIP = base == "SiglipImageProcessor"
        let crops = try object.bool("do_center_crop") ?? !isSigLIP
        let crop = try object.side("crop_size", names: ["height", "width"]) ?? 224
        let mean = try object.numbers("image_mean", count: 3)
        let deviation = try object.numbers("image_std", count: 3)
        guard deviation?.contains(0) != true else { throw .damaged("its image_std has a zero") }
        let defaults = meanAndDeviation.map { ([Float](repeating: $0, count: 3), [Float](repeating: $0, count: 3)) }
        let (usualMean, usualDeviation) = defaults ?? (Self.standardMean, Self.standardDeviation)
        let shortest = try object.side("size", names: ["shortest_edge"])
        let whole = shortest == nil ? try object.side("size", names: ["height", "width"]) : nil
        if whole == nil, !crops { throw .unsupported("pictures that are not cut to a square") }
        let side = whole ?? shortest ?? 224
        guard whole == nil || !crops || crop == side else { throw .unsupported("its crop_size is not its size") }
        self.init(
            size: whole ?? crop, mean: mean ?? usualMean, standardDeviation: deviation ?? usualDeviation, interpolation: filter,
            resizeMode: whole == nil ? .shortest : .squash, shorterSide: whole == nil ? side : nil,
            cropRounding: .down)
    }
}

extension ConfigObject {
    /// A length in pixels: a number (which is then that of the shorter side or of a square), or an object that has it under all
    /// of `names`. Nil where it is given in another way.
    fileprivate func side(_ name: String, names: [String]) throws(ConfigFlaw) -> Int? {
        if !isObject(name) { return try integer(name, in: 1...8192) }
        guard let object = try object(name) else { return nil }
        var sides: Set<Int> = []
        for name in names {
            guard let side = try object.integer(name, in: 1...8192) else { return nil }
            sides.insert(side)
        }
        guard sides.count == 1 else { throw .unsupported("its \(name) is not a square") }
        return sides.first
    }
}
