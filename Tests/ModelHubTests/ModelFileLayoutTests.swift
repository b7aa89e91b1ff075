@testable import ModelHub
import Testing

/// Only what is needed of a model is downloaded, in whichever layout it comes.
struct ModelFileLayoutTests {
    private let preparation = ["config.json", "preprocessor_config.json"]

    @Test func ofTwoLayoutsOpenCLIPsIsTaken() {
        let names = preparation + ["model.safetensors", "open_clip_model.safetensors", "open_clip_config.json", "README.md"]
        #expect(ModelFileLayout(of: names)?.files == ["open_clip_config.json", "open_clip_model.safetensors"])
    }

    @Test func transformersFilesComeWithTheTokenizer() {
        let names = preparation + ["model.safetensors", "tokenizer.json", "pytorch_model.bin", "tf_model.h5"]
        #expect(ModelFileLayout(of: names)?.files == preparation + ["model.safetensors", "tokenizer.json"])
    }

    @Test func shardsComeWithTheirIndex() {
        let shards = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]
        let names = shards.reversed() + preparation + ["model.safetensors.index.json", "model-card.md"]
        #expect(ModelFileLayout(of: names)?.files == preparation + ["model.safetensors.index.json"] + shards)
    }

    @Test func whatIsMissingIsNamed() {
        #expect(ModelFileLayout(of: ["pytorch_model.bin"]) == nil)
        #expect(ModelFileLayout.missing(in: ["pytorch_model.bin"]) == "open_clip_config.json")
        #expect(ModelFileLayout.missing(in: ["open_clip_config.json"]) == "open_clip_model.safetensors")
        #expect(ModelFileLayout(of: ["config.json", "model.safetensors"]) == nil)
        #expect(ModelFileLayout.missing(in: ["config.json", "model.safetensors"]) == "preprocessor_config.json")
        #expect(ModelFileLayout.missing(in: preparation) == "model.safetensors")
    }
}
