import Foundation
import SystemPackage
import TestSupport
import Testing

/// Baselines of searches by a model: which model it was is recorded, too.
struct CLIPCheckTests {
    @Test func aBaselineOfImagesAndTextsIsMadeAndChecked() throws {
        try withBaseline { folder in
            let text = String(decoding: try contents(of: folder("b.json")), as: UTF8.self)
            for part in [
                "\"version\": 2", "\"features\": \"clip\"", "\"metric\": \"cosine\"", "\"model\": \"model\"",
                "\"precision\": \"",
                "\"query\": \"Lime.jpg\"", "\"text\": \"a bus\"",
            ] {
                #expect(text.contains(part), "\(part)")
            }
            #expect(!text.contains("\"size\""))
            let run = try TinyModel.run(["check", "b.json"] + model, in: folder.path)
            #expect(run.status == 0 && run.text == "2 queries, 10 hits: all as recorded in b.json\n")
            #expect(try TinyModel.run(["check", "--update", "b.json"] + model, in: folder.path).status == 0)
            #expect(String(decoding: try contents(of: folder("b.json")), as: UTF8.self) == text)
        }
    }

    @Test func theIndexMakesNoDifference() throws {
        try withBaseline { folder in
            #expect(try TinyModel.run(["index", "gallery", "--features", "clip"] + model, in: folder.path).status == 0)
            let run = try TinyModel.run(["check", "b.json", "--verbose"] + model, in: folder.path)
            #expect(run.status == 0 && run.errors.contains("compared with 12 embeddings of the index"))
        }
    }

    @Test func anotherModelIsToldApartFromOtherHits() throws {
        try withBaseline { folder in
            let path = folder("model/open_clip_config.json")
            let config = String(decoding: try contents(of: path), as: UTF8.self)
            // Another mean colour to take off makes other embeddings.
            let changed = config.replacing(#/"mean":\s*\[[^\]]*\]/#, with: "\"mean\": [0.3, 0.5, 0.7]")
            try #require(changed != config)
            try folder.write(Array(changed.utf8), to: "model/open_clip_config.json")
            let run = try TinyModel.run(["check", "b.json"] + model, in: folder.path)
            #expect(run.status == 1)
            #expect(run.lines[0].wholeMatch(of: #/changed option: model is model \(\w{8}\) in the baseline and .*/#) != nil)
            #expect(run.text.contains("changed score"))
        }
    }

    @Test func aModelUnderAnotherNameIsTheSame() throws {
        try withBaseline { folder in
            let run = try TinyModel.run(["check", "b.json", "--model", TinyModel.path.string], in: folder.path)
            #expect(run.status == 0, "\(run.text)")
        }
    }

    @Test func anotherPrecisionIsTold() throws {
        try withBaseline { folder in
            let run = try TinyModel.run(["check", "b.json", "--precision", "int8"] + model, in: folder.path)
            #expect(run.status == 1 && run.lines[0].hasPrefix("changed option: precision is "))
        }
    }

    @Test func anotherDecodingIsTold() throws {
        try withBaseline { folder in
            let text = String(decoding: try contents(of: folder("b.json")), as: UTF8.self)
            #expect(text.contains("\"decode\": \"scaled\""))
            let run = try TinyModel.run(["check", "b.json", "--decode", "full"] + model, in: folder.path)
            let change = "changed option: decode is scaled in the baseline and full on the command line"
            #expect(run.lines[0] == change, "\(run.text)")
        }
    }

    /// Earlier programs decoded everything in full, and wrote nothing of it.
    @Test func aBaselineThatSaysNothingOfDecodingIsSearchedInFull() throws {
        try withBaseline { folder in
            let arguments = ["check", "--update", "b.json", "--decode", "full"] + model
            #expect(try TinyModel.run(arguments, in: folder.path).status == 0)
            #expect(!String(decoding: try contents(of: folder("b.json")), as: UTF8.self).contains("decode"))
            let run = try TinyModel.run(["check", "b.json", "--tolerance", "0"] + model, in: folder.path)
            #expect(run.status == 0, "\(run.text)")
        }
    }

    private let model = ["--model", "model"]

    private func withBaseline(_ body: (TemporaryFolder) throws -> Void) throws {
        try withPhotoTree { folder in
            for name in ["open_clip_config.json", "open_clip_model.safetensors", "vocab.json", "merges.txt"] {
                try folder.write(try contents(of: TinyModel.path.appending(name)), to: "model/\(name)")
            }
            let run = try TinyModel.run(
                ["check", "--update", "b.json", "Lime.jpg", "--text", "a bus", "-g", "gallery"] + model, in: folder.path)
            #expect(run.status == 0 && run.text == "2 queries, 10 hits: recorded in b.json\n", "\(run.errors)")
            try body(folder)
        }
    }
}
