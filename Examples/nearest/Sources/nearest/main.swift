import Retrieval

// nearest QUERY GALLERY: the three images of a folder that are most like a query.
guard CommandLine.arguments.count == 3 else { fatalError("usage: nearest QUERY GALLERY") }
var search = ImageSearch(gallery: CommandLine.arguments[2])
search.limit = 3
do {
    for match in try search.matches(forImageAt: CommandLine.arguments[1]) {
        print("\(match.label ?? "-")\t\(match.path)")
    }
} catch {
    fatalError("\(error)")
}
