import Files
import SystemPackage

/// The names of the files in an index's folder, and whose they are.
extension IndexFolder {
    /// Returns the identifiers of all segment files in the folder, named by the manifest or not.
    func segmentIdentifiers() -> [UInt64] { names.compactMap(Self.segmentIdentifier) }

    /// The identifier in the name of a segment file.
    static func segmentIdentifier(_ name: String) -> UInt64? {
        guard let identifier = UInt64(name.dropFirst("segment-".count)), identifier < Manifest.identifierLimit,
            name == "segment-\(identifier)"
        else { return nil }
        return identifier
    }

    /// Whether a file of this name is one that belongs to an index, finished or not.
    static func isOwnName(_ name: String) -> Bool {
        let finished = name.hasSuffix(".partial") ? String(name.dropLast(".partial".count)) : name
        return ["manifest", "lock", ".gitignore"].contains(finished) || segmentIdentifier(finished) != nil
            || isGraphName(finished)
    }

    /// The name of a file in the folder that is no part of an index; nil where there is none.
    ///
    /// A folder with any file that begins with an index's magic is an index, in which a manifest or a segment that does not is
    /// damaged: it is named, and made anew. Otherwise every file is foreign, whatever its name, but for an empty lock, the list of
    /// files to ignore, and unfinished files.
    var foreignName: String? {
        let names = self.names.sorted()
        if let other = names.first(where: { !Self.isOwnName($0) }) { return other }
        let files = names.filter { $0 == "manifest" || Self.segmentIdentifier($0) != nil }
        return files.contains(where: isOwnFile) ? nil : files.first ?? names.first { $0 == "lock" && !isEmpty($0) }
    }

    /// Whether the file of this name begins as a manifest or a segment does.
    func isOwnFile(_ name: String) -> Bool {
        let magic = name == "manifest" ? Manifest.magic : SegmentLayout.magic
        guard let file = try? MappedFile(path.appending(name)) else { return false }
        return file.withBytes { $0.starts(with: magic) }
    }

    private func isEmpty(_ name: String) -> Bool { (try? FileStatus(of: path.appending(name)).size) == 0 }

    private var names: [String] { ((try? directoryEntries(path)) ?? []).map(\.name.string) }
}
