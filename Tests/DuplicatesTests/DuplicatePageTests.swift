import Imaging
import Kernels
import Reports
import TestSupport
import Testing

@testable import Duplicates

struct DuplicatePageTests {
    /// However many pictures a page shows, those in memory are few: it comes in parts.
    @Test func aPageOfManyPicturesComesInParts() throws {
        try withTemporaryFolder { folder in
            let count = 600
            for number in 0..<count { try folder.copy("formats/tiff/bilevel_raw.tif", to: "\(number).tif") }
            let result = try DuplicateSearch(folder.request(level: .bytes)).find()
            #expect(result.groups.count == 1)
            let page = DuplicatePage(result, metric: nil, folder: folder.path)
            var parts: [String] = []
            page.write(PictureLoader(reading: PixelReader.Options(), threads: 2, kernels: .scalar)) {
                parts.append(String(decoding: $0, as: UTF8.self))
            }
            let pictures = parts.map { $0.ranges(of: "data:image/jpeg").count }
            #expect(pictures.reduce(0, +) == count && pictures.allSatisfy { $0 <= 256 })
            // An array of one group, of an array per file.
            let whole = parts.joined()
            #expect(whole.contains("[[[\"") && whole.contains("]]]</script>") && whole.ranges(of: "],[\"").count == count - 1)
        }
    }
}
