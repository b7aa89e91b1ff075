import Search
import SystemPackage

extension QuerySource {
    /// The path or the text, as it was given; a path's bytes need not be UTF-8.
    var bytes: [UInt8] {
        switch self {
        case .image(let path): path.bytes
        case .text(let text): Array(text.utf8)
        }
    }
}
