import Evaluation
import Foundation
import Gallery
import Metrics
@testable import Reports
import SystemPackage
import Testing

/// Stores side by side in each format, byte by byte.
struct StoreReportTests {
    @Test func textHasAColumnOfStoresAndOneOfTimes() {
        #expect(
            text(.text) == """
                2 queries in test, 3 images in train, clip m bf16

                metric  store             P@1     P@2  recall@2   MRR@2   mAP@2  overlap@2  ms/query
                l1      flat           1.0000  0.5000    0.7500  1.0000  0.7500          -     1.500
                cosine  flat           1.0000  0.5000    0.7500  1.0000  0.7500          -    12.000
                cosine  chroma://h/ab  0.5000  0.2500    0.5000  0.5000  0.5000     0.2500     0.062

                """)
    }

    @Test func labelsAndConfusionFollowByStore() {
        let lines = text(.text, showsLabels: true, showsConfusion: true)
            .split(separator: "\n", omittingEmptySubsequences: false).suffix(10)
        #expect(
            lines.joined(separator: "\n") == """

                in chroma://h/ab
                cosine, by label  queries     P@1     P@2  recall@2   MRR@2   mAP@2  overlap@2
                Lime                    1  1.0000  0.5000    1.0000  1.0000  1.0000     0.5000
                Plum                    1  0.0000  0.0000    0.0000  0.0000  0.0000     0.0000

                cosine, label  queries  right  taken for at rank 1
                Lime                 1      1
                Plum                 1      0  1 (no label)

                """)
        let confusion = text(.text, showsConfusion: true)
        #expect(confusion.contains("\n\nin flat\nl1, label  queries  right  taken for at rank 1\n"))
    }

    @Test func csvHasTheStoreBesideTheMetric() {
        #expect(
            text(.csv, showsLabels: true).split(separator: "\n").suffix(4) == [
                "cosine,flat,Plum,1,1.0,0.5,0.5,1.0,0.5,,", "cosine,chroma://h/ab,,2,0.5,0.25,0.5,0.5,0.5,0.25,0.0625",
                "cosine,chroma://h/ab,Lime,1,1.0,0.5,1.0,1.0,1.0,0.5,", "cosine,chroma://h/ab,Plum,1,0.0,0.0,0.0,0.0,0.0,0.0,",
            ])
        #expect(
            text(.csv).hasPrefix("metric,store,label,queries,P@1,P@2,recall@2,MRR@2,mAP@2,overlap@2,ms_per_query\nl1,flat,,2,"))
        #expect(
            text(.csv, showsConfusion: true) == """
                metric,store,label,taken_for,queries
                l1,flat,Lime,Lime,1
                l1,flat,Plum,Plum,1
                cosine,flat,Lime,Lime,1
                cosine,flat,Plum,Plum,1
                cosine,chroma://h/ab,Lime,Lime,1
                cosine,chroma://h/ab,Plum,,1

                """)
    }

    @Test func jsonNamesTheStoreAndTheTime() {
        #expect(
            text(.json).contains(
                """
                    {
                      "metric": "cosine",
                      "store": "flat",
                      "millisecondsPerQuery": 12.0,
                      "measures": {
                        "P@1": 1.0,
                        "P@2": 0.5,
                        "recall@2": 0.75,
                        "MRR@2": 1.0,
                        "mAP@2": 0.75,
                        "overlap@2": null
                      }
                    },
                    {
                      "metric": "cosine",
                      "store": "chroma://h/ab",
                      "millisecondsPerQuery": 0.0625,
                      "measures": {

                """))
    }

    @Test func aSingleStoreIsNamedOnTop() {
        #expect(
            text(.text, stores: ["chroma://h/ab"]) == """
                2 queries in test, 3 images in train, clip m bf16, chroma://h/ab

                metric     P@1     P@2  recall@2   MRR@2   mAP@2
                cosine  0.5000  0.2500    0.5000  0.5000  0.5000

                """)
        #expect(text(.csv, stores: ["chroma://h/ab"]).hasPrefix("metric,label,queries,P@1,P@2,recall@2,MRR@2,mAP@2\n"))
        #expect(text(.json, stores: ["chroma://h/ab"]).contains("\"store\": \"chroma://h/ab\""))
    }

    // MARK: The page

    @Test func thePageLetsOneChooseAStore() throws {
        let page = page()
        expectEveryElementIsClosed(page)
        #expect(
            page.contains(
                "<tr><th scope=\"row\">cosine</th><td class=\"store\"><bdi>chroma://h/ab</bdi></td><td>0.5000</td><td>0.2500</td><td>0.5000</td><td>0.5000</td><td>0.5000</td><td>0.2500</td><td>0.062</td></tr>"
            ))
        #expect(page.contains("<th scope=\"col\">overlap@2</th><th scope=\"col\">ms per query</th>"))
        #expect(page.contains("id=\"store-1\" value=\"1\"> chroma://h/ab</label>"))
        #expect(page.matches(of: #/<div class="by by-cosine in-1">/#).count == 2)
        #expect(page.contains("data-l1-0=\"") && page.contains("data-cosine-1=\"") && !page.contains("data-l1-1=\""))
        // A choice without a ranking is not an empty page.
        #expect(page.contains("<p class=\"note\"><bdi>chroma://h/ab</bdi> was not searched by l1.</p>"))
        #expect(page.contains("0 of 1 right, average precision 0.0000 (at 2)"))
        #expect(page.contains("<dt>Images in the gallery</dt><dd>3</dd>"))
    }

    @Test func aPageOfOneStoreNamesIt() {
        let page = page(stores: ["chroma://h/ab"])
        expectEveryElementIsClosed(page)
        #expect(page.contains("<dt>Store</dt><dd>chroma://h/ab</dd>") && !page.contains("name=\"store\""))
        #expect(page.contains("<div class=\"by by-cosine\">") && page.contains("data-cosine=\""))
    }

    // MARK: A small comparison

    private func report(
        _ stores: [String], showsLabels: Bool = false, showsConfusion: Bool = false
    ) -> EvaluationReport {
        let gallery = [
            ImageFile(path: "train/Lime/1.jpg", label: "Lime"), ImageFile(path: "train/Plum/1.jpg", label: "Plum"),
            ImageFile(path: "train/Plum/2.jpg", label: "Plum"), ImageFile(path: "train/gone.jpg", label: nil),
        ]
        let queries = [ImageFile(path: "test/Lime/1.jpg", label: "Lime"), ImageFile(path: "test/Plum/1.jpg", label: "Plum")]
        func answers(_ store: String, _ metric: Metric, _ hits: [[Int]], _ time: Double) -> StoreAnswers {
            StoreAnswers(
                store: store, isExact: store == "flat", metric: metric,
                hits: hits.map { $0.map { ScoredIndex(index: $0, score: 0) } }, time: time)
        }
        let all = [
            answers("flat", .l1, [[0, 1], [1, 0]], 1.5), answers("flat", .cosine, [[0, 1], [1, 0]], 12),
            answers("chroma://h/ab", .cosine, [[0, 2], [3]], 0.0625),
        ]
        let evaluation = Evaluation(
            queries: queries, gallery: gallery, galleryCount: 3, relevantCounts: [1, 2],
            answers: all.filter { stores.contains($0.store) }, top: 2)
        return EvaluationReport(
            evaluation,
            settings: EvaluationReport.Settings(
                queries: "test", galleries: ["train"], features: .embedding(model: "m", precision: "bf16"), orientation: "exif",
                excludesQuery: false), unreadable: [], skipped: [], showsLabels: showsLabels, showsConfusion: showsConfusion)
    }

    private func text(
        _ format: EvaluationReport.Format, stores: [String] = ["flat", "chroma://h/ab"], showsLabels: Bool = false,
        showsConfusion: Bool = false
    ) -> String {
        let report = report(stores, showsLabels: showsLabels, showsConfusion: showsConfusion)
        return String(decoding: report.rendered(as: format), as: UTF8.self)
    }

    private func page(stores: [String] = ["flat", "chroma://h/ab"]) -> String {
        var bytes: [UInt8] = []
        EvaluationPage(report(stores)).write(pictureLoader()) { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }
}
