internal import CDNNL
internal import CTransformer
import Kernels

/// The type of number that a model's matrix products are computed from, the most exact first. Everything between them is
/// float32.
package enum Precision: String, CaseIterable, Sendable {
    case float32
    /// Weights are rounded to bf16; so is what they are multiplied with where the processor has fast products of bf16.
    /// Elsewhere products are float32, which is faster there than bf16, and more exact.
    case bf16
    /// Weights are signed bytes with a scale for each output; what they are multiplied with, bytes with a scale and a zero
    /// for each token. Products are exact.
    case int8

    /// Whatever the processor, so that results do not depend on it beyond the last digits.
    package static let standard: Precision = .float32

    var arithmetic: Arithmetic {
        switch self {
        case .float32: .float32
        case .bf16: cdnnl_bf16_is_fast() != 0 ? .bfloat16 : .roundedFloat32
        case .int8: .bytes
        }
    }
}

/// The arithmetic of a matrix product.
enum Arithmetic: Sendable {
    case float32
    /// float32 with weights rounded to bf16.
    case roundedFloat32
    case bfloat16
    case bytes

    var code: cdnnl_arithmetic {
        switch self {
        case .float32, .roundedFloat32: CDNNL_F32
        case .bfloat16: CDNNL_BF16
        case .bytes: CDNNL_U8S8
        }
    }

    /// The size in bytes of a number that weights are multiplied with.
    var operandSize: Int {
        switch self {
        case .float32, .roundedFloat32: 4
        case .bfloat16: 2
        case .bytes: 1
        }
    }
}

/// Makes sure that the matrix library is there.
func checkLibrary() throws(ModelError) { try callLibrary { cdnnl_check($0) } }

/// The version and the instruction sets of the matrix library, once it is open, as in `oneDNN 2.7.2 avx512_core_amx`: with
/// others the last digits may differ.
func matrixProcessor() -> String {
    ["oneDNN", String(cString: cdnnl_version()), String(cString: cdnnl_instructions())].filter { !$0.isEmpty }
        .joined(separator: " ")
}

/// Calls a function of CDNNL, which writes its message to the given memory.
func callLibrary(_ body: (UnsafeMutablePointer<CChar>) -> cdnnl_status) throws(ModelError) {
    let size = Int(CDNNL_MESSAGE_SIZE)
    let failure = withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { message -> ModelError? in
        let address = message.baseAddress!  // Its size is not zero.
        return body(address) == CDNNL_OK ? nil : ModelError(.library(String(cString: address)))
    }
    if let failure { throw failure }
}

/// The loops between matrix products for one instruction set. All sets give the same bits.
struct TransformerKernels: Sendable {
    // The tables are constants of the C library, never written and never freed.
    nonisolated(unsafe) let functions: UnsafePointer<ct_kernels>

    /// Creates the loops for `set`: a set that RETRIEVE_SIMD forces holds here, too.
    init(_ set: Kernels.InstructionSet) {
        functions = ct_kernels_for(set.code)!  // Where it is not available, `Kernels` has none of it.
    }
}
