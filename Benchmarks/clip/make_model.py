#!/usr/bin/env python3
"""Makes a model folder of full size with random weights: what computing costs does not depend on what they are.

Biases and the gains of normalisations are random too, where OpenCLIP begins with zeros and ones.
"""

import argparse
import json
import pathlib

import open_clip
import torch
from safetensors.torch import save_file


def make(name, folder, seed=7):
    torch.manual_seed(seed)
    model = open_clip.create_model(name).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim == 1:
                parameter.add_(0.1 * torch.randn_like(parameter))
    folder.mkdir(parents=True, exist_ok=True)
    config = {"model_cfg": open_clip.get_model_config(name), "preprocess_cfg": {}}
    (folder / "open_clip_config.json").write_text(json.dumps(config, indent=2) + "\n")
    state = {key: value.contiguous() for key, value in model.state_dict().items()}
    save_file(state, folder / "open_clip_model.safetensors", metadata={"format": "pt"})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make a full-size OpenCLIP model with random weights.")
    parser.add_argument("name", help="as OpenCLIP has it: ViT-B-32")
    parser.add_argument("folder", type=pathlib.Path)
    options = parser.parse_args()
    make(options.name, options.folder)
