import FeatureIndex
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
        case .system(.noSpace):
            "cannot write \(path): the disk is full, and what was there before is untouched; make room and try again"
        case .system(.notDirectory):
            "\(path) is not a folder; name another with --index"
        case .system(let error):
            "cannot use the index file \(path) (\(error)); check its permissions, or name another folder with --index"
        }
    }
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
