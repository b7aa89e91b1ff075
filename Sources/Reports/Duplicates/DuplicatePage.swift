package import Duplicates
import Files
import Gallery
import Imaging
package import Metrics
package import SystemPackage

/// A page to look at groups side by side, and to choose what goes.
///
/// The pictures are not in it but linked to, from where the page lies, and read as they come into sight: so ten thousand groups make a page
/// of a few megabytes. Those of formats that browsers do not show are in it, as
/// thumbnails. It changes nothing on the disk; the list of files that it makes is for `xargs` or a file manager.
package struct DuplicatePage: Sendable {
    private let result: DuplicateResult
    private let metric: Metric?
    private let folder: FilePath

    /// - Parameter folder: Where the page will be.
    package init(_ result: DuplicateResult, metric: Metric?, folder: FilePath) {
        self.result = result
        self.metric = metric
        self.folder = folder
    }

    /// The most pictures that are in memory at a time.
    private static let pictureCount = 256

    /// Writes the page, part by part: it may be larger than memory allows.
    ///
    /// - Parameter pictures: Reads the pictures that browsers do not show.
    package func write(_ pictures: PictureLoader, to sink: ([UInt8]) throws -> Void) rethrows {
        var document = HTMLDocument(title: "Duplicates", style: Self.style, script: Self.script)
        document.imageSources = "'self' file: data:"
        try sink(Array((document.opening + head).utf8))
        let items = result.groups.flatMap { group in group.files.indices.map { Item(group: group, place: $0) } }
        // An array per group of an array per file.
        try sink(Array("<script type=\"application/json\" id=\"data\">[".utf8))
        for start in stride(from: 0, to: items.count, by: Self.pictureCount) {
            let part = items[start..<min(start + Self.pictureCount, items.count)]
            let shown = zip(part, addresses(of: part, pictures))
            let text = shown.map { item, picture in
                (item.place > 0 ? "," : item.file.path == items[0].file.path ? "[" : ",[")
                    + "\(data(of: item, showing: picture))"
                    + (item.place == item.group.files.count - 1 ? "]" : "")
            }
            // So that no path ends the element that this is in.
            try sink(Array(text.joined().replacing("<", with: "\\u003c").utf8))
        }
        try sink(Array(("]</script>\n\n" + document.closing).utf8))
    }

    /// A file of a group.
    private struct Item {
        let group: DuplicateGroup
        let place: Int

        var file: DuplicateFile { group.files[place] }
    }

    /// The addresses of the pictures of the files.
    private func addresses(of items: ArraySlice<Item>, _ pictures: PictureLoader) -> [String] {
        let formats = ImageFormat.allCases.filter { !$0.isShownByBrowsers }
        let thumbnails = pictures.load(items.map { .file($0.file.path) }, fitting: Thumbnail.box, of: formats) { Thumbnail($0) }
        return zip(items, thumbnails).map { item, thumbnail in thumbnail?.address ?? address(item.file.path) }
    }

    private var head: String {
        let surplus = result.surplusCount
        let summary =
            "\(counted(result.groups.count, "group")) among \(counted(result.imageCount, "image")), "
            + "\(counted(surplus, "file")) not kept (\(result.surplusBytes / 100_000 / 10).\(result.surplusBytes / 100_000 % 10) MB)"
        return """
            <header>
            <h1>Duplicates</h1>
            <p>\(HTMLText(summary))</p>
            <p class="keys"><kbd>j</kbd> <kbd>k</kbd> next and previous group, <kbd>←</kbd> <kbd>→</kbd> file, <kbd>x</kbd> keep or remove,
            <kbd>d</kbd> differences to the file that is kept, <kbd>c</kbd> copy the list</p>
            <div class="tools"><button id="copy" type="button">Copy the list of files to remove</button>
            <label><input id="null" type="checkbox"> quoted for a shell</label> <span id="count" role="status"></span></div>
            <textarea id="list" readonly hidden aria-label="Files to remove"></textarea>
            </header>
            <main id="groups"></main>
            <noscript><p>This page needs its script, which it carries itself.</p></noscript>

            """
    }

    /// The path of a file, its picture's address, size, bytes, time, score, and whether it is kept.
    private func data(of item: Item, showing picture: String) -> JSONValue {
        let (group, place, file) = (item.group, item.place, item.file)
        let symmetry = group.pairs.first {
            ($0.first == 0 && $0.second == place) || ($0.first == place && $0.second == 0)
        }?.symmetry
        return JSONValue.array([
            .string(file.path.string), .string(picture),
            .string(file.size.map { "\($0.width) × \($0.height)" } ?? "?"), .integer(file.status.size),
            .integer(Int(file.status.modified / 1_000_000)),
            place == 0 ? .null : group.bestScore(of: place, metric).map(JSONValue.number) ?? .null,
            .boolean(place < group.keptCount), .string(symmetry.map { $0 == .none ? "" : $0.rawValue } ?? ""),
        ])
    }

    private func address(_ path: FilePath) -> String {
        let way = (try? path.relative(to: folder)) ?? path
        return way.percentEncoded
    }
}
