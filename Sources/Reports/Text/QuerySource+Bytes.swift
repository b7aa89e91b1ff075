import Files
import Search
import SystemPackage

extension QuerySource {
    /// The path, the address or the text, as it was given; a path's bytes need not be UTF-8.
    var bytes: [UInt8] {
        switch self {
        case .image(.file(let path)): path.bytes
        case .image(.remote(let contents)): Array(contents.name.utf8)
        case .text(let text): Array(text.utf8)
        }
    }
}
