import Imaging
import TestSupport
import Testing

@testable import Models

@Suite struct CLIPConfigTests {
    private static func config(
        vision: String = "", text: String = "", model: String = "", preprocess: String = "{}"
    ) -> [UInt8] {
        Array(
            #"{"model_cfg":{"embed_dim":512,"vision_cfg":{\#(vision)},"text_cfg":{\#(text)}\#(model)},"preprocess_cfg":\#(preprocess)}"#
                .utf8)
    }

    @Test func takesOpenCLIPsDefaults() throws {
        let config = try ModelConfig(json: Self.config())
        let block = TransformerConfig(
            layers: 12, width: 768, heads: 12, hiddenWidth: 3072, activation: .gelu, epsilon: 1e-5, hasLayerScale: false)
        #expect(config.vision.transformer == block)
        #expect(config.vision.imageSize == 224 && config.vision.patchSize == 16 && config.vision.tokenCount == 197)
        #expect(config.vision.normalizesFirst && config.vision.pooling == .classToken && !config.vision.poolsBeforeNormalizing)
        let text = try #require(config.text)
        #expect(text.contextLength == 77 && text.vocabularySize == 49408 && text.prefix == "")
        #expect(text.transformer.width == 512 && text.transformer.heads == 8)
        #expect(config.preparation.interpolation == .bicubic && config.preparation.resizeMode == .shortest)
        #expect(config.preparation.mean == [0.48145466, 0.4578275, 0.40821073])
    }

    @Test func readsEverySetting() throws {
        let config = try ModelConfig(
            json: Self.config(
                vision:
                    #""layers":32,"width":1280,"head_width":80,"mlp_ratio":4.9231,"patch_size":[14,14],"image_size":378,"no_ln_pre":true,"pool_type":"avg","final_ln_after_pool":true,"norm_kwargs":{"eps":1e-6},"ls_init_value":0.1,"patch_dropout":0.5,"attentional_pool":false"#,
                text: #""context_length":32,"vocab_size":1000,"width":1024,"heads":16,"layers":24"#,
                model: #","quick_gelu":true,"custom_text":true"#,
                preprocess:
                    #"{"mean":[0,0.5,1],"std":[1,2,3],"interpolation":"bilinear","resize_mode":"squash","fill_color":7}"#))
        #expect(
            config.vision.transformer
                == TransformerConfig(
                    layers: 32, width: 1280, heads: 16, hiddenWidth: 6301, activation: .quickGELU, epsilon: 1e-6,
                    hasLayerScale: true))
        #expect(config.vision.grid == 27 && !config.vision.normalizesFirst && config.vision.pooling == .mean)
        #expect(config.vision.poolsBeforeNormalizing)
        #expect(config.text?.prefix == "text." && config.text?.contextLength == 32)
        #expect(
            config.preparation
                == ImagePreparation(
                    size: 378, mean: [0, 0.5, 1], standardDeviation: [1, 2, 3], interpolation: .bilinear, resizeMode: .squash,
                    fillColor: 7))
    }

    @Test(arguments: [
        (
            config(vision: #""timm_model_name":"vit_base_patch16_siglip_224""#),
            "a vision tower 'vit_base_patch16_siglip_224' from timm"
        ),
        (config(vision: #""layers":[3,4,6,3]"#), "a ResNet vision tower"),
        (config(vision: #""attentional_pool":true"#), "model_cfg.vision_cfg has the setting 'attentional_pool'"),
        (config(vision: #""qk_norm":true"#), "model_cfg.vision_cfg has the setting 'qk_norm'"),
        (config(vision: #""act_kwargs":{"approximate":"tanh"}"#), "model_cfg.vision_cfg has the setting 'act_kwargs'"),
        (config(vision: #""pool_type":"none""#), "model_cfg.vision_cfg has the pool_type 'none'"),
        (config(vision: #""block_type":"custom""#), "model_cfg.vision_cfg has the block_type 'custom'"),
        (config(vision: #""image_size":[224,336]"#), "model_cfg.vision_cfg.image_size is not a square"),
        (config(vision: #""later":1"#), "model_cfg.vision_cfg has the setting 'later'"),
        (config(model: #","multimodal_cfg":{"width":1}"#), "a CoCa model"),
        (config(model: #","later":1"#), "model_cfg has the setting 'later'"),
        (config(preprocess: #"{"interpolation":"nearest"}"#), "preprocess_cfg.interpolation is 'nearest'"),
        (config(preprocess: #"{"resize_mode":"other"}"#), "preprocess_cfg.resize_mode is 'other'"),
    ])
    func refusesModelsOfOtherKinds(_ json: [UInt8], reason: String) {
        #expect(throws: ConfigFlaw.unsupported(reason)) { try ModelConfig(json: json) }
    }

    @Test(arguments: [
        (#""hf_model_name":"xlm-roberta-base""#, "a text tower 'xlm-roberta-base' from Hugging Face"),
        (#""hf_tokenizer_name":"bert-base-uncased""#, "a tokenizer 'bert-base-uncased' from Hugging Face"),
        (#""pool_type":"last""#, "model_cfg.text_cfg has the pool_type 'last'"),
        (#""no_causal_mask":true"#, "model_cfg.text_cfg has the setting 'no_causal_mask'"),
        (#""proj_type":"none""#, "model_cfg.text_cfg has the proj_type 'none'"),
        (#""embed_cls":true"#, "model_cfg.text_cfg has the setting 'embed_cls'"),
    ])
    func keepsTheVisionTowerWhereTheTextTowerIsOfAnotherKind(_ text: String, obstacle: String) throws {
        let config = try ModelConfig(json: Self.config(text: text))
        #expect(config.text == nil && config.textObstacle == obstacle)
    }

    @Test(arguments: [
        "", "[]", "{}", "{\"model_cfg\":1}", #"{"model_cfg":{"embed_dim":512}}"#, String(repeating: "[", count: 100_000),
        #"{"model_cfg":{"vision_cfg":{},"text_cfg":{}}}"#,
    ])
    func refusesWhatIsNoConfiguration(_ json: String) {
        expectDamage(Array(json.utf8))
    }

    @Test(arguments: [
        #""width":0"#, #""width":-1"#, #""width":1e30"#, #""width":768.5"#, #""width":"768""#, #""width":70000"#,
        #""head_width":1000"#, #""width":100,"head_width":33"#, #""mlp_ratio":-1"#, #""mlp_ratio":1e9"#, #""layers":0"#,
        #""image_size":0"#, #""image_size":100000"#, #""patch_size":300"#, #""image_size":[224]"#, #""no_ln_pre":"yes""#,
    ])
    func refusesImpossibleNumbers(_ vision: String) {
        expectDamage(Self.config(vision: vision))
    }

    private func expectDamage(_ json: [UInt8]) {
        #expect { try ModelConfig(json: json) } throws: { error in
            guard case ConfigFlaw.damaged(let detail) = error else { return false }
            return isOneLine(detail)
        }
    }
}
