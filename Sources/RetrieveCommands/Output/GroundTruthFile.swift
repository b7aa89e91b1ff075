import Evaluation

extension GroundTruth {
    /// Reads the file of this name.
    init(at name: String) throws(CommandFailure) {
        let file = NamedFile(name: name, role: "the ground truth", format: "JSON or CSV")
        self = try file.read { bytes throws(GroundTruthError) in
            try GroundTruth(bytes)
        } describe: {
            Phrasing().reason(for: $0)
        }
    }
}
