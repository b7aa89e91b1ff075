"""The reference implementation of a model in a folder: OpenCLIP, or transformers, by the configuration that the folder holds."""

import json

import torch


def reference(folder):
    return OpenCLIP(folder) if (folder / "open_clip_config.json").exists() else Transformers(folder)


class OpenCLIP:
    def __init__(self, folder):
        import open_clip

        self.folder = folder
        self.config = json.loads((folder / "open_clip_config.json").read_text())
        self.model = open_clip.create_model(f"local-dir:{folder}").eval()
        self.vision = self.model.visual
        self.side = self.config["model_cfg"]["vision_cfg"]["image_size"]
        preparation = open_clip.transform.PreprocessCfg(**self.config["preprocess_cfg"] | {"size": self.side})
        self.prepare = open_clip.transform.image_transform_v2(preparation, is_train=False)

    def tokens(self, texts):
        """As OpenCLIP has them; of a vocabulary of pieces by `tokenizers`, as transformers asks the hub for more than a folder has."""
        from open_clip.tokenizer import SimpleTokenizer, _clean_canonicalize

        length = self.config["model_cfg"]["text_cfg"].get("context_length", 77)
        if "hf_tokenizer_name" not in self.config["model_cfg"]["text_cfg"]:
            return SimpleTokenizer(context_length=length)(texts)
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        pad = json.loads((self.folder / "tokenizer_config.json").read_text())["pad_token"]
        tokenizer.enable_truncation(length)
        tokenizer.enable_padding(length=length, pad_id=tokenizer.token_to_id(pad))
        return torch.tensor([tokenizer.encode(_clean_canonicalize(text)).ids for text in texts])

    def texts(self, texts):
        return self.model.encode_text(self.tokens(texts))


class Transformers:
    def __init__(self, folder):
        from transformers import AutoImageProcessor, AutoModel

        self.folder = folder
        self.model = AutoModel.from_pretrained(folder).eval()
        self.vision = Vision(self.model)
        self.processor = AutoImageProcessor.from_pretrained(folder, backend="pil")
        size = self.processor.crop_size if getattr(self.processor, "do_center_crop", False) else self.processor.size
        self.side = size["height"]

    def prepare(self, picture):
        return self.processor(picture.convert("RGB"), return_tensors="pt")["pixel_values"][0]

    def texts(self, texts):
        from transformers import AutoTokenizer

        tokenizer = AutoTokenizer.from_pretrained(self.folder)
        length = self.model.config.text_config.max_position_embeddings
        tokens = tokenizer(texts, padding="max_length", truncation=True, max_length=length, return_tensors="pt")
        return pooled(self.model.get_text_features(input_ids=tokens["input_ids"]))


class Vision(torch.nn.Module):
    """Embeddings of prepared pictures: (count, 3, side, side) to (count, dimension)."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, pictures):
        if hasattr(self.model, "get_image_features"):
            return pooled(self.model.get_image_features(pixel_values=pictures))
        return self.model(pixel_values=pictures).pooler_output


def pooled(outcome):
    return getattr(outcome, "pooler_output", outcome)
