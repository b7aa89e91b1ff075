#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The filters that interpolate samples. They are Pillow's, formula for formula.
public enum ResampleFilter: String, CaseIterable, Sendable {
    case nearest, box, bilinear, bicubic, lanczos

    /// The distance from its centre that the filter reaches, in input samples when not reducing. Not used by `nearest`.
    var support: Double {
        switch self {
        case .nearest: 0
        case .box: 0.5
        case .bilinear: 1
        case .bicubic: 2
        case .lanczos: 3
        }
    }

    /// The filter's weight at distance `x`.
    func weight(_ x: Double) -> Double {
        switch self {
        case .nearest: 0
        case .box: x > -0.5 && x <= 0.5 ? 1 : 0
        case .bilinear: abs(x) < 1 ? 1 - abs(x) : 0
        case .bicubic: keysCubic(abs(x))
        case .lanczos: x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0
        }
    }
}

/// Keys, "Cubic convolution interpolation for digital image processing", 1981, with a = −0.5; for x ≥ 0.
private func keysCubic(_ x: Double) -> Double {
    let a = -0.5
    // Both, and then one of them: which one it is changes all the time, and a branch would mostly be guessed wrong.
    let near = ((a + 2) * x - (a + 3)) * x * x + 1
    let far = x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
    return x < 1 ? near : far
}

private func sinc(_ x: Double) -> Double {
    if x == 0 { return 1 }
    let angle = x * .pi
    return sin(angle) / angle
}
