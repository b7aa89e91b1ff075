import CKernels
@testable import Kernels
import Testing

/// Which kernels a machine has.
struct KernelChoiceTests {
    @Test func scalarIsAlwaysThereAndComesFirst() {
        #expect(Kernels.available.first?.instructionSet == .scalar)
    }

    @Test func eachSetIsTheOneAskedFor() throws {
        for set in Kernels.InstructionSet.allCases {
            guard let kernels = Kernels(set) else { continue }
            #expect(kernels.instructionSet == set)
            #expect(String(cString: kernels.functions.pointee.name) == set.rawValue)
        }
    }

    @Test func setsOfAnotherArchitectureAreNotThere() {
        #if arch(x86_64)
        #expect(Kernels(.neon) == nil)
        #elseif arch(arm64)
        #expect(Kernels(.neon) != nil)
        #expect(Kernels(.avx2) == nil && Kernels(.avx512) == nil)
        #endif
    }

    @Test func theErrorNamesTheWrongValueAndTheRightOnes() {
        let error = KernelSelectionError(name: "sse9", available: ["scalar", "avx2"])
        #expect(
            "\(error)" == "RETRIEVE_SIMD is 'sse9', which this machine cannot run; unset it or set it to one of scalar, avx2")
    }
}
