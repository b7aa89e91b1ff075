import Evaluation
import Gallery
import Imaging
import Metrics
import Reports
import SystemPackage
import TestSupport
import Testing

/// The page of an evaluation, as text.
struct EvaluationPageTests {
    /// Two queries: the first is found by l1 at once, the second by cosine.
    private func page(
        _ metrics: [Metric] = [.l1, .cosine], label: String = "Orange", path: FilePath = "g/Orange/1.jpg"
    ) -> String {
        let gallery = [ImageFile(path: path, label: label), ImageFile(path: "g/Lime/2.jpg", label: "Lime")]
        let queries = [
            ImageFile(path: "q/Lime/4.jpg", label: "Lime"), ImageFile(path: "q/Orange/3.jpg", label: label),
            ImageFile(path: "q/5.jpg", label: nil),
        ]
        let evaluation = Evaluation(queries: queries, gallery: gallery, metrics: metrics, top: 2) { number, metric in
            let isLimeFirst = (number == 0) == (metric == .l1)
            return [ScoredIndex(index: isLimeFirst ? 1 : 0, score: 7), ScoredIndex(index: isLimeFirst ? 0 : 1, score: 9)]
        }
        let settings = EvaluationReport.Settings(
            queries: "q", galleries: ["g"], features: .pixels(size: "448x448", resample: "bicubic"), orientation: "exif",
            excludesQuery: false)
        let report = EvaluationReport(
            evaluation, settings: settings, unreadable: [SkippedEntry(path: "q/<x>.jpg", reason: "it is empty")], skipped: [],
            showsLabels: false, showsConfusion: false)
        var bytes: [UInt8] = []
        EvaluationPage(report).write(pictureLoader()) { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func everyElementThatIsOpenedIsClosed() {
        expectEveryElementIsClosed(page())
        expectEveryElementIsClosed(page([.l1]))
    }

    @Test func measuresAreOnTop() throws {
        let text = page()
        let head = try #require(text.firstRange(of: "<main"))
        #expect(
            text[..<head.lowerBound].contains(
                "<th scope=\"row\">l1</th><td>1.0000</td><td>0.5000</td><td>1.0000</td><td>1.0000</td><td>1.0000</td>"))
        #expect(text[..<head.lowerBound].contains("<th scope=\"row\">cosine</th><td>0.0000</td>"))
        #expect(text.contains("Means over 2 queries."))
    }

    @Test func theWorstQueryComesFirst() throws {
        let gallery = (1...3).map { ImageFile(path: FilePath("g/\($0)/1.jpg"), label: "\($0)") }
        let evaluation = Evaluation(queries: gallery, gallery: gallery, metrics: [.l1], top: 1) { number, _ in
            // The third query's own label comes first, the first's second, the second's last.
            [[1, 0, 2], [0, 2, 1], [2, 0, 1]][number].map { ScoredIndex(index: $0, score: 1) }
        }
        let report = EvaluationReport(
            evaluation,
            settings: .init(
                queries: "q", galleries: ["g"], features: .pixels(size: "8x8", resample: "box"), orientation: "exif",
                excludesQuery: false), unreadable: [], skipped: [], showsLabels: false, showsConfusion: false)
        var bytes: [UInt8] = []
        EvaluationPage(report).write(pictureLoader()) { bytes += $0 }
        let sections = String(decoding: bytes, as: UTF8.self).matches(of: #/<section id="query-(\d)"/#).map { String($0.1) }
        #expect(sections == ["1", "0", "2"])
    }

    @Test func rightAndWrongAreToldApartByWordsToo() {
        let text = page([.l1])
        #expect(text.matches(of: #/<li class="right">/#).count == 2)
        #expect(text.matches(of: #/✗ other label/#).count == 2)
        // By l1 both queries find their own label first.
        let marks = text.matches(of: #/<li class="(right|wrong|[^"]*)">/#).map { String($0.1) == "right" }
        #expect(marks == [true, false, true, false])
        #expect(text.contains("1 of 2 right, average precision 1.0000"))
        #expect(page([.cosine]).contains("1 of 2 right, the first right one at rank 2, average precision 0.5000"))
    }

    @Test func queriesThatDoNotCountAreListed() {
        let text = page()
        #expect(text.contains("<summary>1 query without a label</summary>"))
        #expect(text.contains("<bdi>q/&lt;x&gt;.jpg</bdi>: it is empty"))
    }

    @Test func pathsAndLabelsAreText() {
        let text = page(label: "<b>", path: "g/<b>/<img src=x onerror=alert(1)>.png")
        #expect(!text.contains("<img") && !text.contains("<b>"))
        #expect(text.contains("&lt;img src=x onerror=alert(1)&gt;.png"))
    }

    @Test func aPictureIsInsideOnceHoweverOftenItIsShown() throws {
        try withTemporaryFolder { folder in
            let path = try folder.write(samplePicture().jpeg(quality: 90), to: "1.jpg")
            let text = page(path: path)
            #expect(text.matches(of: #/data:image/jpeg/#).count == 1)
            #expect(text.matches(of: #/<use href="#picture-\d+"/>/#).count == 4)
        }
    }

    @Test func theNetworkIsNotNamed() {
        let text = page()
        for word in ["http:", "https:", "//", "url(", "@import", "<link", "style=\"", "onclick"] {
            #expect(!text.contains(word), "\(word)")
        }
    }
}
