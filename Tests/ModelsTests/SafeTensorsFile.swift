import SystemPackage
import TestSupport

@testable import Models

/// A safetensors file that a test makes, sound or not.
struct SafeTensorsFile {
    var header: String
    var data: [UInt8]
    /// What the file says the header's length is, where that is not so.
    var claimedLength: UInt64?

    init(_ header: String, data: [UInt8] = [], claimedLength: UInt64? = nil) {
        self.header = header
        self.data = data
        self.claimedLength = claimedLength
    }

    var bytes: [UInt8] {
        let length = claimedLength ?? UInt64(header.utf8.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header.utf8 + data
    }
}

/// Opens `bytes` as a safetensors file.
func open(_ bytes: [UInt8]) throws -> SafeTensors {
    try withTemporaryFolder { try SafeTensors($0.write(bytes, to: "model.safetensors")) }
}

/// What is wrong with `bytes`, or nil where they open.
func flaw(of bytes: [UInt8]) throws -> ModelError? {
    do {
        // Whatever it says, reading it must not go beyond it.
        let tensors = try open(bytes)
        for (name, tensor) in tensors.tensors { _ = try? tensors.floats(name, shape: tensor.shape) }
        return nil
    } catch let error as ModelError {
        return error
    }
}
