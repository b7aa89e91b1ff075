import SystemPackage
import TestSupport

/// The small CLIP model of the repository.
enum TinyModel {
    static let path = Fixtures.repository.appending("data/models/tiny-clip")

    /// Runs the tool in `folder` with the model in its environment.
    static func run(_ arguments: [String], in folder: FilePath = Fixtures.repository, input: String = "") throws -> Run {
        try BuiltBinary().run(
            arguments, in: folder, environment: ["RETRIEVE_MODEL": path.string], input: Array(input.utf8))
    }

    /// Runs a script in which `"$0"` is the tool and `$RETRIEVE_MODEL` the model.
    static func runShell(_ script: String, in folder: FilePath) throws -> Run {
        try BuiltBinary().runShell("export RETRIEVE_MODEL='\(path)'; \(script)", in: folder)
    }
}

/// Calls `body` with a folder that holds some of the sample images in `gallery`, by label.
func withPhotoTree<Result>(_ body: (TemporaryFolder) throws -> Result) throws -> Result {
    try withTemporaryFolder { folder in
        for label in ["Bus", "Lime", "Owl"] {
            for number in [1, 2, 4, 5] {
                let name = "\(label)/0\(number).jpg"
                try folder.write(try contents(of: Fixtures.repository.appending("data/train/\(name)")), to: "gallery/\(name)")
            }
        }
        for label in ["Bus", "Lime"] {
            let query = try contents(of: Fixtures.repository.appending("data/test/\(label)/01.jpg"))
            try folder.write(query, to: "\(label).jpg")
        }
        return try body(folder)
    }
}
