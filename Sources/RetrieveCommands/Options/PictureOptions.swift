import ArgumentParser
import Files
import Reports
import SystemPackage

/// Options that choose the pictures to make of the results.
struct PictureOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Also draw each query and its hits, with labels and scores, to a .png, .pdf or .svg file.", valueName: "file"),
        completion: .file(extensions: Figure.Format.allCases.map(\.rawValue)))
    var figure: String?

    @Option(
        help: ArgumentHelp("Also write the queries and their hits as a self-contained HTML page.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var html: String?

    @Flag(help: "Also show the pictures in the terminal.")
    var preview = false

    func validate() throws { try Self.check(figure: figure, html: html) }

    /// Fails where no such files can be written.
    static func check(figure: String?, html: String?) throws {
        if let figure, Figure.Format(nameOf: FilePath(figure)) == nil {
            throw ValidationError("--figure draws .png, .pdf and .svg files; '\(figure)' ends otherwise.")
        }
        if let html, html.isEmpty { throw ValidationError("--html needs the name of a file.") }
    }
}

/// The mode that `RETRIEVE_PREVIEW` names; nil when it is not set.
func chosenPreviewMode() throws(CommandFailure) -> TerminalPreview.Mode? {
    guard let name = ProcessEnvironment.preview else { return nil }
    guard let mode = TerminalPreview.Mode(rawValue: name) else {
        let names = TerminalPreview.Mode.allCases.map(\.rawValue).joined(separator: ", ")
        throw CommandFailure(.usage, "\(ProcessEnvironment.previewVariable) is '\(name)'; it can be one of \(names)")
    }
    return mode
}
