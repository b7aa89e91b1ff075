package import CInstructionSets
package import CKernels

/// One complete set of kernels: the loops over samples for one instruction set.
///
/// All sets give the same results; they differ in speed alone.
public struct Kernels: Sendable {
    /// The instruction sets, slowest first.
    public enum InstructionSet: String, CaseIterable, Sendable {
        case scalar, neon, avx2, avx512

        /// The value that stands for the set in C.
        package var code: cis_set {
            switch self {
            case .scalar: CIS_SCALAR
            case .neon: CIS_NEON
            case .avx2: CIS_AVX2
            case .avx512: CIS_AVX512
            }
        }
    }

    public let instructionSet: InstructionSet

    // The tables are constants of the C library, never written and never freed.
    package nonisolated(unsafe) let functions: UnsafePointer<ck_kernels>

    /// The kernels for `instructionSet`, or nil when this processor or this build lacks them.
    public init?(_ instructionSet: InstructionSet) {
        guard let functions = ck_kernels_for(instructionSet.code) else { return nil }
        self.instructionSet = instructionSet
        self.functions = functions
    }

    /// The plain set, which every machine can run.
    public static var scalar: Kernels { available[0] }

    /// The sets that this machine can run, slowest first; the scalar one is always among them.
    public static var available: [Kernels] { InstructionSet.allCases.compactMap(Kernels.init) }

    /// The set of this name, or the fastest where none is named.
    public static func selected(by name: String?) throws(KernelSelectionError) -> Kernels {
        let available = Kernels.available
        guard let name else { return available[available.count - 1] }
        guard let chosen = available.first(where: { $0.instructionSet.rawValue == name }) else {
            throw KernelSelectionError(name: name, available: available.map(\.instructionSet.rawValue))
        }
        return chosen
    }
}

/// A name of kernels that this machine cannot run.
public struct KernelSelectionError: Error {
    public let name: String
    /// The names of the sets that this machine can run, slowest first.
    public let available: [String]
}
