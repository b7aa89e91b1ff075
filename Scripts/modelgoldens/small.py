"""Small models of each architecture with what transformers and timm compute with them."""

import json

import torch

from . import common

PREPROCESSOR = {
    "do_resize": True, "do_rescale": True, "do_normalize": True, "rescale_factor": 1 / 255, "resample": 3,
    "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
}


def write(root):
    siglip_of_timm(root / "siglip-openclip")
    clip(root / "clip")
    crops(root / "clip")
    siglip(root / "siglip")
    for name, registers, gated in [("dinov2", 0, False), ("dinov2-registers", 3, False), ("dinov2-giant", 0, True)]:
        dinov2(root / name, registers, gated)


def save_model(folder, model, preprocessor, reference, shards=False):
    model.save_pretrained(folder, max_shard_size="60KB" if shards else "10GB")
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessor, indent=1))
    common.save(reference, folder / "reference.safetensors")
    for unused in ["generation_config.json"]:
        (folder / unused).unlink(missing_ok=True)


@torch.no_grad()
def clip(folder):
    from transformers import CLIPConfig, CLIPModel

    sizes = dict(hidden_size=48, intermediate_size=96, num_hidden_layers=2, num_attention_heads=3)
    config = CLIPConfig(
        projection_dim=24, vision_config=dict(sizes, image_size=32, patch_size=8),
        text_config=dict(sizes, vocab_size=64, max_position_embeddings=20, eos_token_id=63, bos_token_id=62))
    model = common.randomize(CLIPModel(config), 1)
    pictures, texts = common.pictures(3, 32, 2), common.texts(4, 20, 64, 3, end=63)
    image = model.get_image_features(pixel_values=pictures)
    text = model.get_text_features(input_ids=texts)
    save_model(
        folder, model,
        dict(PREPROCESSOR, image_processor_type="CLIPImageProcessor", do_center_crop=True,
             size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}),
        reference(pictures, image, texts, text))


def crops(folder):
    """Writes the first column and row that are left of pictures whose shorter side is the model's."""
    import numpy
    from PIL import Image
    from transformers import AutoImageProcessor

    processor = AutoImageProcessor.from_pretrained(folder, backend="pil")
    cases = []
    for width, height in [(32 + rest, 32) for rest in range(9)] + [(32, 32 + rest) for rest in range(1, 9)]:
        rows, columns = numpy.indices((height, width), dtype=numpy.uint8)
        picture = Image.fromarray(numpy.stack([columns, rows, rows], axis=2))
        first = processor(picture, return_tensors="np")["pixel_values"][0, :, 0, 0]
        left, top, _ = (round(float(value)) for value in (first * 0.5 + 0.5) * 255)
        cases.append({"width": width, "height": height, "left": left, "top": top})
    (folder / "crops.json").write_text("[\n" + ",\n".join(map(json.dumps, cases)) + "\n]\n")


@torch.no_grad()
def siglip(folder):
    from transformers import SiglipConfig, SiglipModel

    sizes = dict(hidden_size=48, intermediate_size=100, num_hidden_layers=2, num_attention_heads=3)
    config = SiglipConfig(
        vision_config=dict(sizes, image_size=32, patch_size=8),
        text_config=dict(sizes, vocab_size=64, max_position_embeddings=12, projection_size=48))
    model = common.randomize(SiglipModel(config), 4)
    pictures, texts = common.pictures(3, 32, 5), common.texts(4, 12, 64, 6)
    image = model.get_image_features(pixel_values=pictures)
    text = model.get_text_features(input_ids=texts)
    save_model(
        folder, model,
        dict(PREPROCESSOR, image_processor_type="SiglipImageProcessor", size={"height": 32, "width": 32}),
        reference(pictures, image, texts, text), shards=True)


@torch.no_grad()
def dinov2(folder, registers, gated):
    from transformers import Dinov2Config, Dinov2Model, Dinov2WithRegistersConfig, Dinov2WithRegistersModel

    sizes = dict(hidden_size=48, num_hidden_layers=2, num_attention_heads=3, image_size=70, patch_size=14,
                 use_swiglu_ffn=gated)
    if registers:
        model = Dinov2WithRegistersModel(Dinov2WithRegistersConfig(num_register_tokens=registers, **sizes))
    else:
        model = Dinov2Model(Dinov2Config(**sizes))
    model = common.randomize(model, 7)
    pictures = common.pictures(3, 42, 8)
    image = model(pixel_values=pictures).pooler_output
    save_model(
        folder, model,
        dict(PREPROCESSOR, image_processor_type="BitImageProcessor", do_center_crop=True,
             size={"shortest_edge": 48}, crop_size={"height": 42, "width": 42}),
        reference(pictures, image))


@torch.no_grad()
def siglip_of_timm(folder):
    """The parts of OpenCLIP's SigLIP, smaller than any that timm has a name for: weights alone, without a configuration."""
    from open_clip.transformer import TextTransformer
    from timm.models.vision_transformer import VisionTransformer

    import functools

    vision = VisionTransformer(
        img_size=32, patch_size=8, embed_dim=48, depth=2, num_heads=3, class_token=False, global_pool="map", num_classes=0,
        act_layer="gelu_tanh")
    text = TextTransformer(
        context_length=12, vocab_size=64, width=48, heads=3, layers=2, output_dim=48, no_causal_mask=True, proj_bias=True,
        pool_type="last", norm_layer=functools.partial(torch.nn.LayerNorm, eps=1e-6),
        act_layer=functools.partial(torch.nn.GELU, approximate="tanh"))
    common.randomize(vision, 9)
    common.randomize(text, 10)
    pictures, texts = common.pictures(3, 32, 11), common.texts(4, 12, 64, 12)
    tensors = {f"visual.trunk.{name}": tensor for name, tensor in vision.state_dict().items()}
    tensors |= {f"text.{name}": tensor for name, tensor in text.state_dict().items() if name != "attn_mask"}
    common.save(tensors, folder / "open_clip_model.safetensors")
    common.save(reference(pictures, vision(pictures), texts, text(texts)), folder / "reference.safetensors")


def reference(pictures, image, texts=None, text=None):
    result = {"pictures": pictures, "vision.embeddings": common.unit(pooled(image))}
    if texts is not None:
        result |= {"texts": texts.float(), "text.embeddings": common.unit(pooled(text))}
    return result


def pooled(output):
    return output if torch.is_tensor(output) else output.pooler_output
