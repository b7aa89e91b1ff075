/// What a model folder's `open_clip_config.json` says, as far as embeddings depend on it.
package struct CLIPConfig: Sendable, Equatable {
    /// Numbers an embedding.
    package let embeddingSize: Int
    package let vision: VisionConfig
    /// Nil with `textObstacle` where the model's text tower is of another kind; it embeds images all the same.
    package let text: TextConfig?
    package let textObstacle: String?
    package let preparation: ImagePreparation
}

/// A stack of residual attention blocks.
package struct TransformerConfig: Sendable, Equatable {
    package let layers: Int
    /// Numbers a token.
    package let width: Int
    package let heads: Int
    /// Numbers in the middle of a multilayer perceptron.
    package let hiddenWidth: Int
    /// x · sigmoid(1.702 x) in place of the exact GELU.
    package let usesQuickGELU: Bool
    /// Added to the variance by layer normalisation.
    package let epsilon: Float
    /// Whether what a block adds is scaled by numbers of its own, one a column.
    package let hasLayerScale: Bool

    package var headWidth: Int { width / heads }
}

/// A vision transformer.
package struct VisionConfig: Sendable, Equatable {
    package enum Pooling: Sendable {
        /// The class token's.
        case classToken
        /// The mean of the patches'.
        case mean
    }

    package let transformer: TransformerConfig
    /// The side of a picture, in pixels.
    package let imageSize: Int
    /// The side of a patch, in pixels.
    package let patchSize: Int
    /// Whether tokens are normalised before the first block.
    package let normalizesFirst: Bool
    package let pooling: Pooling
    /// Whether the last normalisation comes after pooling.
    package let poolsBeforeNormalizing: Bool

    /// Patches along a side.
    package var grid: Int { imageSize / patchSize }
    /// Patches and the class token.
    package var tokenCount: Int { grid * grid + 1 }
    package var patchSampleCount: Int { 3 * patchSize * patchSize }
    package var imageSampleCount: Int { 3 * imageSize * imageSize }
}

/// A causal transformer over tokens of text, whose embedding is that of the end of text, the greatest token.
package struct TextConfig: Sendable, Equatable {
    package let transformer: TransformerConfig
    /// Tokens a text.
    package let contextLength: Int
    package let vocabularySize: Int
    /// What the names of its tensors begin with.
    package let prefix: String
}
