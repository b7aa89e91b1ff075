import SystemPackage
import TestSupport
import Testing

/// `retrieve evaluate --truth`: what is relevant is what a file says.
struct GroundTruthEvaluationTests {
    @Test func aFileSaysWhatIsRelevant() throws {
        try withTruth("query,image,judgement\nquery.jpg,Orange/2.jpeg,relevant\nquery.jpg,Orange/1.jpg,junk\n") { tree in
            let run = try tree.evaluate("--measures", "P@1,hit@1,hit@5,MRR,mAP,mAP-trapezoid,N-S,uAP,uAP@1", "--format", "json")
            #expect(run.status == 0 && run.errors.isEmpty)
            let outcome = try EvaluationOutcome(run)
            #expect(outcome.counts["evaluated"] == 1 && outcome.counts["withoutRelevant"] == 1)
            let search = try tree.search("queries/query.jpg", "-k", "0").hitPaths.filter { $0 != "gallery/Orange/1.jpg" }
            let rank = try #require(search.firstIndex(of: "gallery/Orange/2.jpeg")) + 1
            let measures = outcome.metrics[0].measures
            #expect(measures["MRR"] == 1 / Double(rank) && measures["hit@5"] == 1 && measures["N-S"] == 1)
            #expect(measures["hit@1"] == (rank == 1 ? 1 : 0) && measures["P@1"] == measures["hit@1"])
        }
    }

    @Test func textAndPageNameTheFile() throws {
        try withTruth(#"[{"query": "query.jpg", "relevant": ["Orange/1.jpg"]}]"#) { tree in
            let run = try tree.evaluate("--html", "page.html", "--require", "mAP>=1", "--measures", "mAP,hit@2")
            #expect(run.status == 0)
            #expect(run.lines[0] == "2 queries in queries, 5 images in gallery, 16x16, judged by truth")
            #expect(run.lines[1] == "1 query evaluated; left out: 1 without a relevant image")
            #expect(run.lines[2].split(separator: " ") == ["metric", "mAP", "hit@2"])
            let page = String(decoding: try contents(of: tree.folder("page.html")), as: UTF8.self)
            #expect(page.contains("A hit is right when <bdi>truth</bdi> says so"))
        }
    }

    @Test(arguments: [
        ("query,image\nnone.jpg,Orange/1.jpg\n", "names the query none.jpg, which the folder of queries does not hold"),
        ("query,image\nquery.jpg,Orange/9.jpg\n", "names Orange/9.jpg for query.jpg, which the gallery does not hold"),
        ("[", "it is not JSON"), ("query\n", "line 1: there are no columns"),
    ])
    func aFileThatDoesNotFitIsTwo(truth: String, words: String) throws {
        try withTruth(truth) { tree in
            let run = try tree.evaluate()
            #expect(
                run.status == 2 && run.output.isEmpty && run.errorLines.count == 1 && run.errors.contains(words),
                "\(run.errors)")
        }
    }

    @Test func anImageThatCannotBeReadMayBeNamed() throws {
        try withTruth("query,image\nquery.jpg,Orange/1.jpg\nquery.jpg,Orange/broken.jpg\n") { tree in
            try tree.folder.write([], to: "gallery/Orange/broken.jpg")
            let outcome = try EvaluationOutcome(try tree.evaluate("-q", "--format", "json", "--measures", "mAP"))
            #expect(outcome.metrics[0].measures["mAP"] == 1)
        }
    }

    @Test func nothingRelevantIsOne() throws {
        try withTruth("query,image\nquery.jpg,\n") { tree in
            let run = try tree.evaluate()
            #expect(run.status == 1 && run.errors.contains("nothing was evaluated: truth names no image in gallery"))
        }
    }

    @Test(arguments: [
        (["--measures", "AP"], "'AP' is no measure"), (["--measures", "mAP,"], "'' is no measure"),
        (["--measures", "overlap@5"], "overlap@5"), (["--truth", "truth", "--confusion"], "--confusion"),
        (["--measures", "mAP", "--require", "MRR>0"], "the measures are mAP"),
    ])
    func whatCannotBeAskedForIsRefused(arguments: [String], words: String) throws {
        try withTruth("query,image\n") { tree in
            let run = try tree.run(["evaluate", "queries", "-g", "gallery"] + arguments)
            #expect(run.status == 64 && run.errors.contains(words), "\(run.errors)")
        }
    }
}

extension SampleTree {
    fileprivate func evaluate(_ arguments: String...) throws -> Run {
        try run(["evaluate", "queries", "-g", "gallery", "-s", "16", "--truth", "truth"] + arguments)
    }
}

/// A sample tree with a folder of two queries, and a file of ground truth.
private func withTruth(_ text: String, _ body: (SampleTree) throws -> Void) throws {
    try withSampleTree { tree in
        try tree.folder.copy("decode/baseline_420.jpg", to: "queries/query.jpg")
        try tree.folder.copy("decode/grayscale.jpg", to: "queries/other.jpg")
        try tree.folder.write(Array(text.utf8), to: "truth")
        try body(tree)
    }
}
