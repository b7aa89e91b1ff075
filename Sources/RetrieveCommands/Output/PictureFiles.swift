import Duplicates
import Files
import Evaluation
import Reports
import SystemPackage

/// Files of pictures that were asked for.
struct PictureFiles {
    /// The names of the files, as given.
    struct Names {
        var figure: String?
        var html: String?
    }

    let options: Names
    let pictures: PictureLoader
    let execution: RunOptions

    var areAskedFor: Bool { options.figure != nil || options.html != nil }

    /// Fails where a picture can be seen to be impossible, before long work is done for it.
    func check() throws(CommandFailure) {
        for name in [options.figure, options.html].compactMap(\.self) {
            try checkWritable(name)
        }
        guard let name = options.figure else { return }
        do throws(DrawingError) {
            try Figure.checkAvailability()
        } catch {
            throw .cannotWrite(name, "\(error)")
        }
    }

    func write(_ report: EvaluationReport) throws(CommandFailure) {
        guard let name = options.html else { return }
        let page = EvaluationPage(report)
        try write(to: name, pictures: page.pictureCount) { progress, file in
            try page.write(pictures, onProgress: progress) { try file.append($0) }
        }
    }

    /// - Parameter folder: What the paths of the baseline are relative to.
    func write(_ report: ComparisonReport, folder: FilePath) throws(CommandFailure) {
        guard let name = options.html else { return }
        let page = ComparisonPage(report) { recordedSource($0, from: folder) { RemoteImages.image($0) } }
        try write(to: name, pictures: page.pictureCount) { progress, file in
            try page.write(pictures, onProgress: progress) { try file.append($0) }
        }
    }

    func write(_ report: LabelledReport) throws(CommandFailure) {
        if let name = options.figure {
            try writeFigure(to: name) { format throws(DrawingError) in try Figure(report, format: format) }
        }
        if let name = options.html {
            let page = SearchPage(report)
            try write(to: name, pictures: page.pictureCount) { progress, file in
                try page.write(pictures, onProgress: progress) { try file.append($0) }
            }
        }
    }

    /// Groups of duplicates.
    ///
    /// - Parameter scored: What scores are of; nil where files are equal.
    func write(_ result: DuplicateResult, scored: DuplicateReport.Scored?) throws(CommandFailure) {
        if let name = options.figure {
            try writeFigure(to: name) { format throws(DrawingError) in
                try Figure(result, scored: scored, format: format)
            }
        }
        if let name = options.html {
            let folder = FilePath(name).removingLastComponent()
            let page = DuplicatePage(result, metric: scored?.metric, folder: folder.isEmpty ? "." : folder)
            try write(to: name, pictures: 0) { _, file in try page.write(pictures) { try file.append($0) } }
        }
    }

    private func writeFigure(
        to name: String, _ make: (Figure.Format) throws(DrawingError) -> Figure
    ) throws(CommandFailure) {
        guard let format = Figure.Format(nameOf: FilePath(name)) else { preconditionFailure("checked in validation") }
        let figure: Figure
        do throws(DrawingError) {
            figure = try make(format)
        } catch {
            throw .cannotWrite(name, "\(error)")
        }
        try write(to: name, pictures: figure.pictureCount) { progress, file in
            try figure.draw(pictures, onProgress: progress) { try file.append($0) }
        }
    }

    /// Calls `body` with a file that is there once it is whole, and not at all before.
    private func write(
        to name: String, pictures: Int, _ body: (_ onProgress: (Int) -> Void, DurableFile) throws -> Void
    ) throws(CommandFailure) {
        let progress = ProgressBar("Drawing", total: pictures, mode: execution.progressMode)
        defer { progress.finish() }
        do {
            let file = try DurableFile(FilePath(name))
            try body(progress.advance(by:), file)
            try file.commit()
        } catch {
            throw .cannotWrite(name, "\(error)")
        }
    }
}
