import ArgumentParser
import Duplicates
import SystemPackage

/// Which files stay, and what becomes of the others.
struct KeepingOptions: ParsableArguments {
    enum Action: String, CaseIterable, ExpressibleByArgument {
        case list, trash, move, hardlink, symlink, delete
    }

    @Option(
        help: ArgumentHelp(
            "Which file of a group stays: largest, smallest, oldest, newest, first (by the order of folders), or one below a folder. May be repeated: the next rule where one does not tell. (default: largest)",
            valueName: "rule"))
    var keep: [KeepRule] = []

    @Option(
        help: ArgumentHelp("A folder to compare with whose files always stay. May be repeated.", valueName: "dir"),
        completion: .directory)
    var reference: [String] = []

    @Flag(help: "Only pairs whose two files lie in different folders of those named, as test and training data.")
    var across = false

    @Option(help: "What becomes of files that are not kept: list, trash, move, hardlink, symlink, delete.")
    var action = Action.list

    @Option(help: ArgumentHelp("Where --action move puts them.", valueName: "dir"), completion: .directory)
    var into: String?

    @Flag(help: "Do it without asking.")
    var yes = false

    @Flag(help: "Show what would be done, and do nothing.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "Where to log what is done. (default: retrieve-duplicates-TIME.log in the current folder)", valueName: "file"),
        completion: .file())
    var log: String?

    func validate() throws {
        guard (action == .move) == (into != nil) else {
            throw ValidationError("--action move and --into go together.")
        }
    }

    /// Nil where files are merely listed.
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
