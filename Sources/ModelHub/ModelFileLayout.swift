/// The files of a model's folder that are needed: OpenCLIP's layout, or that of transformers, whose weights may be in shards.
struct ModelFileLayout: Equatable {
    private static let openCLIP = ["open_clip_config.json", "open_clip_model.safetensors"]
    private static let transformers = ["config.json", "preprocessor_config.json"]
    private static let weights = "model.safetensors"
    /// The tokenizer, which a model that only compares images can do without.
    private static let tokenizer = [
        "vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
    ]

    /// The names of the files, in the order in which they are downloaded.
    let files: [String]

    /// Creates the layout of a folder with files of these names; nil where they are not those of a model that this tool
    /// supports. Of two layouts OpenCLIP's is taken.
    init?(of names: [String]) {
        let present = Set(names)
        let shards = names.filter(Self.isShard).sorted()
        let needed: [String]
        if present.isSuperset(of: Self.openCLIP) {
            needed = Self.openCLIP
        } else if !present.isSuperset(of: Self.transformers) {
            return nil
        } else if present.contains(Self.weights) {
            needed = Self.transformers + [Self.weights]
        } else if present.contains("\(Self.weights).index.json"), !shards.isEmpty {
            needed = Self.transformers + ["\(Self.weights).index.json"] + shards
        } else {
            return nil
        }
        files = needed + Self.tokenizer.filter(present.contains)
    }

    /// The first file that `names` lack to be a model's.
    static func missing(in names: [String]) -> String {
        let isTransformers = !names.contains(openCLIP[0]) && names.contains(transformers[0])
        let needed = isTransformers ? transformers + [weights] : openCLIP
        return needed.first { !names.contains($0) } ?? needed[0]
    }

    /// Whether `name` is that of a shard, as in `model-00001-of-00002.safetensors`.
    private static func isShard(_ name: String) -> Bool {
        name.hasPrefix("model-") && name.contains("-of-") && name.hasSuffix(".safetensors")
    }
}
