import Kernels
import TestSupport
import Testing

@testable import RetrieveCommands

/// What users read where `RETRIEVE_SIMD` names what this machine cannot run.
struct KernelSentenceTests {
    @Test func theWrongNameAndTheRightOnesAreNamed() {
        let error = #expect(throws: KernelSelectionError.self) { try Kernels.selected(by: "sse9") }
        let names = Kernels.available.map(\.instructionSet.rawValue).joined(separator: ", ")
        #expect(
            shownSentence(error)
                == "RETRIEVE_SIMD is 'sse9', which this machine cannot run; unset it or set it to one of \(names)")
    }
}
