#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The error in a file's header; continues "the model file … is damaged".
struct SafeTensorsFlaw: Error {
    let detail: String

    init(_ detail: String) { self.detail = detail }
}

/// The header of a safetensors file, checked against the file's length.
struct SafeTensorsHeader {
    /// The longest header that the format allows, in bytes.
    private static let limit = 100_000_000
    private static let lengthSize = 8

    let tensors: [String: SafeTensors.Tensor]
    /// The offset at which the tensors begin.
    let base: Int

    init(_ file: UnsafeRawBufferPointer) throws(SafeTensorsFlaw) {
        guard file.count >= Self.lengthSize else {
            throw SafeTensorsFlaw("its \(file.count) bytes are too few for a safetensors file")
        }
        let length = UInt64(littleEndian: file.loadUnaligned(as: UInt64.self))
        guard length <= Self.limit else { throw SafeTensorsFlaw("its header claims to be \(length) bytes long") }
        base = Self.lengthSize + Int(length)
        guard base <= file.count else {
            throw SafeTensorsFlaw("its header claims to be \(length) bytes long, and the file has \(file.count)")
        }
        let entries: Entries
        do {
            entries = try JSONDecoder().decode(Entries.self, from: Data(file[Self.lengthSize..<base]))
        } catch {
            throw SafeTensorsFlaw("its header is not as the safetensors format has it")
        }
        tensors = try Self.check(entries, size: file.count - base)
    }

    /// - Parameter size: Bytes of all tensors together.
    private static func check(_ entries: Entries, size: Int) throws(SafeTensorsFlaw) -> [String: SafeTensors.Tensor] {
        var tensors: [String: SafeTensors.Tensor] = [:]
        for (name, entry) in entries.tensors { tensors[name] = try entry.checked(name: name, size: size) }
        var end = 0
        for (name, tensor) in tensors.sorted(by: {
            ($0.value.range.lowerBound, $0.value.range.upperBound) < ($1.value.range.lowerBound, $1.value.range.upperBound)
        }) {
            guard tensor.range.lowerBound == end else {
                let what =
                    tensor.range.lowerBound < end ? "overlaps the tensor before it" : "does not follow the tensor before it"
                throw SafeTensorsFlaw("its tensor \(quoted(name)) \(what)")
            }
            end = tensor.range.upperBound
        }
        guard end == size else {
            throw SafeTensorsFlaw("its tensors take \(end) bytes, and there are \(size)")
        }
        return tensors
    }
}

/// The header's JSON.
private struct Entries: Decodable {
    var tensors: [(name: String, entry: Entry)] = []

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        for name in container.allKeys where name.stringValue != "__metadata__" {
            tensors.append((name.stringValue, try container.decode(Entry.self, forKey: name)))
        }
    }
}

private struct Entry: Decodable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]

    /// The size in bytes of each type of number; the size of other types is unknown.
    private static let sizes = [
        "BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "U16": 2, "I16": 2, "F16": 2, "BF16": 2, "U32": 4, "I32": 4,
        "F32": 4, "U64": 8, "I64": 8, "F64": 8,
    ]

    func checked(name: String, size: Int) throws(SafeTensorsFlaw) -> SafeTensors.Tensor {
        guard data_offsets.count == 2, data_offsets[0] >= 0, data_offsets[0] <= data_offsets[1], data_offsets[1] <= size else {
            throw SafeTensorsFlaw("its tensor \(quoted(name)) claims to lie at \(data_offsets) of \(size) bytes")
        }
        guard shape.allSatisfy({ $0 >= 0 }) else {
            throw SafeTensorsFlaw("its tensor \(quoted(name)) claims to have the shape \(shape)")
        }
        let range = data_offsets[0]..<data_offsets[1]
        if let size = Self.sizes[dtype] {
            // Of a product that overflows nothing is left to compare.
            let bytes = shape.reduce(size as Int?) { product, side in
                guard let (value, overflows) = product?.multipliedReportingOverflow(by: side), !overflows else { return nil }
                return value
            }
            guard bytes == range.count else {
                throw SafeTensorsFlaw(
                    "its tensor \(quoted(name)) of shape \(shape) and type \(quoted(dtype)) claims to take \(range.count) bytes"
                )
            }
        }
        return SafeTensors.Tensor(type: dtype, shape: shape, range: range)
    }
}
