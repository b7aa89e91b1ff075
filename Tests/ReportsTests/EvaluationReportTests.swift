import Evaluation
import Foundation
import Gallery
import Metrics
import Reports
import SystemPackage
import Testing

/// Tables, JSON and CSV of an evaluation, byte by byte.
struct EvaluationReportTests {
    @Test func textIsATable() {
        #expect(
            text(.text) == """
                4 queries in test, 3 images in train, 64x64
                2 queries evaluated; left out: 1 without label, 1 unreadable

                metric     P@1     P@2  recall@2     MRR     mAP
                l1      0.5000  0.2500    0.5000  0.6667  0.6667
                cosine  0.5000  0.2500    0.5000  0.6667  0.6667

                """)
    }

    @Test func labelsAndConfusionFollow() {
        let lines = text(.text, showsLabels: true, showsConfusion: true).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(
            lines.dropFirst(6).prefix(9).joined(separator: "\n") == """

                l1, by label  queries     P@1     P@2  recall@2     MRR     mAP
                Chanh               1  1.0000  0.5000    1.0000  1.0000  1.0000
                柠檬                1  0.0000  0.0000    0.0000  0.3333  0.3333

                l1, label  queries  right  taken for at rank 1
                Chanh            1      1
                柠檬             1      0  1 (no label)

                """)
    }

    @Test func csvHasOneTable() {
        #expect(
            text(.csv, showsLabels: true).split(separator: "\n").prefix(4) == [
                "metric,label,queries,P@1,P@2,recall@2,MRR,mAP", "l1,,2,0.5,0.25,0.5,0.6666666666666666,0.6666666666666666",
                "l1,Chanh,1,1.0,0.5,1.0,1.0,1.0", "l1,柠檬,1,0.0,0.0,0.0,0.3333333333333333,0.3333333333333333",
            ])
        #expect(
            text(.csv, showsConfusion: true) == """
                metric,label,taken_for,queries
                l1,Chanh,Chanh,1
                l1,柠檬,,1
                cosine,Chanh,Chanh,1
                cosine,柠檬,,1

                """)
    }

    @Test func jsonHoldsEverything() throws {
        let json = text(.json, showsLabels: true, showsConfusion: true)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(object["queries"] as? String == "test" && object["top"] as? Int == 2 && object["excludeQuery"] as? Bool == true)
        let counts = try #require(object["counts"] as? [String: Int])
        #expect(
            counts == [
                "queries": 4, "evaluated": 2, "unlabelled": 1, "withoutRelevant": 0, "unreadable": 1, "galleryImages": 3,
                "skipped": 1,
            ])
        let metric = try #require((object["metrics"] as? [[String: Any]])?.first)
        let measures = try #require(metric["measures"] as? [String: Double])
        #expect(measures["P@1"] == 0.5 && measures["recall@2"] == 0.5)
        #expect((metric["labels"] as? [[String: Any]])?.count == 2)
        let confusion = try #require(metric["confusion"] as? [[String: Any]])
        #expect(confusion.map { $0["label"] as? String } == ["Chanh", "柠檬"])
        #expect(confusion[1]["takenFor"] is NSNull && confusion[1]["queries"] as? Int == 1)
        #expect(object["unlabelled"] as? [String] == ["test/loose.jpg"])
        #expect((object["skipped"] as? [[String: String]])?.first?["path"] == "train/bad.jpg")
        #expect(json.hasSuffix("]\n}\n"))
        #expect(json.contains("\n        \"P@1\": 0.5,\n"))
    }

    @Test func nothingEvaluatedIsNull() {
        let empty = Evaluation(queries: [], gallery: [], metrics: [.l1], top: 1) { _, _ in [] }
        let report = EvaluationReport(
            empty, settings: Self.settings, unreadable: [], skipped: [], showsLabels: false, showsConfusion: false)
        #expect(String(decoding: report.rendered(as: .json), as: UTF8.self).contains("\"mAP\": null"))
        #expect(String(decoding: report.rendered(as: .text), as: UTF8.self).contains("l1        -         -    -    -\n"))
    }

    @Test func labelsDoNotReachTheTerminalAsTheyAre() {
        let images = [ImageFile(path: "a", label: "\u{1b}[31m" + String(repeating: "long ", count: 20))]
        let evaluation = Evaluation(queries: images, gallery: images, metrics: [.l1], top: 1) { _, _ in
            [ScoredIndex(index: 0, score: 0)]
        }
        let report = EvaluationReport(
            evaluation, settings: Self.settings, unreadable: [], skipped: [], showsLabels: true, showsConfusion: false)
        let text = String(decoding: report.rendered(as: .text), as: UTF8.self)
        #expect(!text.contains("\u{1b}") && text.contains("?[31mlong") && text.contains("…"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    // MARK: A small evaluation

    private static let settings = EvaluationReport.Settings(
        queries: "test", galleries: ["train"], features: .pixels(size: "64x64", resample: "bicubic"), orientation: "exif",
        excludesQuery: true)

    private func text(
        _ format: EvaluationReport.Format, showsLabels: Bool = false, showsConfusion: Bool = false
    ) -> String {
        let gallery = [
            ImageFile(path: "train/Chanh/1.jpg", label: "Chanh"), ImageFile(path: "train/loose.jpg", label: nil),
            ImageFile(path: "train/柠檬/1.jpg", label: "柠檬"),
        ]
        let queries = [
            ImageFile(path: "test/Chanh/1.jpg", label: "Chanh"), ImageFile(path: "test/loose.jpg", label: nil),
            ImageFile(path: "test/柠檬/1.jpg", label: "柠檬"),
        ]
        let rankings = [[0, 1, 2], [1, 0, 2], [1, 0, 2]]
        let evaluation = Evaluation(queries: queries, gallery: gallery, metrics: [.l1, .cosine], top: 2) { query, _ in
            rankings[query].map { ScoredIndex(index: $0, score: 0) }
        }
        let report = EvaluationReport(
            evaluation, settings: Self.settings, unreadable: [SkippedEntry(path: "test/bad.jpg", reason: "it is empty")],
            skipped: [SkippedEntry(path: "train/bad.jpg", reason: "it is empty")], showsLabels: showsLabels,
            showsConfusion: showsConfusion)
        return String(decoding: report.rendered(as: format), as: UTF8.self)
    }
}
