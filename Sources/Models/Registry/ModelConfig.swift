/// The settings in a model's folder that embeddings depend on.
package struct ModelConfig: Sendable, Equatable {
    /// The number of components of an embedding.
    package let embeddingSize: Int
    package let vision: VisionConfig
    /// The text tower; nil, with `textObstacle`, where there is none that can be used: the model then embeds images alone.
    package let text: TextConfig?
    package let textObstacle: String?
    package let preparation: ImagePreparation
}

/// A vision transformer over the patches of a picture.
package struct VisionConfig: Sendable, Equatable {
    package enum Pooling: Sendable {
        /// The class token's.
        case classToken
        /// The mean of the patches'.
        case mean
        /// The value of a learned query that attends to the patches.
        case attention
    }

    /// The resampling of position embeddings from one grid of patches to another.
    package enum PositionResampling: Sendable {
        /// PyTorch's bicubic interpolation.
        case bicubic
        /// PyTorch's bicubic interpolation with antialiasing.
        case antialiasedBicubic
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
    package var hasClassToken = true
    /// Learned tokens between the class token and the patches, without positions.
    package var registerCount = 0
    /// Patches along a side that the position embeddings are for; the picture's unless given.
    package var positionGrid: Int?
    package var positionResampling = PositionResampling.bicubic

    /// Patches along a side.
    package var grid: Int { imageSize / patchSize }
    /// Tokens before the patches.
    package var leadingCount: Int { (hasClassToken ? 1 : 0) + registerCount }
    package var tokenCount: Int { grid * grid + leadingCount }

    /// The number of pictures with which a layer has about 256 rows: products are no faster with more, and activations stay in the cache.
    var typicalCount: Int { max(1, (256 + tokenCount / 2) / tokenCount) }
    package var patchSampleCount: Int { 3 * patchSize * patchSize }
    package var imageSampleCount: Int { 3 * imageSize * imageSize }
}

/// A transformer over tokens of text.
package struct TextConfig: Sendable, Equatable {
    /// The token whose output is the text's embedding.
    package enum Pooling: Sendable, Equatable {
        /// The first of the tokens with the greatest number, which is the end of text.
        case greatest
        /// The first token of this number, or the first token of all where there is none.
        case first(Int32)
        /// The last token.
        case last
    }

    package let transformer: TransformerConfig
    /// Tokens per text.
    package let contextLength: Int
    package let vocabularySize: Int
    /// The prefix of the names of the tower's tensors.
    package let prefix: String
    /// Whether a token sees only those before it.
    package var isCausal = true
    package var pooling = Pooling.greatest
}
