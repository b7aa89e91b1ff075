package import Duplicates
import Files
import Gallery
import Imaging
package import Metrics
package import SystemPackage

/// A page to look at groups side by side, and to choose what goes.
///
/// The pictures are not in it but linked to, from where the page lies, and read as they come into sight: so ten thousand groups make a page
/// of a few megabytes. Those of formats that browsers do not show are in it, as thumbnails. It changes nothing on the disk; the list of files that it makes is for `xargs` or a file manager.
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

    /// Writes the page.
    ///
    /// - Parameter pictures: Reads the pictures that browsers do not show.
    package func write(_ pictures: PictureLoader, to sink: ([UInt8]) throws -> Void) rethrows {
        let formats = ImageFormat.allCases.filter { !$0.isShownByBrowsers }
        let files = result.groups.flatMap(\.files)
        let thumbnails = pictures.load(files.map { .file($0.path) }, fitting: Thumbnail.box, of: formats) { Thumbnail($0) }
        let shown = zip(files, thumbnails).map { file, thumbnail in thumbnail?.address ?? address(file.path) }
        try sink(Array(text(showing: shown).utf8))
    }

    /// - Parameter pictures: The addresses of the pictures of all files, in their order.
    private func text(showing pictures: [String]) -> String {
        var document = HTMLDocument(title: "Duplicates", style: Self.style, script: Self.script)
        document.imageSources = "'self' file: data:"
        let surplus = result.surplusCount
        let summary =
            "\(counted(result.groups.count, "group")) among \(counted(result.imageCount, "image")), "
            + "\(counted(surplus, "file")) not kept (\(result.surplusBytes / 100_000 / 10).\(result.surplusBytes / 100_000 % 10) MB)"
        return document.opening + """
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
            <script type="application/json" id="data">\(data(showing: pictures))</script>

            """ + document.closing
    }

    /// An array per group: for each file its path, its picture's address, size, bytes, time, score, and whether it is kept.
    private func data(showing pictures: [String]) -> String {
        var pictures = pictures[...]
        let groups = result.groups.map { group in
            JSONValue.array(
                group.files.enumerated().map { place, file in
                    let symmetry = group.pairs.first {
                        ($0.first == 0 && $0.second == place) || ($0.first == place && $0.second == 0)
                    }?.symmetry
                    return JSONValue.array([
                        .string(file.path.string), .string(pictures.removeFirst()),
                        .string(file.size.map { "\($0.width) × \($0.height)" } ?? "?"), .integer(file.status.size),
                        .integer(Int(file.status.modified / 1_000_000)),
                        place == 0 ? .null : group.bestScore(of: place, metric).map(JSONValue.number) ?? .null,
                        .boolean(place < group.keptCount), .string(symmetry.map { $0 == .none ? "" : $0.rawValue } ?? ""),
                    ])
                })
        }
        // So that no path ends the element that this is in.
        return JSONValue.array(groups).description.replacing("<", with: "\\u003c")
    }

    private func address(_ path: FilePath) -> String {
        let way = (try? path.relative(to: folder)) ?? path
        return way.percentEncoded
    }
}
