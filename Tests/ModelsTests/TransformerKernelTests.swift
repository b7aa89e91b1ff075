import CInstructionSets
import CTransformer
import Foundation
import TestSupport
import Testing

/// Every set of kernels this machine can run, the plain one first.
private let sets = [CIS_SCALAR, CIS_AVX2, CIS_AVX512].compactMap { ct_kernels_for($0)?.pointee }

/// Numbers between -`scale` and `scale`, the same every time.
private func numbers(_ count: Int, seed: UInt64, scale: Float = 1) -> [Float] {
    linearCongruentialBytes(seed: seed, count: 2 * count).withUnsafeBytes { bytes in
        (0..<count).map { (Float(bytes.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self)) / 32767.5 - 1) * scale }
    }
}

/// Calls `body` with the addresses of three arrays that are not empty.
private func withPointers<A, B, C>(
    _ a: [A], _ b: [B], _ c: [C], _ body: (UnsafePointer<A>, UnsafePointer<B>, UnsafePointer<C>) -> Void
) {
    a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
            c.withUnsafeBufferPointer { c in body(a.baseAddress!, b.baseAddress!, c.baseAddress!) }
        }
    }
}

private func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

/// Kernels give what their formulas say, and all sets the same bits, for lengths that fill vectors and that do not.
@Suite struct TransformerKernelTests {
    private static let widths = Array(1...67) + [768, 1000]

    @Test func layersAreNormalised() {
        for width in Self.widths {
            let x = numbers(3 * (width + 5), seed: 1, scale: 7), gain = numbers(width, seed: 2), bias = numbers(width, seed: 3)
            var first: [Float]?
            for set in sets {
                var y = [Float](repeating: 0, count: 3 * width)
                set.layer_norm(x, width + 5, 3, width, gain, bias, 1e-5, &y)
                for row in 0..<3 {
                    let values = x[row * (width + 5)..<row * (width + 5) + width].map(Double.init)
                    let mean = values.reduce(0, +) / Double(width)
                    let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(width)
                    for column in 0..<width {
                        let expected =
                            (values[column] - mean) / (variance + 1e-5).squareRoot() * Double(gain[column])
                            + Double(bias[column])
                        #expect(abs(Double(y[row * width + column]) - expected) < 2e-6, "width \(width)")
                    }
                }
                first = first ?? y
                #expect(bits(y) == first.map(bits))
            }
        }
    }

    @Test func attentionIsAWeightedMean() {
        for (queries, keys, width, visible) in [
            (1, 1, 1, 1), (2, 3, 5, 3), (7, 16, 16, 16), (50, 50, 64, 50), (77, 77, 64, 1), (1, 9, 64, 9), (49, 97, 80, 97),
            (20, 20, 17, 1), (6, 33, 31, 28),
        ] {
            let stride = width + 3
            let q = numbers(queries * stride, seed: 4, scale: 3), k = numbers(keys * stride, seed: 5, scale: 3)
            let v = numbers(keys * stride, seed: 6)
            var first: [Float]?
            for set in sets {
                var output = [Float](repeating: .nan, count: queries * (width + 1))
                var scratch = [Float](repeating: .nan, count: ct_attention_scratch(keys, width))
                withPointers(q, k, v) { q, k, v in
                    output.withUnsafeMutableBufferPointer { output in
                        var attention = ct_attention(
                            queries: q, keys: k, values: v, query_stride: stride, stride: stride, query_count: queries,
                            key_count: keys, head_width: width, scale: 0.3, visible: visible, output: output.baseAddress!,
                            output_stride: width + 1)
                        set.attend(&attention, &scratch)
                    }
                }
                for query in 0..<queries {
                    let seen = min(keys, visible + query)
                    let scores = (0..<seen).map { key in
                        (0..<width).map { Double(q[query * stride + $0]) * Double(k[key * stride + $0]) }.reduce(0, +) * 0.3
                    }
                    let weights = scores.map { exp($0 - (scores.max() ?? 0)) }
                    for column in 0..<width {
                        let sum = zip(weights, 0...).map { $0 * Double(v[$1 * stride + column]) }.reduce(0, +)
                        let expected = sum / weights.reduce(0, +)
                        #expect(abs(Double(output[query * (width + 1) + column]) - expected) < 3e-6)
                    }
                    #expect(output[query * (width + 1) + width].isNaN, "nothing is written between rows")
                }
                first = first ?? output
                #expect(bits(output) == first.map(bits))
            }
        }
    }

    @Test func bytesStandForTheNumbersTheyWereMadeOf() {
        for (width, levels) in Self.widths.map({ ($0, Int32(255)) }) + [(100, 127)] {
            let x = numbers(2 * width, seed: 7, scale: 5)
            for set in sets {
                var y = [UInt8](repeating: 0, count: 2 * width)
                var codes = [ct_row_code](repeating: ct_row_code(), count: 2)
                set.quantize(x, 2, width, levels, &y, &codes)
                for (index, value) in x.enumerated() {
                    let code = codes[index / width]
                    #expect(abs(code.scale * Float(Int32(y[index]) - code.zero) - value) <= code.scale * 1.001)
                    #expect(y[index] <= levels)
                }
            }
        }
    }

    @Test func rowsOfZerosStayZeros() {
        for set in sets {
            let x = [Float](repeating: 0, count: 40)
            var y = [UInt8](repeating: 9, count: 40)
            var code = ct_row_code()
            set.quantize(x, 1, 40, 255, &y, &code)
            #expect(y.allSatisfy { code.scale * Float(Int32($0) - code.zero) == 0 })
            var (weights, scales, sums) = (
                [Int8](repeating: 9, count: 40), [Float](repeating: 9, count: 1), [Int32](repeating: 9, count: 1)
            )
            set.quantize_weights(x, 1, 40, &weights, &scales, &sums)
            #expect(weights.allSatisfy { $0 == 0 } && sums == [0])
        }
    }

    @Test func productsOfBytesAreBroughtBack() {
        for width in Self.widths {
            let weights = numbers(width * 24, seed: 8), x = numbers(2 * 24, seed: 9, scale: 4), bias = numbers(width, seed: 10)
            for set in sets {
                var codes = [ct_row_code](repeating: ct_row_code(), count: 2)
                var bytes = [UInt8](repeating: 0, count: 48)
                set.quantize(x, 2, 24, 255, &bytes, &codes)
                var small = [Int8](repeating: 0, count: width * 24)
                var scales = [Float](repeating: 0, count: width)
                var sums = [Int32](repeating: 0, count: width)
                set.quantize_weights(weights, width, 24, &small, &scales, &sums)
                let products = (0..<2 * width).map { index in
                    (0..<24).map { Int32(bytes[index / width * 24 + $0]) * Int32(small[index % width * 24 + $0]) }.reduce(0, +)
                }
                let expected = (0..<2 * width).map { index in
                    (0..<24).map { x[index / width * 24 + $0] * weights[index % width * 24 + $0] }.reduce(0, +)
                        + bias[index % width]
                }
                withPointers(scales, sums, bias) { scales, sums, bias in
                    checkProducts(
                        products, width: width, codes: codes, matrix: ct_signed_matrix(scales: scales, sums: sums, bias: bias),
                        expected: expected, set: set)
                }
            }
        }
    }

    /// - Parameter expected: What two rows of `products` stand for, more or less.
    private func checkProducts(
        _ products: [Int32], width: Int, codes: [ct_row_code], matrix: ct_signed_matrix, expected: [Float], set: ct_kernels
    ) {
        var y = [Float](repeating: 1, count: 2 * width)
        set.dequantize(products, 2, width, codes, matrix, 0, &y)
        #expect(zip(y, expected).allSatisfy { abs($0 - $1) < 0.5 })
        let stored = y
        set.dequantize(products, 2, width, codes, matrix, 1, &y)
        #expect(zip(y, stored).allSatisfy { abs($0 - 2 * $1) <= 1e-6 * max(1, abs($1)) })

        for activation in [CT_GELU, CT_QUICK_GELU] {
            var (changed, after) = (products, codes)
            var output = [UInt8](repeating: 0, count: 2 * width)
            set.activate(&changed, 2, width, &after, matrix, activation, 255, &output)
            for (index, value) in stored.map(Double.init).enumerated() {
                let wanted =
                    activation == CT_GELU ? value * erfc(-value / 2.0.squareRoot()) / 2 : value / (1 + exp(-1.702 * value))
                let code = after[index / width]
                let got = code.scale * Float(Int32(output[index]) - code.zero)
                #expect(abs(Double(got) - wanted) <= Double(code.scale) * 1.001 + 1e-5)
            }
        }
    }

    @Test func bf16IsRoundedToEven() {
        let x: [Float] = [1, -1, 0x1.01p0, 0x1.03p0, 0x1.010002p0, 3.4e38, .infinity, 0, 0x1p-130] + numbers(40, seed: 11)
        for set in sets {
            var y = [UInt16](repeating: 0, count: x.count)
            set.to_bf16(x, x.count, &y)
            for (value, half) in zip(x, y) {
                let low = UInt16(value.bitPattern >> 16), rest = value.bitPattern & 0xffff
                let isUp = rest > 0x8000 || (rest == 0x8000 && low & 1 == 1)
                #expect(half == (isUp ? low + 1 : low), "\(value)")
            }
        }
    }
}
