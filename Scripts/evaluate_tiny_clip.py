#!/usr/bin/env python3
"""Measures a CLIP model on data/, by OpenCLIP itself: how well queries of data/test, and texts, find their label in data/train.

    Scripts/evaluate_tiny_clip.py data/models/tiny-clip

Per label: P@1, P@5 and mAP of the queries by cosine, as `retrieve evaluate --features clip` defines them, and how many of the
five best pictures for "a photo of a …" and for the bare word are of the label.
"""

import argparse
import pathlib
import sys

import numpy as np
import open_clip
import torch
from PIL import Image, ImageOps

from drawing import CAPTIONS, COMPLEX, EASY, LABELS
from tinyclip import vocabulary

ROOT = pathlib.Path(__file__).resolve().parent.parent
TEXTS = ("a photo of {caption}", "{word}", "a picture of a red {word} at night")


def files(folder):
    return [(path, label) for label in LABELS for path in sorted((folder / label).iterdir())]


@torch.no_grad()
def embedded(model, prepare, paths):
    """Unit vectors (N, D)."""
    images = torch.stack([prepare(ImageOps.exif_transpose(Image.open(path))) for path in paths])
    return torch.cat([model.encode_image(part, normalize=True) for part in images.split(64)]).numpy()


def measures(scores, relevant):
    """P@1, P@5 and average precision of one ranking."""
    ranked = relevant[np.argsort(-scores, kind="stable")]
    precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
    return ranked[0], ranked[:5].mean(), (precision * ranked).sum() / ranked.sum()


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description="Measure a CLIP model on data/.")
    parser.add_argument("model", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--resize-mode", choices=("shortest", "longest", "squash"), help="in place of the model's own")
    options = parser.parse_args()
    torch.set_num_threads(1)
    model, prepare = open_clip.create_model_from_pretrained(
        f"local-dir:{options.model}", image_resize_mode=options.resize_mode)
    model.eval()
    tokenizer = vocabulary.tokenizer(vocabulary.read_merges(options.model), model.context_length)
    gallery, queries = files(ROOT / "data" / "train"), files(ROOT / "data" / "test")
    pictures = embedded(model, prepare, [path for path, _ in gallery])
    asked = embedded(model, prepare, [path for path, _ in queries])
    labels = np.array([label for _, label in gallery])

    rows = {label: [] for label in LABELS}
    for vector, (_, label) in zip(asked, queries):
        rows[label].append(measures(pictures @ vector, labels == label))
    print(f"{'':12}{'P@1':>8}{'P@5':>8}{'mAP':>8}   " + "  ".join(TEXTS))
    for label in LABELS:
        texts = [text.format(caption=CAPTIONS[label], word=label.lower()) for text in TEXTS]
        said = model.encode_text(tokenizer(texts), normalize=True).numpy()
        found = [int((labels[np.argsort(-(pictures @ vector))[:5]] == label).sum()) for vector in said]
        print(f"{label:12}" + "".join(f"{value:8.3f}" for value in np.mean(rows[label], axis=0)) + f"   {found}")
    for name, chosen in (("easy", EASY), ("complex", COMPLEX), ("all", LABELS)):
        mean = np.mean([row for label in chosen for row in rows[label]], axis=0)
        print(f"{name:12}" + "".join(f"{value:8.3f}" for value in mean))
    return 0


if __name__ == "__main__":
    sys.exit(main())
