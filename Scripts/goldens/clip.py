"""Small random OpenCLIP models, and what OpenCLIP computes with them, layer by layer."""

import dataclasses
import json

import open_clip
import torch
from safetensors.torch import save_file

PICTURES = 3


@dataclasses.dataclass
class Model:
    name: str
    config: dict
    # How the weights are stored.
    dtype: torch.dtype
    seed: int


# What differs: patches that do not fill the picture, widths of heads that fill no vector, both kinds of GELU, with and without
# a normalisation before the blocks, scaled layers, both kinds of pooling and the order of pooling and normalising, types.
MODELS = [
    Model("exact", {
        "embed_dim": 24,
        "vision_cfg": {"image_size": 32, "patch_size": 8, "width": 48, "head_width": 16, "layers": 2},
        "text_cfg": {"context_length": 20, "vocab_size": 64, "width": 32, "heads": 4, "layers": 2},
    }, torch.float32, 1),
    Model("quick", {
        "embed_dim": 20,
        "quick_gelu": True,
        "vision_cfg": {
            "image_size": 29, "patch_size": 7, "width": 40, "head_width": 20, "layers": 2, "mlp_ratio": 2.6, "no_ln_pre": True,
            "ls_init_value": 0.1,
        },
        "text_cfg": {
            "context_length": 9, "vocab_size": 50, "width": 24, "heads": 2, "layers": 2, "ls_init_value": 0.1, "mlp_ratio": 3,
        },
    }, torch.float16, 2),
    Model("mean", {
        "embed_dim": 16,
        "custom_text": True,
        "vision_cfg": {
            "image_size": 24, "patch_size": 6, "width": 32, "head_width": 8, "layers": 2, "pool_type": "avg",
            "final_ln_after_pool": True, "norm_kwargs": {"eps": 1e-3},
        },
        "text_cfg": {"context_length": 16, "vocab_size": 40, "width": 16, "heads": 1, "layers": 1},
    }, torch.bfloat16, 3),
    Model("mean-of-normalised", {
        "embed_dim": 16,
        "vision_cfg": {
            "image_size": 24, "patch_size": 12, "width": 16, "head_width": 16, "layers": 1, "pool_type": "avg",
        },
        "text_cfg": {"context_length": 5, "vocab_size": 30, "width": 16, "heads": 2, "layers": 1},
    }, torch.float32, 4),
]


def make(model):
    """The model in OpenCLIP, with weights as they are stored, and those weights."""
    torch.manual_seed(model.seed)
    config = json.loads(json.dumps(model.config))
    kind = open_clip.CustomTextCLIP if config.pop("custom_text", False) else open_clip.CLIP
    clip = kind(**config).eval()
    state = {}
    for name, value in clip.state_dict().items():
        # Zeros and ones would hide what is left out.
        scale = 0.3 if value.ndim <= 1 else 0.0
        state[name] = (value + scale * torch.randn_like(value)).to(model.dtype).contiguous()
    clip.load_state_dict({name: value.float() for name, value in state.items()})
    return clip, state


def texts(model):
    """Tokens with the end of text, the greatest, at different places: the last, the first, in between."""
    length = model.config["text_cfg"]["context_length"]
    end = model.config["text_cfg"]["vocab_size"] - 1
    rows = torch.zeros(4, length, dtype=torch.long)
    for row, place in zip(rows, (length - 1, 1, length // 2, 2)):
        row[0] = end - 1
        row[1:place] = torch.randint(1, end - 1, (place - 1,))
        row[place] = end
    return rows


def activations(model, clip):
    """The inputs, what each block gives and the embeddings; all are floats, tokens too."""
    result = {}

    def keep(name):
        return lambda module, inputs, output: result.__setitem__(name, output)

    text = clip.text if hasattr(clip, "text") else clip
    for tower, blocks in (("vision", clip.visual.transformer.resblocks), ("text", text.transformer.resblocks)):
        blocks[0].register_forward_pre_hook(
            lambda module, inputs, tower=tower: result.__setitem__(f"{tower}.tokens", inputs[0]))
        for index, block in enumerate(blocks):
            block.register_forward_hook(keep(f"{tower}.block.{index}"))
    size = model.config["vision_cfg"]["image_size"]
    result["pictures"] = torch.randn(PICTURES, 3, size, size)
    result["texts"] = texts(model)
    with torch.no_grad():
        result["vision.embeddings"] = clip.encode_image(result["pictures"])
        result["text.embeddings"] = clip.encode_text(result["texts"])
    return {name: value.detach().float().contiguous() for name, value in result.items()}


def write(output):
    # The blocks that are written in Python: the fused ones of recent versions skip the hooks' place.
    torch.backends.mha.set_fastpath_enabled(False)
    torch.set_num_threads(1)
    for model in MODELS:
        folder = output / "clip" / model.name
        folder.mkdir(parents=True, exist_ok=True)
        clip, state = make(model)
        (folder / "open_clip_config.json").write_text(
            json.dumps({"model_cfg": model.config, "preprocess_cfg": {}}, indent=2) + "\n")
        save_file(state, folder / "open_clip_model.safetensors", metadata={"format": "pt"})
        save_file(activations(model, clip), folder / "activations.safetensors")
