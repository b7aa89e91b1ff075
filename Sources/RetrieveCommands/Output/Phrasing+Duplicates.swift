import Duplicates
import Reports
import SystemPackage

extension ActionOutcome.Reason {
    /// Continues a sentence that names the file.
    var sentence: String {
        switch self {
        case .changed: "it has changed since it was compared; run the command again"
        case .keeperChanged(let path): "\(path), which it was compared with, has changed or is gone; run the command again"
        case .different(let path): "it is no longer the same as \(path)"
        case .symbolicLink: "it is a symbolic link"
        case .sameFile: "it is the very file that is kept"
        case .otherFormat(let path): "its name says another format than that of \(path)"
        case .otherFileSystem(let path): "\(path) is on another file system; use --action symlink"
        case .noTrash(let error): "its file system has no trash and none can be made (\(error)); use --action move"
        case .system(let error): "that failed (\(error)); check the permissions of its folder and the room on the disk"
        }
    }
}

extension DuplicateAction {
    /// Returns the report of what was done, as in `moved 3 files to the trash, 1.2 MB; the log is LOG`.
    func report(_ totals: ActionTotals, log: FilePath) -> String {
        let files = counted(totals.doneCount, "file")
        let deed =
            switch self {
            case .trash: "moved \(files) to the trash"
            case .move(let folder): "moved \(files) into \(folder)"
            case .hardlink: "replaced \(files) by hard links"
            case .symlink: "replaced \(files) by symbolic links"
            case .delete: "removed \(files)"
            }
        return "\(deed), \(megabytes(totals.byteCount)); the log is \(log)"
    }
}

extension DuplicateResult {
    /// The amount of what is not kept, as in `3 files, 1.2 MB`.
    var surplus: String { "\(counted(surplusCount, "file")), \(megabytes(surplusBytes))" }

    /// What was found, in one line.
    var summary: String {
        groups.isEmpty
            ? "no duplicates among \(counted(imageCount, "image"))"
            : "\(counted(groups.count, "group")) among \(counted(imageCount, "image")): "
                + "\(counted(surplusCount, "file")) not kept, \(megabytes(surplusBytes))"
    }

    /// Sentences on what would make the next run faster, and what was left out.
    ///
    /// - Parameter indexOptions: What an index has to be made with to hold what is compared.
    func notices(indexOptions: String) -> [String] {
        let indices = lackingIndices.map { folder in
            "the index of \(folder) lacks what is compared, so its images were read; "
                + "'retrieve index \(shellQuoted(folder.string)) \(indexOptions)' adds it"
        }
        return otherNameCount > 0
            ? indices + ["\(counted(otherNameCount, "name")) of links were left out: they are no copies"] : indices
    }
}

extension CommandFailure {
    static func cannotLog(to path: FilePath, _ error: Errno) -> CommandFailure {
        CommandFailure(
            .trouble,
            error == .fileExists
                ? "cannot log to \(path): it is there already; name another with --log"
                : "cannot log to \(path) (\(error)), so nothing was done; name a file that can be made with --log")
    }

    static func cannotGoOn(log: FilePath, _ error: any Error) -> CommandFailure {
        CommandFailure(
            .trouble, "cannot write the log \(log) (\(error)), so nothing more was done; make room and run it again")
    }

    static func left(_ count: Int) -> CommandFailure { CommandFailure(.trouble, "left \(counted(count, "file")) alone") }

    static func unconfirmed(_ action: DuplicateAction, _ result: DuplicateResult) -> CommandFailure {
        CommandFailure(.usage, "--action \(action.name) changes files (\(result.surplus)); confirm with --yes")
    }

    static func target(_ target: FilePath, liesIn folder: FilePath) -> CommandFailure {
        CommandFailure(.usage, "--into \(target) lies in \(folder), which is searched; name a folder elsewhere")
    }
}

extension DuplicateError {
    var sentence: String {
        switch self {
        case .unlistable(let folder, let error): "cannot search \(folder) (\(error)); check its name and its permissions"
        case .tooLarge(let bytes):
            "the samples of all images take \(megabytes(bytes)); choose a smaller --size"
        }
    }
}
