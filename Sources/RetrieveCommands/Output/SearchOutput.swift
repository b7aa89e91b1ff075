import Files
import Reports

/// The outputs of a search: printed results, files of pictures, and pictures in the terminal.
struct SearchOutput {
    private let output: OutputOptions
    private let pictures: PictureLoader
    private let files: PictureFiles
    private let preview: TerminalPreview?

    /// Fails where something that was asked for can be seen to be impossible, before the search begins.
    init(
        _ output: OutputOptions, _ options: PictureOptions, _ pictures: PictureLoader, _ execution: RunOptions
    ) throws(CommandFailure) {
        self.output = output
        self.pictures = pictures
        files = PictureFiles(
            options: .init(figure: options.figure, html: options.html), pictures: pictures, execution: execution)
        try files.check()
        preview = options.preview ? try openPreview(isQuiet: execution.quiet) : nil
    }

    /// - Parameter labelled: The same results as pictures show them; not asked for unless there are any.
    func write(_ report: SearchReport, labelled: @autoclosure () -> LabelledReport) throws(CommandFailure) {
        guard preview != nil || files.areAskedFor else { return try printText(report) }
        let labelled = labelled()
        var closing: CommandFailure?
        do throws(CommandFailure) {
            if let preview { try printWithPictures(report, labelled, preview) } else { try printText(report) }
        } catch {
            // That nobody reads what is printed is no reason to leave out the files.
            guard error.status == .done else { throw error }
            closing = error
        }
        try files.write(labelled)
        if let closing { throw closing }
    }

    private func printText(_ report: SearchReport) throws(CommandFailure) {
        try writeResults(
            report.rendered(as: output.format, endsWithNull: output.null, isForTerminal: StandardStreams.resultsAreShown))
    }

    /// Prints the lines of each query with its pictures below.
    private func printWithPictures(
        _ report: SearchReport, _ labelled: LabelledReport, _ preview: TerminalPreview
    ) throws(CommandFailure) {
        for (number, query) in labelled.queries.enumerated() {
            try writeResults(
                report.text(ofQuery: number, endsWithNull: output.null, isForTerminal: StandardStreams.resultsAreShown))
            try writeResults(preview.bytes(for: query, pictures))
        }
    }
}
