package import Kernels
import Files

extension Kernels {
    /// The fastest set, or the one that `RETRIEVE_SIMD` names, so that tests can be run by each.
    package static func selected() throws -> Kernels { try selected(by: environmentVariable("RETRIEVE_SIMD")) }
}
