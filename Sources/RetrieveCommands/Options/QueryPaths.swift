import Files
import Gallery
import SystemPackage

/// The images that the queries of a command line stand for.
struct QueryPaths {
    /// The items, in the order of the command line.
    private(set) var items: [Item] = []

    var images: [ContentSource] { items.compactMap { if case .image(let source) = $0 { source } else { nil } } }
    /// The queries that stand for nothing, with the reasons.
    var failures: [SkippedQuery] { items.compactMap { if case .skipped(let query) = $0 { query } else { nil } } }

    /// An item of the command line: a query, or the reason why there is none.
    enum Item {
        case image(ContentSource)
        case skipped(SkippedQuery)
    }

    /// A query that stands for nothing.
    enum SkippedQuery {
        case file(SkippedFile)
        case noImages(FilePath)
        case unlistable(FilePath, Errno)
        /// An address that is of neither http nor https.
        case otherAddress(String)
        case emptyInput
        case unreadableInput(Errno)
        case noList(PathListReader.Fault)

        /// The name of the query, where it has one.
        var name: String? {
            switch self {
            case .file(let file): file.path.string
            case .noImages(let path), .unlistable(let path, _): path.string
            case .otherAddress(let address): address
            case .emptyInput, .unreadableInput, .noList: nil
            }
        }
    }

    /// - Parameters:
    ///   - arguments: Files; addresses; folders, which stand for the images in them; `-`, which stands for the names on standard
    ///     input.
    ///   - separator: What ends a path on standard input.
    ///   - selection: Which images of a folder it stands for.
    ///   - keepsRemote: Whether images at addresses will be looked at more than once.
    init(
        _ arguments: [String], separator: UInt8, selection: GallerySelection = .standard, keepsRemote: Bool = false
    ) {
        var countOfInput: Int?
        Self.forEachPart(of: arguments, separator: separator, selection: selection, keepsRemote: keepsRemote) { part, isInput in
            items += part
            if isInput { countOfInput = (countOfInput ?? 0) + part.count }
        }
        if countOfInput == 0 { items.append(.skipped(.emptyInput)) }
    }

    /// Calls `body` with what `arguments` stand for, in their order; what standard input names as soon as it has arrived there.
    ///
    /// - Parameters:
    ///   - selection: Which images of a folder it stands for.
    ///   - body: Gets some items, and whether standard input names them.
    static func forEachPart(
        of arguments: [String], separator: UInt8, selection: GallerySelection = .standard, keepsRemote: Bool = false,
        _ body: (_ part: [Item], _ isInput: Bool) throws -> Void
    ) rethrows {
        var inputWasRead = false
        for part in arguments.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "-" }).enumerated() {
            if part.offset > 0, !inputWasRead {
                inputWasRead = true
                try forEachPartOfInput(separator: separator, selection, keepsRemote) { try body($0, true) }
            }
            let named = part.element.flatMap { items(for: QueryName(bytes: $0.utf8), selection, keepsRemote) }
            if !named.isEmpty { try body(named, false) }
        }
    }

    private static func items(for name: QueryName, _ selection: GallerySelection, _ keepsRemote: Bool) -> [Item] {
        if let image = RemoteImages.image(name.text, keepsBytes: keepsRemote) { return [.image(.remote(image))] }
        let path = name.path
        let kind = try? FileStatus(of: path).kind
        if kind == nil, name.isAddress { return [.skipped(.otherAddress(withoutCredentials(name.text)))] }
        guard !path.isEmpty, kind == .directory else { return [.image(.file(path))] }
        do throws(Errno) {
            let walk = try FolderWalk(path, FolderWalk.Options(selection))
            let images = walk.images.map { Item.image(.file($0.path)) }
            return images + walk.skipped.map { .skipped(.file($0)) } + (images.isEmpty ? [.skipped(.noImages(path))] : [])
        } catch {
            return [.skipped(.unlistable(path, error))]
        }
    }

    private static func forEachPartOfInput(
        separator: UInt8, _ selection: GallerySelection, _ keepsRemote: Bool, _ body: ([Item]) throws -> Void
    ) rethrows {
        var reader = PathListReader(separator: separator)
        var isAtEnd = false
        while !isAtEnd {
            let part = nextPart(of: &reader, selection, keepsRemote, isAtEnd: &isAtEnd)
            try body(part)
        }
    }

    /// Returns the paths that the next bytes of standard input name.
    private static func nextPart(
        of reader: inout PathListReader, _ selection: GallerySelection, _ keepsRemote: Bool, isAtEnd: inout Bool
    ) -> [Item] {
        do {
            let bytes = try StandardStreams.readInput()
            isAtEnd = bytes.isEmpty
            let names = isAtEnd ? try reader.lastName() : try reader.names(endingIn: bytes)
            return names.flatMap { items(for: $0, selection, keepsRemote) }
        } catch {
            isAtEnd = true
            return [
                .skipped((error as? PathListReader.Fault).map { .noList($0) } ?? .unreadableInput(error as? Errno ?? .ioError))
            ]
        }
    }
}
