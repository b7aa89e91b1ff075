import Files
import Kernels

/// The environment variables that stand in for options.
enum ProcessEnvironment {
    /// The model, unless an option names one.
    static var model: String? { environmentVariable("RETRIEVE_MODEL") }

    /// The token for Chroma servers: a secret does not belong on a command line.
    static var chromaToken: String? { environmentVariable("CHROMA_TOKEN") }

    /// The variable that names the protocol for pictures in a terminal that does not tell which it supports.
    static let previewVariable = "RETRIEVE_PREVIEW"
    static var preview: String? { environmentVariable(previewVariable) }

    static var terminal: String? { environmentVariable("TERM") }

    /// The fastest kernels, or those that `RETRIEVE_SIMD` names.
    static func kernels() throws(CommandFailure) -> Kernels {
        do throws(KernelSelectionError) {
            return try Kernels.selected(by: environmentVariable("RETRIEVE_SIMD"))
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
    }
}
