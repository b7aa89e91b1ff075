"""Models of full size with random weights in the hub's layout, and what the references make of pictures and texts."""

import json

import torch

from . import common, small

FAMILIES = {
    "siglip": "ViT-B-16-SigLIP", "siglip2": "ViT-B-16-SigLIP2", "siglip2-b32": "ViT-B-32-SigLIP2-256",
    "dinov2": "dinov2", "dinov2-registers": "dinov2", "hf-clip": "clip", "hf-siglip": "siglip",
}


@torch.no_grad()
def write(family, folder):
    torch.manual_seed(1)
    folder.mkdir(parents=True, exist_ok=True)
    if FAMILIES[family].startswith("ViT"):
        return open_clip_siglip(FAMILIES[family], folder)
    from transformers import (CLIPConfig, CLIPModel, Dinov2Config, Dinov2Model, Dinov2WithRegistersConfig,
                              Dinov2WithRegistersModel, SiglipConfig, SiglipModel)

    if family == "hf-clip":
        model, side, length, end = CLIPModel(CLIPConfig()), 224, 77, 49407
    elif family == "hf-siglip":
        model, side, length, end = SiglipModel(SiglipConfig()), 224, 64, None
    elif family == "dinov2":
        model, side, length, end = Dinov2Model(Dinov2Config(image_size=518)), 224, 0, None
    else:
        model, side, length, end = Dinov2WithRegistersModel(Dinov2WithRegistersConfig(image_size=518, patch_size=14)), 224, 0, None
    model.eval()
    pictures = common.pictures(8, side, 2)
    if length:
        texts = common.texts(100, length, model.config.text_config.vocab_size, 3, end)
        image, text = model.get_image_features(pixel_values=pictures), model.get_text_features(input_ids=texts)
        reference = small.reference(pictures, image, texts, text)
    else:
        reference = small.reference(pictures, model(pixel_values=pictures).pooler_output)
    kind = {"hf-clip": "CLIPImageProcessor", "hf-siglip": "SiglipImageProcessor"}.get(family, "BitImageProcessor")
    size = {"height": side, "width": side} if family == "hf-siglip" else {"shortest_edge": 224 if length else 256}
    preprocessor = dict(small.PREPROCESSOR, image_processor_type=kind, size=size)
    if family != "hf-siglip":
        preprocessor |= {"do_center_crop": True, "crop_size": {"height": side, "width": side}}
    small.save_model(folder, model, preprocessor, reference)


def open_clip_siglip(name, folder):
    import open_clip

    config = open_clip.get_model_config(name)
    model = open_clip.create_model(name, pretrained=None).eval()
    side, length = config["vision_cfg"]["image_size"], config["text_cfg"]["context_length"]
    preprocess = {"mean": [0.5] * 3, "std": [0.5] * 3, "interpolation": "bicubic", "resize_mode": "squash"}
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": config, "preprocess_cfg": preprocess}, indent=1))
    common.save(model.state_dict(), folder / "open_clip_model.safetensors")
    pictures = common.pictures(8, side, 2)
    texts = common.texts(100, length, config["text_cfg"]["vocab_size"], 3)
    common.save(
        small.reference(pictures, model.encode_image(pictures), texts, model.encode_text(texts)),
        folder / "reference.safetensors")
