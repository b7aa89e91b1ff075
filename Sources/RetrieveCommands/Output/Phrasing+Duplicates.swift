import Duplicates
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
    /// Returns the report of an action, as in `moved 3 files to the trash`.
    func report(_ files: String) -> String {
        switch self {
        case .trash: "moved \(files) to the trash"
        case .move(let folder): "moved \(files) into \(folder)"
        case .hardlink: "replaced \(files) by hard links"
        case .symlink: "replaced \(files) by symbolic links"
        case .delete: "removed \(files)"
        }
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
