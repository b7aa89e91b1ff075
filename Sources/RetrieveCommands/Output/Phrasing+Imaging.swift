import Imaging

extension ImageError: CustomStringConvertible {
    var description: String {
        switch self {
        case .empty:
            "it is empty; copy or download it again"
        case .notAnImage(let format?):
            "its contents are \(format), which is no image format that can be read; convert it first"
        case .notAnImage(nil):
            "its contents are of no image format that can be read; convert it, or leave it out"
        case .pointer:
            "it is a Git LFS pointer, not the image itself; run 'git lfs pull' in its folder"
        case .missingLibrary(let format, let detail):
            "it is \(format.name), and the library that reads it is missing (\(detail)); install \(format.packages)"
        case .truncated:
            "it is truncated, its data ends before the picture does; copy or download it again"
        case .corrupt(let detail):
            "it is damaged (\(detail)); copy or download it again"
        case .unsupported(let detail):
            "it is of a kind that is not supported (\(detail)); save it as ordinary 8-bit JPEG or PNG"
        case .tooLarge(let size, let megapixels):
            "its \(size) pixels are more than \(megapixels) megapixels; raise --max-megapixels to read it"
        case .outOfMemory:
            "there is not enough memory for it; use fewer --threads or lower --max-megapixels"
        }
    }
}
