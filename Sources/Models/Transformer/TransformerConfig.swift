/// A stack of residual attention blocks.
package struct TransformerConfig: Sendable, Equatable {
    /// The function between the two layers of a perceptron.
    package enum Activation: String, Sendable {
        /// x Φ(x)
        case gelu = "GELU"
        /// x · sigmoid(1.702 x)
        case quickGELU = "quick GELU"
        /// The approximation of GELU by the hyperbolic tangent.
        case tanhGELU = "tanh GELU"
        /// The first half of the first layer's outputs, times their sigmoid, times the second half.
        case swiGLU = "SwiGLU"
    }

    package let layers: Int
    /// The number of components of a token.
    package let width: Int
    package let heads: Int
    /// The number of components in the middle of a multilayer perceptron.
    package let hiddenWidth: Int
    package let activation: Activation
    /// Added to the variance by layer normalisation.
    package let epsilon: Float
    /// Whether what a block adds is scaled by numbers of its own, one per column.
    package let hasLayerScale: Bool

    package var headWidth: Int { width / heads }
}
