/// The names of the tensors of a block, after the block's own name.
struct BlockNames: Sendable {
    let firstNorm: String
    /// The names of queries, keys and values: one layer, or one each.
    let attention: [TowerWeights.Names]
    let attentionOutput: TowerWeights.Names
    let secondNorm: String
    let perceptron: PerceptronNames
    /// The name of the factors of the outputs of attention and perceptron, in a model with layer scale.
    var attentionScale: String?
    var perceptronScale: String?
}

/// The names of the tensors of a multilayer perceptron.
struct PerceptronNames: Sendable {
    /// One layer, or a gated perceptron's two.
    let expansion: [TowerWeights.Names]
    let contraction: TowerWeights.Names
}

/// The projection of a pooled token to an embedding.
enum Projection: Sendable {
    case none
    /// A matrix with a row for each input.
    case transposed(String)
    case layer(TowerWeights.Names)
}

/// The names of the tensors of a vision tower.
struct VisionNames: Sendable {
    /// The prefix of all names, as in `visual.`.
    let prefix: String
    let patches: TowerWeights.Names
    var classToken: String?
    var registers: String?
    let positions: String
    var firstNorm: String?
    /// The blocks' name, which a dot and a number follow.
    let blocks: String
    let block: BlockNames
    let lastNorm: String
    var pool: PoolNames?
    let projection: Projection
}

/// The names of the tensors of an attention pool.
struct PoolNames: Sendable {
    /// Some outputs of a layer, counted in the tower's width.
    struct Part: Sendable {
        let names: TowerWeights.Names
        let part: Range<Int>
        let total: Int
    }

    /// The name of the input of queries.
    let latent: String
    let queries: Part
    let keysAndValues: Part
    let output: TowerWeights.Names
    let norm: String
    let perceptron: PerceptronNames
}

/// The names of the tensors of a text tower.
struct TextNames: Sendable {
    let prefix: String
    let tokens: String
    let positions: String
    let blocks: String
    let block: BlockNames
    let lastNorm: String
    let projection: Projection
}
