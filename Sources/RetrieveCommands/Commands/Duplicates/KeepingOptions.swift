import ArgumentParser
import Duplicates
import SystemPackage

/// Options that choose the files to keep, and the action on the others.
struct KeepingOptions: ParsableArguments {
    enum Action: String, CaseIterable, ExpressibleByArgument {
        case list, trash, move, hardlink, symlink, delete
    }

    @Option(
        help: ArgumentHelp(
            "The file of a group to keep: largest, smallest, oldest, newest, first (by the order of folders), or one below a folder. May be repeated; a later rule breaks the ties of the ones before. (default: largest)",
            valueName: "rule"))
    var keep: [KeepRule] = []

    @Option(
        help: ArgumentHelp("A folder to compare with, whose files are always kept. May be repeated.", valueName: "dir"),
        completion: .directory)
    var reference: [String] = []

    @Flag(
        help: "Only report pairs whose two files lie in different folders of the command line, such as test and training data.")
    var across = false

    @Option(help: "What to do with the files that are not kept.")
    var action = Action.list

    @Option(help: ArgumentHelp("The folder that --action move moves files to.", valueName: "dir"), completion: .directory)
    var into: String?

    @Flag(help: "Act without asking for confirmation.")
    var yes = false

    @Flag(help: "Show what would be done, but do not do it.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "The file to log actions to. (default: retrieve-duplicates-TIME.log in the current folder)", valueName: "file"),
        completion: .file())
    var log: String?

    func validate() throws {
        guard (action == .move) == (into != nil) else {
            throw ValidationError("--action move and --into go together.")
        }
    }

    /// The chosen action; nil where files are merely listed.
    var chosenAction: DuplicateAction? {
        switch action {
        case .list: nil
        case .trash: .trash
        case .move: into.map { .move(FilePath($0)) }
        case .hardlink: .hardlink
        case .symlink: .symlink
        case .delete: .delete
        }
    }
}

extension KeepRule: ExpressibleByArgument {
    public init?(argument: String) {
        switch argument {
        case "largest": self = .largest
        case "smallest": self = .smallest
        case "oldest": self = .oldest
        case "newest": self = .newest
        case "first": self = .first
        default:
            guard !argument.isEmpty else { return nil }
            self = .folder(FilePath(argument))
        }
    }
}
