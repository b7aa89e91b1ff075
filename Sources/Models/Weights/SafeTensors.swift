import CTransformer
import Files
package import SystemPackage

/// The tensors in a file of the safetensors format, mapped into memory.
///
/// | bytes | what |
/// |---|---|
/// | 8 | N, the length of the header, as a little-endian integer |
/// | N | the header, JSON: for each tensor its `dtype`, `shape` and `data_offsets` [begin, end); `__metadata__`, texts |
/// | the rest | the tensors, row-major, little-endian; offsets count from here |
///
/// The tensors fill the rest without gaps or overlaps, which is checked when the file is opened, as is everything else that
/// the header says. Source: https://huggingface.co/docs/safetensors
package struct SafeTensors: Sendable {
    package let path: FilePath
    /// The tensors, by name.
    package let tensors: [String: Tensor]
    private let file: MappedFile
    /// The offset at which the tensors begin.
    private let base: Int

    package struct Tensor: Sendable, Equatable {
        package let type: String
        /// Outermost dimension first.
        package let shape: [Int]
        /// The range of bytes, from where the tensors begin.
        package let range: Range<Int>
    }

    /// Opens the file at `path` and checks its header. The file must not be shortened as long as it is in use.
    package init(_ path: FilePath) throws(ModelError) {
        self.path = path
        do {
            file = try MappedFile(path)
        } catch {
            throw ModelError(error == .noSuchFileOrDirectory ? .missing : .system(error), path)
        }
        if file.withBytes(isGitLFSPointer) { throw ModelError(.pointer, path) }
        do {
            (tensors, base) = try file.withBytes { bytes throws(SafeTensorsFlaw) in
                let header = try SafeTensorsHeader(bytes)
                return (header.tensors.withoutTrainingPrefix, header.base)
            }
        } catch {
            throw ModelError(.damaged(error.detail), path)
        }
    }

    package func contains(_ name: String) -> Bool { tensors[name] != nil }

    /// Throws what `withFloats` would throw.
    func check(_ name: String, shape: [Int]) throws(ModelError) { _ = try checked(name, shape: shape) }

    /// Calls `body` with the tensor `name` as floats, which are valid during the call only.
    ///
    /// - Throws: `ModelError` where there is no such tensor, its shape is not `shape`, or its numbers are no floats.
    package func withFloats<Result>(
        _ name: String, shape: [Int], _ body: (UnsafeBufferPointer<Float>) throws(ModelError) -> Result
    ) throws(ModelError) -> Result {
        let (tensor, type) = try checked(name, shape: shape)
        let count = shape.reduce(1, *)
        return try file.withBytes { bytes throws(ModelError) -> Result in
            let raw = UnsafeRawBufferPointer(
                rebasing: bytes[(base + tensor.range.lowerBound)..<(base + tensor.range.upperBound)])
            guard let address = raw.baseAddress else { return try body(UnsafeBufferPointer(start: nil, count: 0)) }
            if type == .float32, UInt(bitPattern: address) % 4 == 0 { return try body(raw.bindMemory(to: Float.self)) }
            let floats = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
            defer { floats.deallocate() }
            type.convert(address, count: count, to: floats.baseAddress!)  // Allocated for more than none.
            return try body(UnsafeBufferPointer(floats))
        }
    }

    /// The tensor `name` as floats.
    package func floats(_ name: String, shape: [Int]) throws(ModelError) -> [Float] {
        try withFloats(name, shape: shape) { floats throws(ModelError) in Array(floats) }
    }

    /// Writes row `index` of the matrix `name`, which has the shape `shape`, to `output`.
    package func copyRow(
        _ index: Int, of name: String, shape: (rows: Int, columns: Int), to output: UnsafeMutablePointer<Float>
    ) throws(ModelError) {
        precondition((0..<shape.rows).contains(index))
        let (tensor, type) = try checked(name, shape: [shape.rows, shape.columns])
        file.withBytes { bytes in
            let start = base + tensor.range.lowerBound + index * shape.columns * type.size
            guard let address = bytes.baseAddress else { return }
            type.convert(address + start, count: shape.columns, to: output)
        }
    }

    /// The status of the file when it was opened.
    var status: FileStatus { file.status }

    /// The size of the whole file.
    var byteCount: Int { file.count }

    /// The whole file in ranges of `size` bytes, the last of which may be shorter.
    func pieces(of size: Int) -> [Range<Int>] {
        stride(from: 0, to: file.count, by: size).map { $0..<min($0 + size, file.count) }
    }

    /// Calls `body` with the file's bytes in `range`, which are valid during the call only.
    func withBytes<Result>(in range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        file.withBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    private func checked(_ name: String, shape: [Int]) throws(ModelError) -> (Tensor, FloatType) {
        guard let tensor = tensors[name] else { throw ModelError(.mismatch("it has no tensor \(quoted(name))"), path) }
        guard tensor.shape.drop(while: { $0 == 1 }) == shape.drop(while: { $0 == 1 }) else {
            throw ModelError(
                .mismatch(
                    "its tensor \(quoted(name)) has the shape \(tensor.shape), and \(shape) is what the configuration asks for"),
                path)
        }
        guard let type = FloatType(rawValue: tensor.type) else {
            throw ModelError(
                .unsupported("its tensor \(quoted(name)) is of type \(quoted(tensor.type)), not F32, F16 or BF16"), path)
        }
        return (tensor, type)
    }
}

extension [String: SafeTensors.Tensor] {
    /// The tensors without the prefix `module.`, which PyTorch's parallel training leaves in a checkpoint and OpenCLIP ignores.
    fileprivate var withoutTrainingPrefix: [String: SafeTensors.Tensor] {
        let prefix = "module."
        guard keys.allSatisfy({ $0.hasPrefix(prefix) }) else { return self }
        return Dictionary(uniqueKeysWithValues: map { (String($0.key.dropFirst(prefix.count)), $0.value) })
    }
}

/// The types that weights are stored as.
private enum FloatType: String {
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"

    /// The size in bytes.
    var size: Int { self == .float32 ? 4 : 2 }

    /// - Parameter bytes: `count` numbers, at any address.
    func convert(_ bytes: UnsafeRawPointer, count: Int, to output: UnsafeMutablePointer<Float>) {
        switch self {
        case .float32: UnsafeMutableRawPointer(output).copyMemory(from: bytes, byteCount: 4 * count)
        case .float16: ct_from_f16(bytes, count, output)
        case .bfloat16: ct_from_bf16(bytes, count, output)
        }
    }
}
