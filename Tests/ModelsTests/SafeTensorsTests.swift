import SystemPackage
import TestSupport
import Testing

@testable import Models

@Suite struct SafeTensorsTests {
    @Test func readsEveryTypeOfFloatAtAnyAddress() throws {
        // Padding of the header moves the tensors to every address.
        for padding in 0..<8 {
            let header = #"""
                {"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
                "b":{"dtype":"F16","shape":[1,3],"data_offsets":[8,14]},"c":{"dtype":"BF16","shape":[],"data_offsets":[14,16]},
                "none":{"dtype":"F32","shape":[0,4],"data_offsets":[16,16]}}
                """# + String(repeating: " ", count: padding)
            let tensors = try open(
                SafeTensorsFile(
                    header,
                    data: [0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0, 0x00, 0x3c, 0x01, 0x00, 0x00, 0xfc, 0x40, 0x40]
                ).bytes)
            #expect(try tensors.floats("a", shape: [2]) == [1, -2.5])
            #expect(try tensors.floats("b", shape: [1, 3]) == [1, 0x1p-24, -.infinity])
            #expect(try tensors.floats("c", shape: []) == [3])
            #expect(try tensors.floats("none", shape: [0, 4]) == [])
            #expect(tensors.tensors.count == 4)
        }
    }

    #if !(os(macOS) && arch(x86_64))
    @Test func readsEveryHalfPrecisionNumber() throws {
        let all = (0...UInt16.max).map(\.self)
        let header = #"{"a":{"dtype":"F16","shape":[65536],"data_offsets":[0,131072]}}"#
        let tensors = try open(
            SafeTensorsFile(header, data: all.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }).bytes)
        for (bits, value) in zip(all, try tensors.floats("a", shape: [65536])) {
            let expected = Float(Float16(bitPattern: bits))
            #expect(value == expected || (value.isNaN && expected.isNaN), "\(bits)")
        }
    }
    #endif

    @Test func copiesOneRow() throws {
        let tensors = try open(
            SafeTensorsFile(
                #"{"a":{"dtype":"BF16","shape":[3,2],"data_offsets":[0,12]}}"#,
                data: (1...6).flatMap { [UInt8(0), UInt8(0x40 + $0)] }
            ).bytes)
        let all = try tensors.floats("a", shape: [3, 2])
        for row in 0..<3 {
            var output: [Float] = [0, 0]
            try tensors.copyRow(row, of: "a", shape: (3, 2), to: &output)
            #expect(output == Array(all[2 * row..<2 * row + 2]))
        }
    }

    @Test func tellsWhatIsNotAsExpected() throws {
        let tensors = try open(
            SafeTensorsFile(#"{"a":{"dtype":"I32","shape":[2],"data_offsets":[0,8]}}"#, data: .init(repeating: 0, count: 8))
                .bytes)
        #expect(throws: ModelError(.mismatch("it has no tensor 'b'"), tensors.path)) { try tensors.floats("b", shape: [2]) }
        #expect(
            throws: ModelError(
                .mismatch("its tensor 'a' has the shape [2], and [3] is what the configuration asks for"), tensors.path)
        ) { try tensors.floats("a", shape: [3]) }
        #expect(
            throws: ModelError(.unsupported("its tensor 'a' is of type 'I32', not F32, F16 or BF16"), tensors.path)
        ) { try tensors.floats("a", shape: [2]) }
    }

    @Test func tellsAMissingFile() {
        let path = FilePath("/nowhere/model.safetensors")
        #expect(throws: ModelError(.missing, path)) { try SafeTensors(path) }
    }
}

/// Whatever a file holds, opening it gives a sentence or tensors that lie within it.
@Suite struct HostileSafeTensorsTests {
    private static let sound =
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F16","shape":[4],"data_offsets":[8,16]}}"#
    private static let data = [UInt8](repeating: 1, count: 16)

    @Test func everyTruncationIsFound() throws {
        let bytes = SafeTensorsFile(Self.sound, data: Self.data).bytes
        #expect(try flaw(of: bytes) == nil)
        for count in bytes.indices {
            let error = try #require(try flaw(of: Array(bytes[..<count])), "\(count) bytes")
            #expect(isOneLine(shownSentence(error)))
        }
        #expect(try flaw(of: bytes + [0]) != nil)
    }

    @Test func noFlippedByteOfTheHeaderLeadsOutOfTheFile() throws {
        let bytes = SafeTensorsFile(Self.sound, data: Self.data).bytes
        for offset in 0..<bytes.count - Self.data.count {
            for mask in [0x01, 0x02, 0x04, 0x10, 0x20, 0x80, 0xff] as [UInt8] {
                var flipped = bytes
                flipped[offset] ^= mask
                if let error = try flaw(of: flipped) { #expect(isOneLine(shownSentence(error))) }
            }
        }
    }

    @Test(arguments: [
        // The length of the header.
        SafeTensorsFile(sound, data: data, claimedLength: .max),
        SafeTensorsFile(sound, data: data, claimedLength: 1 << 63),
        SafeTensorsFile(sound, data: data, claimedLength: 100_000_001),
        SafeTensorsFile(sound, data: data, claimedLength: 0),
        SafeTensorsFile(sound, data: data, claimedLength: UInt64(sound.utf8.count) - 1),
        SafeTensorsFile(sound, data: data, claimedLength: UInt64(sound.utf8.count) + 1),
        // Not the format's JSON.
        SafeTensorsFile("[]"), SafeTensorsFile("null"), SafeTensorsFile("{"), SafeTensorsFile("\u{feff}"),
        SafeTensorsFile(String(repeating: "[", count: 100_000)),
        SafeTensorsFile(String(repeating: #"{"a":"#, count: 100_000)),
        SafeTensorsFile(#"{"a":1}"#), SafeTensorsFile(#"{"a":{}}"#),
        SafeTensorsFile(#"{"a":{"dtype":"F32","shape":[1]}}"#, data: [0, 0, 0, 0]),
        SafeTensorsFile(#"{"a":{"dtype":"F32","shape":[0.5],"data_offsets":[0,2]}}"#, data: [0, 0]),
        SafeTensorsFile(#"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,0]}}"#),
        // Places.
        SafeTensorsFile(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#, data: [UInt8](repeating: 0, count: 8)),
        SafeTensorsFile(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, data: [0, 0, 0, 0]),
        SafeTensorsFile(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, data: [0, 0, 0, 0]),
        SafeTensorsFile(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, data: [0, 0, 0, 0]),
        SafeTensorsFile(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}"#, data: [0, 0, 0, 0]),
        SafeTensorsFile(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, data: [0, 0, 0, 0]),
        SafeTensorsFile(#"{"a":{"dtype":"U8","shape":[4],"data_offsets":[9223372036854775803,9223372036854775807]}}"#),
        // Shapes.
        SafeTensorsFile(#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, data: [0, 0, 0, 0]),
        SafeTensorsFile(#"{"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}"#, data: [0, 0, 0, 0]),
        SafeTensorsFile(#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#),
        SafeTensorsFile(#"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,4]}}"#, data: [0, 0, 0, 0]),
        // Two tensors in one place, and a place without a tensor.
        SafeTensorsFile(
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            data: [0, 0, 0, 0]),
        SafeTensorsFile(
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#,
            data: [UInt8](repeating: 0, count: 12)),
        SafeTensorsFile(
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#,
            data: [UInt8](repeating: 0, count: 12)),
        // A name that would break the message's line.
        SafeTensorsFile(#"{"a\nb\u0000":{"dtype":"F32","shape":[3],"data_offsets":[0,4]}}"#, data: [0, 0, 0, 0]),
    ])
    func isRefusedWithASentence(_ file: SafeTensorsFile) throws {
        let error = try #require(try flaw(of: file.bytes))
        #expect(isOneLine(shownSentence(error)))
        guard case .damaged = error.reason else { return #expect(Bool(false), "\(error)") }
    }

    /// What `git clone` leaves where Git LFS is not installed.
    @Test func aPointerOfGitLFSIsToldFromDamage() throws {
        let pointer =
            "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 605157884\n"
        #expect(try flaw(of: Array(pointer.utf8))?.reason == .pointer)
    }

    /// Parallel training in PyTorch puts it before every name.
    @Test func theModulePrefixIsPassedOver() throws {
        let header =
            #"{"module.a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"module.b.c":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#
        let tensors = try open(SafeTensorsFile(header, data: [0, 0, 128, 63, 0, 0, 0, 64]).bytes)
        #expect(tensors.tensors.keys.sorted() == ["a", "b.c"])
        #expect(try tensors.floats("b.c", shape: [1]) == [2])
        let mixed = try open(
            SafeTensorsFile(header.replacing("module.b", with: "b"), data: [UInt8](repeating: 0, count: 8)).bytes)
        #expect(mixed.tensors.keys.sorted() == ["b.c", "module.a"])
    }
}
