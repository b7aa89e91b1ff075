import SystemPackage

/// A kind of model: how its folder is told from others, and how its parts are made.
///
/// A new one is a folder beside `CLIP`, `SigLIP` and `DINOv2` with a type of this protocol, and a line in ``ModelRegistry``.
protocol ModelArchitecture: Sendable {
    /// The name of the architecture, with the layout of its files.
    static var title: String { get }
    /// The file that tells what the model is.
    static var configName: String { get }
    /// The weights; shards have names of their own.
    static var weightsName: String { get }

    /// Whether a folder with this configuration is of this kind.
    static func claims(_ config: ConfigObject) -> Bool

    /// Reads the folder's small files.
    init(_ files: ModelFiles) throws(ModelError)

    /// The towers' shapes, and how pictures are prepared.
    var config: ModelConfig { get }
    /// The bytes of the configuration files, which are part of the digest.
    var configBytes: [UInt8] { get }

    /// Opens the tokenizer; only called where `config.text` exists.
    func tokenizer(in files: ModelFiles) throws(ModelError) -> any TextTokenizer
    func visionTower(_ weights: ModelWeights) throws(ModelError) -> any VisionTower
    /// Asked only where `config.text` is there.
    func textTower(_ weights: ModelWeights, _ config: TextConfig) throws(ModelError) -> any TextTower
}

/// The tensors of a model and what is to be made of them.
struct ModelWeights: Sendable {
    let tensors: ModelTensors
    let arithmetic: Arithmetic
    let kernels: TransformerKernels
    /// The number of threads that lay weights out.
    let threads: Int

    /// - Parameter prefix: The prefix of the names of the tower's tensors.
    func tower(prefix: String) -> TowerWeights {
        TowerWeights(tensors: tensors, prefix: prefix, arithmetic: arithmetic, kernels: kernels, threads: threads)
    }

    func patchTransformer(_ names: VisionNames, _ config: ModelConfig) throws(ModelError) -> any VisionTower {
        try PatchTransformer(
            tower(prefix: names.prefix), names: names, config: config.vision, embeddingSize: config.embeddingSize)
    }

    func tokenTransformer(_ names: TextNames, _ config: TextConfig, size: Int) throws(ModelError) -> any TextTower {
        try TokenTransformer(tower(prefix: names.prefix), names: names, config: config, embeddingSize: size)
    }
}

/// Makes tokens of texts.
package protocol TextTokenizer: Sendable {
    /// Tokens per text.
    var contextLength: Int { get }
    /// One more than the largest number of a token: rows that a model's table of tokens needs.
    var vocabularySize: Int { get }
    /// The numbers of the tokens of `text`, as many as `contextLength`.
    func tokens(of text: String) -> [Int32]
}

/// The kinds of models that there are; what is claimed by several goes to the first.
enum ModelRegistry {
    static let architectures: [any ModelArchitecture.Type] = [
        OpenCLIPSigLIP.self,
        OpenCLIPModel.self,
        TransformersCLIP.self,
        TransformersSigLIP.self,
        TransformersDINOv2.self,
    ]

    /// The names of files by which a model's folder is known.
    static let configNames = ["open_clip_config.json", "config.json"]

    /// The architecture of the model in a folder, which may hold the same model in two layouts.
    ///
    /// - Throws: `ModelError` where there is no configuration, or none of a kind that there is.
    static func architecture(of files: ModelFiles) throws(ModelError) -> any ModelArchitecture.Type {
        var claimed: [any ModelArchitecture.Type] = []
        var unknown: String?
        for name in configNames where files.has(name) {
            let config = try files.object(name)
            let kind = architectures.first { $0.configName == name && $0.claims(config) }
            if let kind { claimed.append(kind) } else { unknown = (try? config.string("model_type")) ?? unknown ?? "" }
        }
        if let complete = claimed.first(where: { files.hasWeights($0.weightsName) }) ?? claimed.first { return complete }
        guard let unknown else { throw ModelError(.missing, files.path.appending(configNames[0])) }
        throw ModelError(
            .unsupported(unknown.isEmpty ? "config.json has no model_type" : "the model_type \(quoted(unknown))"), files.path)
    }
}
