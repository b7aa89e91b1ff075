#!/usr/bin/env python3
"""Remakes Tests/Fixtures/clip-tiny.json: OpenCLIP's embeddings by data/models/tiny-clip of a query of each label, and of texts.

To be run after every training. The versions are those of Scripts/requirements-clip.txt.
"""

import json
import pathlib
import sys

import open_clip
import torch
from PIL import Image

from drawing import CAPTIONS, LABELS
from tinyclip import vocabulary

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODEL = ROOT / "data" / "models" / "tiny-clip"
TEXTS = [f"a photo of {CAPTIONS[label]}" for label in LABELS] + ["", "A RED bus &amp; two cafÃ©s 🚌", "owl " * 40]


@torch.no_grad()
def main():
    model, prepare = open_clip.create_model_from_pretrained(f"local-dir:{MODEL}")
    model.eval()
    tokenizer = vocabulary.tokenizer(vocabulary.read_merges(MODEL), model.context_length)
    # Numbers 1 to 4, so that PNG files with palettes are among them.
    paths = [sorted((ROOT / "data" / "test" / label).iterdir())[index % 4] for index, label in enumerate(LABELS)]
    pictures = model.encode_image(torch.stack([prepare(Image.open(path)) for path in paths]), normalize=True)
    texts = model.encode_text(tokenizer(TEXTS), normalize=True)
    lines = [json.dumps({"picture": str(path.relative_to(ROOT)), "label": label, "embedding": rounded(vector)})
             for path, label, vector in zip(paths, LABELS, pictures)]
    lines += [json.dumps({"text": text, "label": label, "embedding": rounded(vector)})
              for text, label, vector in zip(TEXTS, list(LABELS) + [None] * len(TEXTS), texts)]
    (ROOT / "Tests" / "Fixtures" / "clip-tiny.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")


def rounded(vector):
    return [round(float(value), 7) for value in vector]


if __name__ == "__main__":
    sys.exit(main())
