import Kernels

extension KernelSelectionError: CustomStringConvertible {
    var description: String {
        "RETRIEVE_SIMD is '\(name)', which this machine cannot run; unset it or set it to one of \(available.joined(separator: ", "))"
    }
}
