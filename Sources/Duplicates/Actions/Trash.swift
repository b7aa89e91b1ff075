import Files
package import SystemPackage

/// The trash as the freedesktop.org specification has it (Trash specification, version 1.0): a folder of files, and a folder of notes that
/// say where each was.
///
/// Files on the file system of the home trash go there. Others go to the top folder of their file system: to `.Trash/UID` where an
/// administrator has made a `.Trash` that is a folder with the sticky bit, otherwise to `.Trash-UID`.
package struct Trash: Sendable {
    /// `$XDG_DATA_HOME/Trash`.
    private let home: FilePath
    private let user: UInt32
    /// The file system that a path is on; nil where there is no such path.
    private let device: @Sendable (FilePath) -> UInt64?

    /// The home trash, as the XDG Base Directory specification has it.
    package static func home(environment: (String) -> String? = { environmentVariable($0) }) -> FilePath {
        if let data = environment("XDG_DATA_HOME"), data.hasPrefix("/") { return FilePath(data).appending("Trash") }
        return FilePath(environment("HOME") ?? "/").appending(".local/share/Trash")
    }

    package init(home: FilePath) { self.init(home: home, user: effectiveUser, device: { Self.device(of: $0) }) }

    init(home: FilePath, user: UInt32, device: @escaping @Sendable (FilePath) -> UInt64?) {
        self.home = home
        self.user = user
        self.device = device
    }

    /// Puts the file at `path` into the trash, and answers where it is now.
    ///
    /// The note comes first: a note without a file is passed over by everyone, a file without a note could not be put back.
    func take(_ path: FilePath, _ relocation: FileRelocation) throws -> FilePath {
        let folder = try path.removingLastComponent().orCurrent.resolved()
        guard let name = path.lastComponent else { throw Errno.invalidArgument }
        let place = try place(for: folder)
        let absolute = folder.appending(name)
        let shown = place.top.map { absolute.below($0) } ?? absolute
        try makeFolders(place.folder.appending("info"), mode: 0o700)
        try makeFolders(place.folder.appending("files"), mode: 0o700)
        try relocation.onStep()
        for number in 1...10_000 {
            let free = number == 1 ? name.string : "\(name.stem).\(number)\(name.extension.map { ".\($0)" } ?? "")"
            let note = place.folder.appending("info").appending("\(free).trashinfo")
            let target = place.folder.appending("files").appending(free)
            do {
                try Self.write(note, path: shown)
                try relocation.onStep()
                do {
                    try relocation.move(absolute, to: target)
                    return target
                } catch let error as Errno {
                    removeFile(note)
                    throw error
                }
            } catch Errno.fileExists {
                continue
            }
        }
        throw Errno.fileExists
    }

    /// Returns the trash for files of `folder`, and the top folder that notes there are relative to; nil for the home trash.
    func place(for folder: FilePath) throws(Errno) -> (folder: FilePath, top: FilePath?) {
        guard let own = device(folder) else { throw .noSuchFileOrDirectory }
        if nearestDevice(home) == own { return (home, nil) }
        var top = folder
        while true {
            let parent = top.removingLastComponent()
            guard parent != top, device(parent) == own else { break }
            top = parent
        }
        let shared = top.appending(".Trash")
        if isStickyFolder(shared) { return (shared.appending("\(user)"), top) }
        return (top.appending(".Trash-\(user)"), top)
    }

    /// Returns the device of the path itself, or of the folder it would be made in.
    private func nearestDevice(_ path: FilePath) -> UInt64? {
        var path = path
        while true {
            if let device = device(path) { return device }
            let parent = path.removingLastComponent()
            guard parent != path, !parent.isEmpty else { return nil }
            path = parent
        }
    }

    private static func device(of path: FilePath) -> UInt64? { (try? FileStatus(of: path))?.identity.device }

    private static func write(_ note: FilePath, path: FilePath) throws {
        let text = "[Trash Info]\nPath=\(path.percentEncoded)\nDeletionDate=\(localTimestamp())\n"
        let file = try FileDescriptor.open(
            note, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec], permissions: [.ownerReadWrite])
        do {
            try file.closeAfter {
                _ = try file.writeAll(text.utf8)
                try synchronize(file)
            }
        } catch {
            removeFile(note)
            throw error
        }
    }
}

extension FilePath {
    /// The path without `folder`, below which it lies.
    fileprivate func below(_ folder: FilePath) -> FilePath {
        var rest = FilePath()
        for component in components.dropFirst(folder.components.count) { rest.append(component) }
        return rest
    }

    /// The path with percent encoding (RFC 2396): all bytes but letters, digits, `-_.~` and `/` as `%` and two digits.
    package var percentEncoded: String {
        withPlatformString { bytes in
            (0..<length).reduce(into: "") { text, place in
                let byte = UInt8(bitPattern: bytes[place])
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                    UInt8(ascii: "~"), UInt8(ascii: "/"):
                    text.unicodeScalars.append(Unicode.Scalar(byte))
                default:
                    let digits = String(byte, radix: 16, uppercase: true)
                    text += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
                }
            }
        }
    }
}
