import Files
import Reports

/// Opens the preview of `--preview`; nil, with a sentence that says why, where pictures cannot be shown.
func openPreview(isQuiet: Bool) throws(CommandFailure) -> TerminalPreview? {
    func refuse(_ reason: String) -> TerminalPreview? {
        if !isQuiet { Messages.write("no preview: \(reason)") }
        return nil
    }
    let mode = try chosenPreviewMode()
    guard let window = StandardStreams.resultWindow else { return refuse("standard output is not a terminal") }
    let terminal = ProcessEnvironment.terminal
    if mode == nil, terminal == nil || terminal == "dumb" {
        return refuse("the terminal (TERM is \(terminal ?? "not set")) cannot move its cursor")
    }
    do throws(DrawingError) {
        let size = TerminalSize(columns: window.columns, rows: window.rows, width: window.width, height: window.height)
        return try TerminalPreview(mode, size: size)
    } catch {
        throw CommandFailure(.trouble, "cannot show a preview: \(error)")
    }
}
