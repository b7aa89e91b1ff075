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

    @Test func whatIsNoNameOfASetIsRefusedWithThoseThatAre() {
        let error = #expect(throws: KernelSelectionError.self) { try Kernels.selected(by: "sse9") }
        #expect(error?.name == "sse9" && error?.available == Kernels.available.map(\.instructionSet.rawValue))
    }
}
