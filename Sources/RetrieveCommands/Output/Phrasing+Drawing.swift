import Reports

extension DrawingError: CustomStringConvertible {
    var description: String {
        switch self {
        case .libraryMissing(let name, let packages, let detail):
            "\(name) cannot be used (\(detail)); install \(packages)"
        case .failed(let detail): "drawing failed (\(detail))"
        case .tooLarge: "there are too many pictures for one page; name a .pdf file, which has many, or use --html"
        }
    }
}
