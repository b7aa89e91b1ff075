internal import CDNNL
internal import CInstructionSets
internal import CTransformer
import Imaging

/// The resources that one thread needs to run a tower: the matrix library's worker and memory for activations. Not to be
/// shared.
final class Workspace {
    /// Threads that one matrix product may use.
    let threads: Int
    let kernels: TransformerKernels
    let worker: OpaquePointer

    // Activations, named by what they hold; rows are tokens.
    let images = AlignedBuffer()
    let patches = AlignedBuffer()
    let tokens = AlignedBuffer()
    let selected = AlignedBuffer()
    let normalized = AlignedBuffer()
    let projected = AlignedBuffer()
    let queries = AlignedBuffer()
    let context = AlignedBuffer()
    let hidden = AlignedBuffer()
    let gated = AlignedBuffer()
    let attention = AlignedBuffer()

    // What matrix products of less than float32 work on.
    private let operands = AlignedBuffer()
    private let innerOperands = AlignedBuffer()
    private let codes = AlignedBuffer()
    private let sums = AlignedBuffer()

    init(threads: Int, kernels: TransformerKernels) throws(ModelError) {
        self.threads = threads
        self.kernels = kernels
        var made: OpaquePointer?
        try callLibrary { cdnnl_worker_create(Int32(threads), &made, $0) }
        guard let made else { preconditionFailure("a worker was made, or else an error thrown") }
        worker = made
    }

    deinit { cdnnl_worker_destroy(worker) }

    /// Sums of products of bytes.
    func sums(count: Int) -> UnsafeMutablePointer<Int32> { sums.reserved(count, of: Int32.self) }

    /// Rows of `x` as `arithmetic` wants them; valid until the next call.
    func operand(_ x: UnsafeMutablePointer<Float>, rows: Int, width: Int, for arithmetic: Arithmetic) -> Operand {
        switch arithmetic {
        case .float32, .roundedFloat32:
            return Operand(numbers: UnsafeRawPointer(x), codes: nil)
        case .bfloat16:
            let numbers = operands.reserved(rows * width, of: UInt16.self)
            kernels.functions.pointee.to_bf16(x, rows * width, numbers)
            return Operand(numbers: numbers, codes: nil)
        case .bytes:
            let numbers = operands.reserved(rows * width, of: UInt8.self)
            let codes = codes.reserved(rows, of: ct_row_code.self)
            kernels.functions.pointee.quantize(x, rows, width, byteLevels, numbers, codes)
            return Operand(numbers: numbers, codes: codes)
        }
    }

    /// Room for rows that a layer makes for the next one in the form that this wants them.
    func innerOperand(rows: Int, width: Int, for arithmetic: Arithmetic) -> UnsafeMutableRawPointer {
        UnsafeMutableRawPointer(innerOperands.reserved(rows * width * arithmetic.operandSize, of: UInt8.self))
    }
}

/// Rows of numbers in the form that a product takes.
struct Operand {
    let numbers: UnsafeRawPointer
    /// The code of each row, where the numbers are bytes.
    let codes: UnsafeMutablePointer<ct_row_code>?
}

/// The greatest byte of an operand. Processors without VNNI add two products of bytes in 16 bits, which holds for seven bits
/// of the unsigned one.
let byteLevels: Int32 = cis_has_wide_byte_products() ? 255 : 127

extension AlignedBuffer {
    /// Room for `count` values; what was there is lost when it grows.
    func reserved<Value>(_ count: Int, of type: Value.Type) -> UnsafeMutablePointer<Value> {
        reserve(count * MemoryLayout<Value>.stride)
        return UnsafeMutableRawPointer(bytes).assumingMemoryBound(to: Value.self)
    }

    func floats(_ count: Int) -> UnsafeMutablePointer<Float> { reserved(count, of: Float.self) }
}
