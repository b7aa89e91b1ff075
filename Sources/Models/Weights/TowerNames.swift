/// What the tensors of a block are called, after the block's own name.
struct BlockNames: Sendable {
    let firstNorm: String
    /// Of queries, keys and values: one layer, or one each.
    let attention: [TowerWeights.Names]
    let attentionOutput: TowerWeights.Names
    let secondNorm: String
    let perceptron: PerceptronNames
    /// What multiplies that which attention and the perceptron add, in a model with layer scale.
    var attentionScale: String?
    var perceptronScale: String?
}

/// What the tensors of a multilayer perceptron are called.
struct PerceptronNames: Sendable {
    /// One layer, or a gated perceptron's two.
    let expansion: [TowerWeights.Names]
    let contraction: TowerWeights.Names
}

/// What makes an embedding of a pooled token.
enum Projection: Sendable {
    case none
    /// A matrix with a row for each input.
    case transposed(String)
    case layer(TowerWeights.Names)
}

/// What the tensors of a vision tower are called.
struct VisionNames: Sendable {
    /// What all names begin with, as in `visual.`.
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

/// What the tensors of an attention pool are called.
struct PoolNames: Sendable {
    /// Some outputs of a layer, counted in the tower's width.
    struct Part: Sendable {
        let names: TowerWeights.Names
        let part: Range<Int>
        let total: Int
    }

    /// What queries are computed from.
    let latent: String
    let queries: Part
    let keysAndValues: Part
    let output: TowerWeights.Names
    let norm: String
    let perceptron: PerceptronNames
}

/// What the tensors of a text tower are called.
struct TextNames: Sendable {
    let prefix: String
    let tokens: String
    let positions: String
    let blocks: String
    let block: BlockNames
    let lastNorm: String
    let projection: Projection
}
