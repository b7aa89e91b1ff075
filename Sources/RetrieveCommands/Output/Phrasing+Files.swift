import Files
import Gallery
import SystemPackage

extension FileError: CustomStringConvertible {
    var description: String {
        switch self {
        case .system(.noSuchFileOrDirectory): "there is no such file; check its path"
        case .danglingLink: "it is a symbolic link to something that is not there; mend or remove it"
        case .system(.tooManySymbolicLinkLevels): "its symbolic links lead round in a circle; mend or remove it"
        case .system(.permissionDenied): "you may not read it; check its permissions"
        case .system(.isDirectory): "it is a folder, not an image file"
        case .system(let error): "it cannot be read (\(error)); check its path and its disk"
        case .notAFile(let kind): "it is \(kind.phrase), not an image file"
        case .tooLarge(let limit):
            "it is larger than the \(limit >> 20) MiB that an image within --max-megapixels can take; raise that to read it"
        }
    }
}

extension FileKind {
    /// The kind with its article, as in "it is a folder".
    fileprivate var phrase: String {
        switch self {
        case .regular: "a file"
        case .directory: "a folder"
        case .pipe: "a pipe"
        case .socket: "a socket"
        case .device: "a device"
        case .other: "a special file"
        }
    }
}

extension RecordedCause: CustomStringConvertible {
    var description: String { words }
}

extension FolderTrouble: CustomStringConvertible {
    var description: String {
        switch self {
        case .notListed(let error): "the folder cannot be listed (\(error))"
        case .notAsked(let error): "its type cannot be determined (\(error))"
        }
    }
}

extension CommandFailure {
    static func cannotWriteResults(_ error: Errno) -> CommandFailure {
        CommandFailure(.trouble, "cannot write results to standard output (\(error))")
    }

    static func cannotWrite(_ name: String, _ reason: String) -> CommandFailure {
        CommandFailure(.trouble, "cannot write \(name): \(reason)")
    }

    static func cannotWrite(_ path: FilePath, _ error: Errno) -> CommandFailure {
        CommandFailure(
            .trouble,
            error == .noSpace
                ? "cannot write \(path): the disk is full, and what was there before is untouched; make room and try again"
                : "cannot write \(path) (\(error)); check that its folder is there and may be written to")
    }
}
