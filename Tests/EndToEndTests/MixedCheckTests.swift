import Foundation
import SystemPackage
import TestSupport
import Testing

/// Baselines of queries to which something is added, or taken off.
struct MixedCheckTests {
    @Test func termsAreRecordedOnceForAllQueries() throws {
        try withMixedBaseline { folder in
            let text = String(decoding: try contents(of: folder("base/b.json")), as: UTF8.self)
            #expect(
                text.contains(
                    """
                        "terms": [
                          {"image": "../Bus.jpg", "weight": 3.0},
                          {"text": "a lime", "weight": -0.5}
                        ]

                    """), "\(text)")
            #expect(text.contains("\"query\": \"../Lime.jpg\"") && text.contains("\"text\": \"an owl\""))
            let run = try TinyModel.run(["check", "base/b.json"], in: folder.path)
            #expect(run.status == 0 && run.text == "2 queries, 6 hits: all as recorded in base/b.json\n")
            #expect(try TinyModel.run(["check", "b.json"], in: folder("base")).status == 0)
        }
    }

    @Test func whatIsFoundIsWhatASearchFinds() throws {
        try withMixedBaseline { folder in
            let search = try TinyModel.run(
                ["Lime.jpg", "-g", "gallery", "-k", "3", "--format", "paths"] + terms, in: folder.path)
            let text = String(decoding: try contents(of: folder("base/b.json")), as: UTF8.self)
            let recorded = text.matches(of: #/"path": "\.\./(.*?)"/#).map { String($0.1) }
            #expect(Array(recorded.prefix(3)) == search.lines && search.lines[0].contains("Bus"))
        }
    }

    @Test func otherTermsAreAChangedOptionOrAreRecorded() throws {
        try withMixedBaseline { folder in
            let other = ["--add", "2:an owl", "--add", "Lime.jpg"]
            let run = try TinyModel.run(["check", "base/b.json"] + other, in: folder.path)
            #expect(run.status == 1 && run.lines.count == 2)
            #expect(
                run.lines[0]
                    == "changed option: add is 3:../Bus.jpg in the baseline and 2:an owl, ../Lime.jpg on the command line")
            #expect(try TinyModel.run(["check", "base/b.json"] + terms, in: folder.path).status == 0)

            // What is taken off stays.
            #expect(try TinyModel.run(["check", "--update", "base/b.json"] + other, in: folder.path).status == 0)
            #expect(try TinyModel.run(["check", "base/b.json"] + other, in: folder.path).status == 0)
            let text = String(decoding: try contents(of: folder("base/b.json")), as: UTF8.self)
            #expect(text.contains("\"text\": \"a lime\", \"weight\": -0.5") && !text.contains("Bus.jpg\", \"weight\""))
            // Other queries begin anew.
            let queries = ["check", "--update", "base/b.json", "Lime.jpg", "-g", "gallery", "--features", "clip"]
            #expect(try TinyModel.run(queries, in: folder.path).status == 0)
            #expect(!String(decoding: try contents(of: folder("base/b.json")), as: UTF8.self).contains("terms"))
        }
    }

    @Test func aTermThatIsGoneOrLeavesNothingIsTrouble() throws {
        try withMixedBaseline { folder in
            try FileManager.default.removeItem(atPath: folder("Bus.jpg").string)
            let run = try TinyModel.run(["check", "base/b.json"], in: folder.path)
            #expect(run.status == 2 && run.output.isEmpty && run.errorLines.count == 1)
            #expect(run.errors.contains("Bus.jpg, which is to be added or subtracted: there is no such file"))
            let nothing = try TinyModel.run(
                ["check", "--update", "n.json", "--text", "a bus", "--subtract", "a bus", "-g", "gallery"], in: folder.path)
            #expect(nothing.status == 2 && nothing.errors.contains("nothing is left"))
            let pixels = try TinyModel.run(
                ["check", "--update", "n.json", "Lime.jpg", "--features", "pixels", "--add", "a bus"], in: folder.path)
            #expect(pixels.status == 64 && pixels.errors.contains("--add goes with --features clip"))
        }
    }

    private let terms = ["--add", "3:Bus.jpg", "--subtract", "0.5:a lime"]

    private func withMixedBaseline(_ body: (TemporaryFolder) throws -> Void) throws {
        try withPhotoTree { folder in
            try folder.makeFolder("base")
            let record = ["check", "--update", "base/b.json", "Lime.jpg", "--text", "an owl", "-g", "gallery", "-k", "3"]
            let run = try TinyModel.run(record + terms, in: folder.path)
            #expect(run.status == 0 && run.text == "2 queries, 6 hits: recorded in base/b.json\n", "\(run.errors)")
            try body(folder)
        }
    }
}
