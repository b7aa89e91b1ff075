import SystemPackage
import TestSupport

/// A folder with a query, a gallery of five pictures in two labels and one without, and the tool to run in it.
struct SampleTree {
    let folder: TemporaryFolder
    let tool: BuiltBinary

    /// Runs the tool in the folder.
    func run(_ arguments: [String], environment: [String: String] = [:], input: String = "") throws -> Run {
        try tool.run(arguments, in: folder.path, environment: environment, input: Array(input.utf8))
    }

    /// Searches `gallery` at a small size.
    func search(_ arguments: String..., environment: [String: String] = [:], input: String = "") throws -> Run {
        try run(arguments + ["-g", "gallery", "-s", "16"], environment: environment, input: input)
    }
}

/// The pictures in the gallery of a sample tree, in its order.
let samplePaths = [
    "gallery/Lime/3.png", "gallery/Lime/4.JPG", "gallery/Orange/1.jpg", "gallery/Orange/2.jpeg", "gallery/loose.png",
]

/// Calls `body` with a sample tree, whose `query.jpg` is the same picture as `gallery/Orange/1.jpg`.
func withSampleTree<Result>(_ body: (SampleTree) throws -> Result) throws -> Result {
    try withTemporaryFolder { folder in
        try folder.copy("decode/baseline_420.jpg", to: "query.jpg")
        try folder.copy("decode/baseline_420.jpg", to: "gallery/Orange/1.jpg")
        try folder.copy("decode/progressive_420_97x61.jpg", to: "gallery/Orange/2.jpeg")
        try folder.copy("decode/rgb_8_31x22.png", to: "gallery/Lime/3.png")
        try folder.copy("decode/orientation_6_little.jpg", to: "gallery/Lime/4.JPG")
        try folder.copy("decode/gray_1_31x22.png", to: "gallery/loose.png")
        return try body(SampleTree(folder: folder, tool: BuiltBinary()))
    }
}

extension Run {
    /// The paths in text output, headings left out.
    var hitPaths: [String] { lines.filter { !$0.hasPrefix("==>") }.map { String($0.drop { $0 != "\t" }.dropFirst()) } }
}
