"""The model folder, in OpenCLIP's format."""

import json

import torch
from open_clip.model import CLIP
from safetensors.torch import save_file

from .training import MEAN, STANDARD_DEVIATION
from .vocabulary import numbered, write

CONFIG_NAME = "open_clip_config.json"
WEIGHTS_NAME = "open_clip_model.safetensors"
RESIZE_MODE = "squash"  # a subject may stand at the edge of a wide picture; a centre crop would cut it off


def configuration(vocabulary_size):
    """What `open_clip.model.CLIP` is built from."""
    return {
        "embed_dim": 96,
        "vision_cfg": {"image_size": 96, "patch_size": 12, "layers": 5, "width": 128, "head_width": 32},
        "text_cfg": {"context_length": 24, "vocab_size": vocabulary_size, "layers": 3, "width": 96, "heads": 3},
    }


def new_model(merges, seed):
    torch.manual_seed(seed)
    return CLIP(**configuration(len(numbered(merges))))


def write_folder(folder, model, merges):
    """Writes configuration, weights as float16, and vocabulary."""
    folder.mkdir(parents=True, exist_ok=True)
    preparation = {"mean": MEAN, "std": STANDARD_DEVIATION, "interpolation": "bicubic", "resize_mode": RESIZE_MODE}
    config = {"model_cfg": configuration(len(numbered(merges))), "preprocess_cfg": preparation}
    (folder / CONFIG_NAME).write_text(json.dumps(config, indent=2) + "\n")
    tensors = {name: tensor.detach().half().contiguous() for name, tensor in model.state_dict().items()}
    save_file(tensors, folder / WEIGHTS_NAME, metadata={"format": "pt"})
    (folder / WEIGHTS_NAME).chmod(0o644)
    write(folder, merges)
