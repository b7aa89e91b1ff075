import ArgumentParser
import Files
import Gallery
import ModelCache
import ModelHub

/// `retrieve model pull [NAME]`: downloads a model.
struct ModelPullCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Download a model from Hugging Face's hub.",
        discussion: """
            Prints the folder of the model. Only the files that are needed are downloaded,
            and each is verified; files that are in the cache are not downloaded again.
            An interrupted download is resumed.

            EXAMPLES
              retrieve model pull
              retrieve model pull laion/CLIP-ViT-L-14-laion2B-s32B-b82K
              HF_ENDPOINT=https://mirror.example retrieve model pull
            """)

    @Argument(help: ArgumentHelp("The model's name on the hub, with its owner.", valueName: "name"))
    var name = HubModelName.standard

    @Option(help: ArgumentHelp("A branch, tag or commit.", valueName: "name"))
    var revision = "main"

    @Option(help: "When to show a progress bar, which appears once work takes over a second.")
    var progress = ProgressBar.Mode.auto

    @Flag(name: .shortAndLong, help: "Print only the folder, and show no progress bar.")
    var quiet = false

    func run() throws {
        let summary = try pull()
        if !quiet {
            Messages.write(
                "\(name) is there: \(megabytes(summary.size)), of which \(megabytes(summary.downloaded)) were downloaded")
            if !summary.hasTokenizer {
                Messages.write("\(name) has no tokenizer, so it can compare images but no texts")
            }
        }
        try writeResults(Array("\(summary.folder)\n".utf8))
    }

    private func pull() throws(CommandFailure) -> ModelPull.Summary {
        var bar: ProgressBar?
        defer { bar?.finish() }
        do throws(HubError) {
            return try ModelPull(HubSettings())(name, revision: revision) { size in
                let shown = ProgressBar("Pulling", total: size, unit: .bytes, mode: quiet ? .never : progress)
                bar = shown
                return { shown.advance(by: $0) }
            } waiting: { file in
                if !quiet { Messages.write("another process is downloading \(file); waiting for it") }
            }
        } catch {
            throw CommandFailure(.trouble, "\(error)")
        }
    }
}

extension HubModelName: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
    public var defaultValueDescription: String { description }
}
