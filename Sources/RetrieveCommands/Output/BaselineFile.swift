import Evaluation
import SystemPackage

extension Baseline {
    /// Reads the file at `path`.
    init(at path: FilePath) throws(CommandFailure) {
        let file = NamedFile(
            name: path.string, role: "the baseline", format: "JSON; name one that 'retrieve check --update' has made",
            remedy: "make it with 'retrieve check --update \(path) QUERY'")
        self = try file.read { bytes throws(BaselineError) in
            try Baseline(json: bytes)
        } describe: {
            "\($0)"
        }
    }
}
