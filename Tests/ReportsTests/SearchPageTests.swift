import Search
import Foundation
import Gallery
import Imaging
@testable import Reports
import SystemPackage
import TestSupport
import Testing

/// The page of a search, as text.
struct SearchPageTests {
    private func page(_ report: LabelledReport) -> String {
        var bytes: [UInt8] = []
        SearchPage(report).write(pictureLoader()) { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func everyElementThatIsOpenedIsClosed() {
        let skipped = [SkippedEntry(path: "g/x.jpg", reason: "it is empty")]
        for queries in [[labelledQuery()], [labelledQuery(), labelledQuery(hits: [])], [labelledQuery(label: nil)]] {
            expectEveryElementIsClosed(page(labelledReport(queries, skipped: skipped)))
        }
    }

    @Test func pathsAndLabelsAreText() {
        let name = "<img src=x onerror=alert(1)>.png"
        let hit = Hit(path: FilePath("g/<b>/\(name)"), label: "<b>", score: 1)
        let text = page(labelledReport([labelledQuery(path: FilePath("q/\(name)"), label: nil, hits: [hit])]))
        #expect(!text.contains("<img src=x"))
        #expect(!text.contains("<b>"))
        #expect(text.contains("&lt;img src=x onerror=alert(1)&gt;.png"))
    }

    @Test func rightAndWrongAreToldApartByWordsToo() {
        let text = page(labelledReport([labelledQuery()]))
        #expect(text.contains("<li class=\"right\">"))
        #expect(text.contains("✓ right"))
        #expect(text.contains("<li class=\"wrong\">"))
        #expect(text.contains("✗ other label"))
    }

    @Test func withoutAKnownLabelNothingIsRightOrWrong() {
        let text = page(labelledReport([labelledQuery(label: nil)]))
        #expect(!text.contains("✓"))
        #expect(!text.contains("P@1"))
        #expect(!text.contains("class=\"choice\""))
    }

    @Test func ranksScoresAndPrecisionAreShown() {
        let text = page(labelledReport([labelledQuery()], limit: 2))
        #expect(text.contains("<span class=\"score\">345</span>"))
        #expect(text.contains("<span class=\"rank\">2</span>"))
        #expect(text.contains("<dt>P@1</dt><dd>1.000</dd>"))
        #expect(text.contains("<dt>P@2</dt><dd>0.500</dd>"))
        #expect(text.contains("l1, smaller is more alike"))
        #expect(text.contains("<dt>Resized by</dt><dd>bicubic</dd>"))
    }

    @Test func picturesAreInsideWithWordsForThem() throws {
        try withTemporaryFolder { folder in
            let path = try folder.write(samplePicture().jpeg(quality: 90), to: "1.jpg")
            let hit = Hit(path: path, label: "Orange", score: 0)
            let text = page(labelledReport([labelledQuery(path: path, hits: [hit])]))
            let pictures = text.matches(
                of: #/<img src="data:image/jpeg;base64,[A-Za-z0-9+/]+=*" width="5" height="4" alt="[^"]+">/#)
            #expect(pictures.count == 2)
            #expect(text.contains("alt=\"Query, Orange\""))
            #expect(text.contains("alt=\"Hit 1, Orange\""))
        }
    }

    @Test func aPictureThatIsGoneIsSaidToBe() {
        #expect(page(labelledReport([labelledQuery()])).contains("This file cannot be read any more."))
    }

    @Test func skippedFilesAreListed() {
        let text = page(labelledReport([labelledQuery()], skipped: [SkippedEntry(path: "g/<x>.jpg", reason: "it is empty")]))
        #expect(text.contains("<summary>1 file was skipped</summary>"))
        #expect(text.contains("<bdi>g/&lt;x&gt;.jpg</bdi>: it is empty"))
    }

    @Test func theNetworkIsNotNamed() {
        let text = page(labelledReport([labelledQuery(), labelledQuery()]))
        for word in ["http:", "https:", "//", "url(", "@import", "<script", "<link", "style=\"", "onclick"] {
            #expect(!text.contains(word), "\(word)")
        }
    }

    @Test func thePolicyAllowsThisStyleSheetAndPicturesInside() {
        let text = page(labelledReport([labelledQuery()]))
        let style = "'sha256-\(SearchPage.style.hash)'"
        let policy = "default-src 'none'; img-src data:; style-src \(style); base-uri 'none'; form-action 'none'"
        #expect(text.contains("content=\"\(policy)\""))
    }

    @Test func aLongListComesInPieces() {
        let hits = (1...300).map { Hit(path: FilePath("g/\($0).jpg"), label: nil, score: Double($0)) }
        var pieces: [Int] = []
        SearchPage(labelledReport([labelledQuery(hits: hits)], limit: nil)).write(pictureLoader()) { pieces.append($0.count) }
        #expect(pieces.count > 300)
    }
}
