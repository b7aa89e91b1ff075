import Files
package import SystemPackage

/// The action on files that are not kept.
package enum DuplicateAction: Sendable, Equatable {
    /// Into the trash of the freedesktop.org specification, from where they can be put back.
    case trash
    /// Moves them below this folder, under the paths they had below the folder that was searched.
    case move(FilePath)
    /// Replaced by another name of the file that is kept.
    case hardlink
    /// Replaced by a symbolic link to the file that is kept.
    case symlink
    case delete

    package var name: String {
        switch self {
        case .trash: "trash"
        case .move: "move"
        case .hardlink: "hardlink"
        case .symlink: "symlink"
        case .delete: "delete"
        }
    }
}

/// Something to be done to one file.
package struct ActionStep: Sendable {
    package let file: DuplicateFile
    /// The file that stays for it.
    package let keeper: DuplicateFile
    /// The file that it was found similar to: the keeper if that is one, otherwise another file of the group.
    package let partner: DuplicateFile
    /// The folder that was searched, in which the file was found.
    package let folder: FilePath

    package init(file: DuplicateFile, keeper: DuplicateFile, partner: DuplicateFile, folder: FilePath) {
        self.file = file
        self.keeper = keeper
        self.partner = partner
        self.folder = folder
    }
}

extension [ActionStep] {
    /// Returns the steps for the files that are not kept, in the order of their groups.
    ///
    /// Where a file is alike another one that goes as well, it goes first: so both are still there when they are looked at again.
    package init(_ result: DuplicateResult, _ request: DuplicateRequest) {
        let folders = request.folders + request.references
        self = result.groups.flatMap { group in
            group.waysToKept.map { way in
                let file = group.files[way.place]
                return ActionStep(
                    file: file, keeper: group.keeper, partner: group.files[way.next], folder: folders[file.folder])
            }
        }
    }
}

/// The outcome of a step.
package enum ActionOutcome: Sendable, Equatable {
    /// The step was carried out; with the path where the file is now, if it still exists.
    case done(FilePath?)
    case left(Reason)

    /// The reason why a file was left alone.
    package enum Reason: Sendable, Equatable {
        /// The file is not as it was when it was compared.
        case changed
        /// The file that would be kept has changed.
        case keeperChanged(FilePath)
        /// Looked at again, the two are not alike.
        case different(FilePath)
        /// The file is a symbolic link.
        case symbolicLink
        /// Both names are of one file.
        case sameFile
        /// A link would give contents of one format a name of another.
        case otherFormat(FilePath)
        /// Hard links cannot lead to other file systems.
        case otherFileSystem(FilePath)
        /// No trash can be had there.
        case noTrash(Errno)
        /// The file could not be moved, linked or removed.
        case system(Errno)
    }
}

/// The number of files that were dealt with, and of those left alone.
package struct ActionTotals: Sendable {
    package private(set) var doneCount = 0
    package private(set) var leftCount = 0
    /// The sizes of the files that were dealt with.
    package private(set) var byteCount = 0

    mutating func add(_ outcome: ActionOutcome, of step: ActionStep) {
        switch outcome {
        case .done:
            doneCount += 1
            byteCount += step.file.status.size
        case .left: leftCount += 1
        }
    }
}

extension DuplicateRequest {
    /// The folder of the search in which `target` lies, or will once it is made; nil for a target elsewhere.
    package func searchedFolder(around target: FilePath) -> FilePath? {
        guard let place = try? target.nearestFolder.resolved() else { return nil }
        return (folders + references).first { folder in
            (try? folder.resolved()).map { place.starts(with: $0) } ?? false
        }
    }
}

extension FilePath {
    /// The path itself, or the nearest folder above it that is there.
    fileprivate var nearestFolder: FilePath {
        var path = self
        while (try? FileStatus(of: path.isEmpty ? "." : path)) == nil, !path.isEmpty { path.removeLastComponent() }
        return path.isEmpty ? "." : path
    }
}
