import Foundation
import SystemPackage
import TestSupport
import Testing

/// `retrieve evaluate --store`: quality and time of stores, of what they answer.
struct StoreEvaluationTests {
    @Test func storesAreShownSideBySide() throws {
        try withLabelledQueries { folder in
            try index(folder)
            let run = try evaluate(["--store", "flat", "--store", "hnsw", "-k", "2"], in: folder)
            #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
            #expect(run.lines[0].hasPrefix("2 queries in queries, 12 images in gallery, clip tiny-clip "))
            let columns = ["metric", "store", "P@1", "P@2", "recall@2", "MRR@2", "mAP@2", "overlap@2", "ms/query"]
            #expect(run.lines[1].split(separator: " ").map(String.init) == columns)
            let rows = run.lines.dropFirst(2).map { $0.split(separator: " ").map(String.init) }
            #expect(rows.map { $0[1] } == ["flat", "hnsw"] && rows.map { $0[7] } == ["-", "1.0000"])
            #expect(rows[0][2..<7] == rows[1][2..<7])
            #expect(rows.allSatisfy { (Double($0[8]) ?? 0) > 0 })
        }
    }

    @Test func aStoreByItselfIsNamedAndAskedForTheHitsAlone() throws {
        try withLabelledQueries { folder in
            try index(folder)
            let graph = try evaluate(["--store", "hnsw", "-k", "2"], in: folder)
            #expect(graph.status == 0 && graph.lines[0].hasSuffix(", hnsw"))
            #expect(graph.lines[1].split(separator: " ") == ["metric", "P@1", "P@2", "recall@2", "MRR@2", "mAP@2"])
            // Comparing with all ranks the whole gallery, as without the option.
            let flat = try evaluate(["--store", "flat", "--metric", "all"], in: folder)
            let plain = try evaluate(["--metric", "all"], in: folder)
            #expect(flat.lines[0] == plain.lines[0] + ", flat" && flat.lines.dropFirst() == plain.lines.dropFirst())
        }
    }

    @Test func allMetricsAreThoseThatEachStoreHas() throws {
        try withLabelledQueries { folder in
            try index(folder)
            let run = try evaluate(
                ["--store", "hnsw", "--store", "flat", "--metric", "all", "-k", "1", "--format", "csv"], in: folder)
            #expect(run.status == 0)
            #expect(
                run.errors == "retrieve: hnsw is evaluated by l2, mse, cosine only: it is not made for l1, correlation\n")
            #expect(
                run.lines.dropFirst().map { $0.split(separator: ",").prefix(2).joined(separator: " ") } == [
                    "l1 flat", "l2 hnsw", "l2 flat", "mse hnsw", "mse flat", "cosine hnsw", "cosine flat", "correlation flat",
                ])
            #expect(try evaluate(["--store", "hnsw", "--metric", "all", "-k", "1", "-q"], in: folder).errors.isEmpty)
        }
    }

    @Test func theQueryItselfCountsNeitherAsAHitNorAsRelevant() throws {
        try withLabelledQueries { folder in
            try index(folder)
            let arguments = [
                "evaluate", "gallery", "-g", "gallery", "--features", "clip", "--exclude-query", "-k", "2", "--format", "json",
            ]
            let flat = try EvaluationOutcome(TinyModel.run(arguments, in: folder.path)).metrics[0]
            let graph = try EvaluationOutcome(TinyModel.run(arguments + ["--store", "hnsw"], in: folder.path)).metrics[0]
            for name in ["P@1", "P@2", "recall@2"] { #expect(flat.measures[name] == graph.measures[name], "\(name)") }
            // Three others have the label of each.
            let precision = try #require(graph.measures["P@2"] ?? nil), recall = try #require(graph.measures["recall@2"] ?? nil)
            #expect(abs(recall * 3 - precision * 2) < 1e-12)
        }
    }

    @Test func requirementsHoldForEveryStore() throws {
        try withLabelledQueries { folder in
            try index(folder)
            let stores = ["--store", "flat", "--store", "hnsw", "-k", "2"]
            let kept = try evaluate(stores + ["--require", "cosine.P@1>=0", "--require", "overlap@2>=0.99"], in: folder)
            #expect(kept.status == 0, "\(kept.errors)")
            let broken = try evaluate(stores + ["--require", "P@1>1"], in: folder)
            #expect(broken.status == 1 && broken.errorLines.count == 2)
            #expect(broken.errorLines.last?.hasSuffix(" in hnsw") ?? false)
        }
    }

    @Test(
        arguments: [
            (["--store", "hnsw"], "--store goes with --features clip"),
            (
                ["--features", "clip", "--store", "hnsw", "-m", "cosine,l1"],
                "cannot compare by l1; use --metric l2 or mse or cosine, or --metric all"
            ),
            (["--features", "clip", "--store", "chroma://h:1/abc", "-m", "correlation"], "cannot compare by correlation"),
            (["--features", "clip", "--store", "hnsw", "--require", "mAP>=0.4"], "MRR@5, mAP@5;"),
            (["--features", "clip", "--store", "hnsw", "--require", "overlap@5>=0.4"], "'overlap@5'"),
            (["--features", "clip", "--store", "hnsw", "-m", "all", "--require", "l1.P@1>=0"], "names l1"),
            (["--features", "clip", "--store", "hnsw", "--ef", "0"], "--ef"),
            (["--features", "clip"] + (1...9).flatMap { ["--store", "chroma://h:\($0)/abc"] }, "8 times"),
            (["--index", "x"], "--index goes with --features clip"), (["--trust-index"], "--trust-index goes with"),
        ] as [([String], String)])
    func whatDoesNotGoTogetherIsRefused(arguments: [String], words: String) throws {
        let run = try TinyModel.run(["evaluate"] + arguments)
        #expect(run.status == 64 && run.output.isEmpty && run.errorLines.count == 1)
        #expect(run.errors.contains(words), "\(run.errors)")
    }

    @Test func aGraphThatIsNotThereOrOutOfDateIsTrouble() throws {
        try withLabelledQueries { folder in
            let none = try evaluate(["--store", "hnsw"], in: folder)
            #expect(none.status == 2 && none.errorLines.count == 1 && none.errors.contains("there is no graph"))
            try index(folder)
            #expect(try evaluate(["--store", "hnsw", "--no-index"], in: folder).status == 2)
            try folder.write(try contents(of: folder("queries/Lime/1.jpg")), to: "gallery/Lime/new.jpg")
            let stale = try evaluate(["--store", "hnsw"], in: folder)
            #expect(stale.status == 2 && stale.output.isEmpty && stale.errorLines.count == 1)
            #expect(stale.errors.contains("out of date with gallery (1 new, 0 changed, 0 gone), so it cannot be evaluated"))
            #expect(try evaluate(["--store", "hnsw", "--trust-index", "-k", "1"], in: folder).status == 0)
        }
    }

    @Test func whatCannotBeReadIsCountedButNotRelevant() throws {
        try withLabelledQueries { folder in
            try folder.write([], to: "gallery/Lime/empty.jpg")
            try index(folder)
            let arguments = ["--store", "flat", "--store", "hnsw", "-k", "1", "--format", "json", "--by-label"]
            let run = try evaluate(arguments, in: folder)
            #expect(run.status == 0 && run.errors.hasPrefix("retrieve: skipped gallery/Lime/empty.jpg: it is empty"))
            let outcome = try EvaluationOutcome(run)
            #expect(outcome.counts["galleryImages"] == 13 && outcome.counts["skipped"] == 1)
            for metric in outcome.metrics {
                let lime = try #require(metric.labels?.first { $0.label == "Lime" })
                #expect(lime.measures["recall@1"] == 0.25)
            }
        }
    }

    @Test func aGraphThatComparesWithAllSaysSo() throws {
        try withLabelledQueries { folder in
            try index(folder)
            let run = try evaluate(["--store", "hnsw", "-k", "3"], in: folder)
            #expect(run.status == 0 && run.errorLines.count == 1)
            #expect(run.errors.contains("for 3 hits of 12 images --store hnsw compares with all"))
        }
    }

    // MARK: The index

    @Test func anIndexElsewhereIsUsed() throws {
        try withLabelledQueries { folder in
            try index(folder, ["--index", "elsewhere"])
            let plain = try evaluate(["--no-index"], in: folder)
            let run = try evaluate(["--index", "elsewhere"], in: folder)
            #expect(run.status == 0 && run.output == plain.output && run.errors.isEmpty)
            let told = try evaluate(["--index", "elsewhere", "--verbose"], in: folder)
            #expect(told.output == plain.output)
            #expect(told.errors == "retrieve: compared with 12 embeddings of the index, and with 0 made now\n")
            // Taken at its word, it is all there is.
            try FileManager.default.moveItem(atPath: folder("gallery").string, toPath: folder("moved").string)
            #expect(try evaluate(["--index", "elsewhere", "--trust-index"], in: folder).output == plain.output)
            #expect(try evaluate(["--index", "elsewhere"], in: folder).status == 2)
        }
    }

    @Test func anIndexThatIsOutOfDateIsWarnedOf() throws {
        try withLabelledQueries { folder in
            try index(folder)
            try folder.write(try contents(of: folder("queries/Lime/1.jpg")), to: "gallery/Lime/new.jpg")
            let run = try evaluate([], in: folder)
            #expect(run.status == 0 && run.errorLines.count == 1 && run.errors.contains("out of date (1 new"))
            #expect(run.output == (try evaluate(["--no-index"], in: folder)).output)
            let missing = try evaluate(["--index", "nowhere"], in: folder)
            #expect(missing.status == 2 && missing.errors.contains("nowhere"))
        }
    }

    private func index(_ folder: TemporaryFolder, _ options: [String] = []) throws {
        let run = try TinyModel.run(
            ["index", "gallery", "--features", "clip", "--store", "hnsw", "-q"] + options, in: folder.path)
        #expect(run.status == 0, "\(run.errors)")
    }
}

/// Calls `body` with a folder that holds some of the sample images in `gallery`, and two of other Buses and Limes in `queries`.
func withLabelledQueries(_ body: (TemporaryFolder) throws -> Void) throws {
    try withPhotoTree { folder in
        for label in ["Bus", "Lime"] {
            try folder.write(try contents(of: folder("\(label).jpg")), to: "queries/\(label)/1.jpg")
        }
        try body(folder)
    }
}

func evaluate(_ options: [String], in folder: TemporaryFolder) throws -> Run {
    try TinyModel.run(["evaluate", "queries", "-g", "gallery", "--features", "clip"] + options, in: folder.path)
}
