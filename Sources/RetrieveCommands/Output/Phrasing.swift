import Models
import Imaging
import FeatureIndex
import Gallery
import Metrics
import Search
import SystemPackage
import VectorStores

/// Makes sentences of causes: what happened, to which file, why, and the command that mends it.
///
/// Libraries state causes with their data; every sentence for the user stands in this type's files.
struct Phrasing {
    /// The search that was asked for, so that remedies quote a command that fits; nil where there was none.
    let search: SearchRequest?

    init(_ search: SearchRequest? = nil) { self.search = search }

    /// The command that indexes a searched gallery, the first by default, so that it has what the search needs.
    func indexCommand(for gallery: GalleryRequest? = nil) -> String {
        guard let search else { return "retrieve index" }
        return IndexCommandLine(
            search, gallery ?? search.galleries[0], store: search.store.kind.needsIndex ? search.store : nil
        ).text
    }

    /// The command that fills the store that was asked for, for a searched gallery, the first by default.
    func fillingCommand(_ store: StoreAddress, for gallery: GalleryRequest? = nil) -> String {
        guard let search else { return "retrieve index --features clip --store \(store)" }
        return IndexCommandLine(search, gallery ?? search.galleries[0], store: store).text
    }
}

/// A command line of `retrieve index` that makes what a search would use.
struct IndexCommandLine {
    let text: String

    /// - Parameter store: What is to be filled, if anything.
    init(_ search: SearchRequest, _ gallery: GalleryRequest, store: StoreAddress?) {
        var words = ["retrieve", "index", shellQuoted(gallery.folder.string)]
        func add(_ name: String, _ value: String?) {
            if let value { words += [name, shellQuoted(value)] }
        }
        if case .at(let folders) = gallery.index { folders.forEach { add("--index", $0.string) } }
        gallery.selection.includes.forEach { add("--include", $0) }
        gallery.selection.excludes.forEach { add("--exclude", $0) }
        if gallery.selection.includesHidden { words.append("--hidden") }
        add("--shard", gallery.selection.shard?.description)
        switch search.features {
        case .pixels(let reading):
            let standard = FeatureRequest.standardReading
            if reading.size != standard.size { add("--size", "\(reading.size)") }
            if reading.filter != standard.filter { add("--resample", reading.filter.rawValue) }
        case .embeddings(let model):
            add("--features", Features.embedding.rawValue)
            // What the environment names need not be said.
            if model.name != ProcessEnvironment.model { add("--model", model.name) }
            add("--precision", model.precision?.rawValue)
            add("--decode", model.decoding?.rawValue)
        }
        if !search.features.appliesOrientation { add("--orientation", OrientationHandling.ignore.rawValue) }
        add("--background", search.features.background?.description)
        if search.features.maximumMegapixels != FeatureRequest.standardReading.maximumMegapixels {
            add("--max-megapixels", "\(search.features.maximumMegapixels)")
        }
        if let store {
            add("--store", store.description)
            // A graph serves all metrics that it can serve, a collection those of its space.
            if store.kind.isMadeForMetric, search.metric != .cosine { add("--store-metric", search.metric.rawValue) }
        }
        text = words.joined(separator: " ")
    }
}

extension SearchRequest {
    /// The galleries as the user named them.
    var galleryNames: String { galleries.map(\.folder.string).joined(separator: ", ") }
}

/// `text` as a word of a shell's command line.
func shellQuoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: byte >= 0x80 || "/._-:+,=@%".utf8.contains(byte)
        }
    }
    return plain && !text.isEmpty
        ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
