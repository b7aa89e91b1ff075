import Files
import Search
import Evaluation
import Imaging
import Metrics
import Reports
import SystemPackage
import TestSupport
import Testing

/// The page of a check, as text.
struct ComparisonPageTests {
    private typealias Hit = Baseline.Hit

    private func page(
        _ queries: [BaselineComparison.Query], general: [BaselineComparison.Change] = [], folder: FilePath = "."
    )
        -> String
    {
        let comparison = BaselineComparison(metric: .l1, general: general, queries: queries)
        var bytes: [UInt8] = []
        ComparisonPage(ComparisonReport(comparison, file: "b.json")) { .file(folder.following(FilePath($0))) }
            .write(pictureLoader()) { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func query(_ path: String, _ before: [Hit], _ now: [Hit]) -> BaselineComparison.Query {
        BaselineComparison.Query(Baseline.Query(path, hits: before), found: now, tolerance: 0)
    }

    private let first = Hit(path: "g/1.jpg", score: 10), second = Hit(path: "g/2.jpg", score: 20)

    @Test func everyElementThatIsOpenedIsClosed() {
        let gone = BaselineComparison.Query(Baseline.Query("q/2.jpg", hits: [first]), .vanishedQuery)
        let general = [BaselineComparison.Change.option(name: "top", recorded: "5", given: "6")]
        expectEveryElementIsClosed(page([query("q/1.jpg", [first, second], [second]), gone], general: general))
        expectEveryElementIsClosed(page([query("q/1.jpg", [first], [first])]))
    }

    @Test func lostNewAndMovedHitsAreToldApart() {
        let third = Hit(path: "g/3.jpg", score: 5)
        let text = page([query("q/1.jpg", [first, second], [third, second, first])])
        #expect(text.contains("＋ new") && text.contains("lost") == false)
        #expect(text.matches(of: #/<li class="moved">/#).count == 2)
        #expect(text.contains(#/>from \d</#) && text.contains(#/>to \d</#))
        #expect(page([query("q/1.jpg", [first, second], [second])]).contains("✗ lost"))
        #expect(page([query("q/1.jpg", [first], [Hit(path: "g/1.jpg", score: 11)])]).contains("other score"))
    }

    @Test func whatIsAsRecordedIsListedWithoutPictures() {
        let text = page([query("q/1.jpg", [first], [first]), query("q/2.jpg", [first], [second])])
        #expect(text.contains("<summary>1 as recorded</summary>"))
        #expect(text.matches(of: #/<section/#).count == 1)
    }

    @Test func pathsAreText() {
        let name = "<img src=x onerror=alert(1)>.png"
        let text = page([query("q/\(name)", [Hit(path: "g/\(name)", score: 1)], [])])
        #expect(!text.contains("<img src=x") && text.contains("&lt;img src=x onerror=alert(1)&gt;.png"))
    }

    @Test func picturesAreFoundFromTheBaselinesFolder() throws {
        try withTemporaryFolder { folder in
            try folder.write(samplePicture().jpeg(quality: 90), to: "g/1.jpg")
            let text = page([query("q/1.jpg", [first], [])], folder: folder.path)
            #expect(text.matches(of: #/data:image/jpeg/#).count == 1)
        }
    }
}
