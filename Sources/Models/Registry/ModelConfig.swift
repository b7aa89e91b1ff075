/// What the files of a model's folder say, as far as embeddings depend on it.
package struct ModelConfig: Sendable, Equatable {
    /// Numbers per embedding.
    package let embeddingSize: Int
    package let vision: VisionConfig
    /// Nil with `textObstacle` where there is no text tower that can be used; the model embeds images all the same.
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
        /// What a learned query sees of the patches.
        case attention
    }

    /// How position embeddings of one grid of patches become those of another.
    package enum PositionResampling: Sendable {
        /// By PyTorch's bicubic interpolation.
        case bicubic
        /// By the same with antialiasing.
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
    package var patchSampleCount: Int { 3 * patchSize * patchSize }
    package var imageSampleCount: Int { 3 * imageSize * imageSize }
}

/// A transformer over tokens of text.
package struct TextConfig: Sendable, Equatable {
    /// Whose token's outcome is the text's.
    package enum Pooling: Sendable, Equatable {
        /// That of the first of the greatest tokens, which is the end of text.
        case greatest
        /// That of the first token of this number, or of the first token of all where there is none.
        case first(Int32)
        /// That of the last token.
        case last
    }

    package let transformer: TransformerConfig
    /// Tokens per text.
    package let contextLength: Int
    package let vocabularySize: Int
    /// What the names of its tensors begin with.
    package let prefix: String
    /// Whether a token sees only those before it.
    package var isCausal = true
    package var pooling = Pooling.greatest
}
