#!/usr/bin/env python3
"""Compares what `retrieve` makes of photographs and of hard texts with OpenCLIP and transformers, by models of full size with random
weights, from files and words to embeddings.

    Benchmarks/clip/parity.py --program RETRIEVE --photos DIR --models DIR [FAMILY …]

The models and vocabularies are made in --models where they are not there (several GB). A table shows the least cosine of each
precision; random weights leave different inputs much alike, so the least cosine of two of them is shown as well. Needs the packages of
Scripts/requirements-models.txt. Ends with status 1 where a bound is not met.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys

import numpy as np
import torch
from PIL import Image, ImageOps

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent.parent / "Scripts"))

import references  # noqa: E402
from modelgoldens import full, tokens  # noqa: E402

BOUNDS = {"float32": 0.99999, "bf16": 0.9995, "int8": 0.995}
FAMILIES = ["clip", "siglip", "siglip2", "siglip2-b32", "hf-clip", "dinov2", "dinov2-registers"]
# A command line has no zero bytes.
TEXTS = [text for text in tokens.TEXTS if "\0" not in text]
TEXTS += [f"{number} {text}" for number, text in enumerate(TEXTS)][40 : 40 + max(0, 100 - len(TEXTS))]


def made(family, models):
    """The folder of a model with its vocabulary."""
    folder = models / family
    if not list(folder.glob("*.safetensors")):
        if family == "clip":
            subprocess.run([sys.executable, HERE / "make_model.py", "ViT-B-32", folder], check=True)
        else:
            full.write(family, folder)
    if "dinov2" in family or (folder / "tokenizer.json").exists() or (folder / "vocab.json").exists():
        return folder
    if "clip" in family:
        subprocess.run(
            [sys.executable, HERE.parent.parent / "Scripts" / "make_tokens.py", "--clip-vocabulary", folder], check=True)
        return folder
    kind = "gemma" if "siglip2" in family else "unigram"
    vocabulary = models / f"vocabulary-{kind}"
    if not vocabulary.exists():
        if kind == "gemma":
            tokens.write_large(vocabulary, 256000)
        else:
            vocabulary.mkdir()
            tokens.unigram().save(str(vocabulary / "tokenizer.json"))
            (vocabulary / "tokenizer_config.json").write_text('{"pad_token": "</s>"}')
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(vocabulary / name, folder)
    return folder


def embedded(program, folder, precision, inputs, output):
    subprocess.run(
        [program, "embed", "--model", folder, "--precision", precision, "--decode", "full", "--output", output, *inputs], check=True)
    return np.load(output).astype(float)


@torch.no_grad()
def expected(folder, photos, has_texts):
    reference = references.reference(folder)
    pictures = [reference.prepare(ImageOps.exif_transpose(Image.open(photo)).convert("RGB")) for photo in photos]
    rows = [reference.vision(torch.stack(pictures[start : start + 16])) for start in range(0, len(pictures), 16)]
    rows = {"images": torch.cat(rows)}
    if has_texts:
        rows["texts"] = torch.cat([reference.texts(TEXTS[start : start + 25]) for start in range(0, len(TEXTS), 25)])
    return {kind: torch.nn.functional.normalize(row.double(), dim=-1).numpy() for kind, row in rows.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--photos", type=pathlib.Path, required=True)
    parser.add_argument("--models", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=32, help="photographs")
    parser.add_argument("families", nargs="*", metavar="FAMILY", help=", ".join(FAMILIES))
    options = parser.parse_args()
    names = sorted(path for path in options.photos.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg"))
    photos = names[:: max(1, len(names) // options.count)][: options.count]
    missed = False
    print("| model | of | " + " | ".join(BOUNDS) + " | two different |\n|---|---|" + "---|" * (len(BOUNDS) + 1))
    for family in options.families or FAMILIES:
        folder = made(family, options.models)
        wanted = expected(folder, photos, "dinov2" not in family)
        for kind, rows in wanted.items():
            inputs = photos if kind == "images" else [word for text in TEXTS for word in ("--text", text)]
            cosines = []
            for precision, bound in BOUNDS.items():
                found = embedded(options.program, folder, precision, inputs, options.models / "rows.npy")
                cosines.append((found * rows).sum(1).min())
                missed |= cosines[-1] < bound
            cells = " | ".join(f"{cosine:.7f}" for cosine in cosines)
            print(f"| {family} | {len(rows)} {kind} | {cells} | {(rows @ rows.T).min():.4f} |", flush=True)
    sys.exit(missed)


if __name__ == "__main__":
    main()
