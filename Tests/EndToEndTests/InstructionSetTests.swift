import Kernels
import TestSupport
import Testing

/// RETRIEVE_SIMD chooses the kernels, and never the answer.
struct InstructionSetTests {
    @Test(arguments: ["l1", "mse", "l2", "cosine", "correlation"])
    func everySetGivesTheSameAnswer(metric: String) throws {
        try withSampleTree { tree in
            let expected = try tree.search("query.jpg", "-m", metric, "--format", "json")
            #expect(expected.status == 0)
            for set in Kernels.available.map(\.instructionSet.rawValue) {
                let run = try tree.search("query.jpg", "-m", metric, "--format", "json", environment: ["RETRIEVE_SIMD": set])
                #expect(run.status == 0, "\(set)")
                #expect(run.output == expected.output, "\(set)")
            }
        }
    }

    /// As any variable that stands in for an option.
    @Test func anEmptyNameIsNone() throws {
        try withSampleTree { tree in
            let run = try tree.search("query.jpg", environment: ["RETRIEVE_SIMD": ""])
            let plain = try tree.search("query.jpg")
            #expect(run.status == 0 && run.output == plain.output)
        }
    }

    @Test(arguments: ["sse9", "AVX2", " "])
    func anUnknownNameIsAUsageError(name: String) throws {
        try withSampleTree { tree in
            let run = try tree.search("query.jpg", environment: ["RETRIEVE_SIMD": name])
            #expect(run.status == 64)
            #expect(run.output.isEmpty)
            #expect(run.errorLines.count == 1)
            #expect(run.errors.contains("RETRIEVE_SIMD") && run.errors.contains("scalar"))
        }
    }

    @Test func aSetThatThisMachineLacksIsAUsageError() throws {
        try withSampleTree { tree in
            for set in Kernels.InstructionSet.allCases where Kernels(set) == nil {
                let run = try tree.search("query.jpg", environment: ["RETRIEVE_SIMD": set.rawValue])
                #expect(run.status == 64, "\(set)")
            }
        }
    }
}
