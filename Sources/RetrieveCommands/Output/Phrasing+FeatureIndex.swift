import FeatureIndex
import Gallery
import SystemPackage

extension IndexError: CustomStringConvertible {
    var description: String {
        switch reason {
        case .missing:
            "there is no index in \(path); make one with 'retrieve index'"
        case .damaged(let detail):
            "the index file \(path) is damaged (\(detail)); remove it and run 'retrieve index', or search with --no-index"
        case .newer(let version):
            "the index file \(path) has format version \(version), which is newer than this program; update the program, or search with --no-index"
        case .busy:
            "another 'retrieve index' is writing to \(path); wait for it to finish"
        case .changing:
            "the index in \(path) is being replaced again and again by another 'retrieve index'; try again when it has finished"
        case .foreign(let name):
            "\(path) holds '\(name)', which is no part of an index; name an empty folder or one that does not exist"
        case .otherShard(let shard?):
            "the index in \(path) is of shard \(shard) of a gallery; name another folder with --index, or give --shard \(shard)"
        case .otherShard(nil):
            "the index in \(path) is of a whole gallery; name another folder for a shard with --index"
        case .system(.noSpace):
            "cannot write \(path): the disk is full, and what was there before is untouched; make room and try again"
        case .system(.notDirectory):
            "\(path) is not a folder; name another with --index"
        case .system(let error):
            "cannot use the index file \(path) (\(error)); check its permissions, or name another folder with --index"
        }
    }
}

extension IndexMergeError: CustomStringConvertible {
    var description: String {
        switch self {
        case .partIsTarget(let part):
            "cannot merge: \(part) is a part and cannot be the merged index, too; name another folder with --index"
        case .repeatedPart(let part): "cannot merge: \(part) is named twice; name each part once"
        case .otherFeatures(let part, let features, let first, let firstFeatures):
            "cannot merge: \(part) holds features for \(words(features)), and \(first) for \(words(firstFeatures)); index one of them again with the same options"
        case .outdated(let part):
            "cannot merge: \(part) was made by an earlier version of this program; run 'retrieve index' for it again"
        case .otherProcessor(let part, let processor, let first, let firstProcessor):
            "cannot merge: the embeddings in \(part) were computed by \(name(processor)), and those in \(first) by \(name(firstProcessor)), so their last digits may differ; index one of them again on the other's kind of machine, or accept that with --mix-processors"
        }
    }

    private func words(_ features: [String]) -> String {
        features.isEmpty ? "nothing" : features.joined(separator: " and ")
    }

    private func name(_ processor: String) -> String { processor.isEmpty ? "what is not recorded" : processor }
}

extension GalleryTrouble: CustomStringConvertible {
    var description: String {
        switch self {
        case .empty(let known): "it holds no images now, and the index keeps what it has of \(known) files"
        }
    }
}

extension EmbeddingFailure: CustomStringConvertible {
    var description: String { "the model makes no finite numbers of it; check the model's files" }
}

extension Phrasing {
    /// The sentence for a file that is another than it was when it was indexed, though nothing but its contents tells so.
    func differingContents(_ path: FilePath) -> String {
        "\(path) has other contents than were indexed, though its size and times are the same; 'touch' it, and '\(indexCommand())' reads it again"
    }

    /// Returns the notice of shards that no part is of.
    func sentence(forMissing shards: [GalleryShard]) -> String {
        let named = shards.prefix(8).map(\.description).joined(separator: ", ") + (shards.count > 8 ? ", …" : "")
        return
            "no part is an index of \(named), so searches read the images of \(shards.count == 1 ? "that shard" : "these shards"); index and merge what is missing, too"
    }

    /// Returns what `body` returns, an index being inspected: damage is then an outcome with a status of its own.
    func inspecting<Result>(_ body: () throws -> Result) throws -> Result {
        try reporting {
            do { return try body() } catch let error as IndexError where error.isDamage {
                throw CommandFailure(.negative, sentence(for: error))
            }
        }
    }
}
