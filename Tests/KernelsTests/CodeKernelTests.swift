import CKernels
import Kernels
import TestSupport
import Testing

/// Products of rows of codes, and the bounds made of them: the same in every set.
struct CodeKernelTests {
    @Test(arguments: Kernels.available.map(\.instructionSet), Array(0...17) + [60, 67, 128])
    func everySetEqualsTheDefinition(set: Kernels.InstructionSet, steps: Int) throws {
        let kernels = try #require(Kernels(set))
        for (aPanels, bPanels) in [(1, 1), (1, 4), (2, 3)] {
            let a = try GuardedBytes(codes(seed: 3, panels: aPanels, steps: steps))
            let b = try GuardedBytes(codes(seed: 8, panels: bPanels, steps: steps))
            let (rows, columns) = (16 * aPanels, 16 * bPanels)
            let sums = products(a, aPanels, b, bPanels, steps, kernels)
            for row in 0..<rows {
                for column in 0..<columns {
                    let expected = (0..<4 * steps).reduce(0) { sum, place in
                        sum + code(a, row, place, aPanels, steps) * code(b, column, place, bPanels, steps)
                    }
                    #expect(sums[row * columns + column] == expected, "row \(row), column \(column) of \(aPanels)×\(bPanels)")
                }
            }
        }
    }

    @Test(arguments: Kernels.available.map(\.instructionSet), [Int8(127), -127])
    func noLaneOverflows(set: Kernels.InstructionSet, extreme: Int8) throws {
        let steps = Int(CK_PANEL_STEPS)
        let bytes = [UInt8](repeating: UInt8(bitPattern: 127), count: 64 * steps)
        let other = [UInt8](repeating: UInt8(bitPattern: extreme), count: 64 * steps)
        let sums = products(
            try GuardedBytes(bytes), 1, try GuardedBytes(other), 1, steps, try #require(Kernels(set)))
        #expect(sums.allSatisfy { $0 == 127 * Int32(extreme) * Int32(4 * steps) })
    }

    @Test(arguments: Kernels.available.map(\.instructionSet))
    func everySetFindsTheSamePairs(set: Kernels.InstructionSet) throws {
        let kernels = try #require(Kernels(set))
        var random = SeededGenerator(seed: 5)
        let (aPanels, bPanels) = (3, 2)
        let sums = (0..<16 * aPanels * 16 * bPanels).map { _ in Int32.random(in: -20_000_000...20_000_000, using: &random) }
        let a = (0..<4).map { _ in (0..<16 * aPanels).map { _ in Float.random(in: 0...1, using: &random) } }
        var b = (0..<4).map { _ in (0..<16 * bPanels).map { _ in Float.random(in: 0...1e-7, using: &random) } }
        b[3] = b[3].map { _ in Float.random(in: -1...0.5, using: &random) }
        b[3][5] = .infinity
        let expected = pairs(sums, a, aPanels, b, bPanels, .scalar)
        #expect(expected.count > 100 && expected.count < sums.count - 100)
        #expect(!expected.contains { $0 & 0xffff == 5 })
        #expect(pairs(sums, a, aPanels, b, bPanels, kernels) == expected)
        // By the definition, to a hair's breadth.
        for pair in expected {
            let (row, column) = (Int(pair >> 16), Int(pair & 0xffff))
            let product = Double(sums[row * 16 * bPanels + column]) * Double(a[0][row]) * Double(b[0][column])
            let width = Double(a[2][row]) * Double(b[1][column]) + Double(a[1][row]) * Double(b[2][column])
            #expect(product + width >= Double(a[3][row]) + Double(b[3][column]) - 1e-5)
        }
    }

    private func codes(seed: UInt64, panels: Int, steps: Int) -> [UInt8] {
        linearCongruentialBytes(seed: seed + UInt64(steps), count: 64 * panels * steps).map { $0 == 128 ? 129 : $0 }
    }

    private func code(_ codes: GuardedBytes, _ row: Int, _ place: Int, _ panels: Int, _ steps: Int) -> Int {
        let bytes = codes.last(64 * panels * steps)
        return Int(Int8(bitPattern: bytes[row / 16 * 64 * steps + place / 4 * 64 + row % 16 * 4 + place % 4]))
    }

    private func products(
        _ a: GuardedBytes, _ aPanels: Int, _ b: GuardedBytes, _ bPanels: Int, _ steps: Int, _ kernels: Kernels
    ) -> [Int32] {
        var sums = [Int32](repeating: 7, count: 256 * aPanels * bPanels)
        func codes(_ bytes: GuardedBytes, _ panels: Int) -> UnsafePointer<Int8> {
            bytes.last(64 * panels * steps).baseAddress!.assumingMemoryBound(to: Int8.self)  // In memory that is there.
        }
        kernels.functions.pointee.code_products(codes(a, aPanels), aPanels, codes(b, bPanels), bPanels, steps, &sums)
        return sums
    }

    private func pairs(
        _ sums: [Int32], _ a: [[Float]], _ aPanels: Int, _ b: [[Float]], _ bPanels: Int, _ kernels: Kernels
    ) -> [UInt32] {
        var pairs = [UInt32](repeating: 0, count: sums.count)
        func withFacts<Result>(_ facts: [[Float]], _ body: (ck_code_facts) -> Result) -> Result {
            facts[0].withUnsafeBufferPointer { scales in
                facts[1].withUnsafeBufferPointer { errors in
                    facts[2].withUnsafeBufferPointer { norms in
                        facts[3].withUnsafeBufferPointer { heights in
                            body(
                                ck_code_facts(
                                    scales: scales.baseAddress!, errors: errors.baseAddress!, norms: norms.baseAddress!,
                                    heights: heights.baseAddress!))  // Not empty.
                        }
                    }
                }
            }
        }
        let count = withFacts(a) { a in
            withFacts(b) { b in kernels.functions.pointee.code_candidates(sums, a, aPanels, b, bPanels, &pairs) }
        }
        return Array(pairs[..<count])
    }
}
