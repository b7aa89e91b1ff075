#!/usr/bin/env python3
"""Measures embedding JPEGs of 12 megapixels, decoded in full and at a smaller size of their own, and how near the embeddings are.

    Benchmarks/clip/large.py --program RETRIEVE --model DIR --photos DIR

Half of the pictures are enlarged photos, half are mosaics of many, which have more detail than photographs of that size. Whole
processes take turns. Needs numpy and Pillow.
"""

import argparse
import pathlib
import statistics
import subprocess
import tempfile
import time

import numpy as np
from PIL import Image

SIZE = (4000, 3000)
TILE = (500, 375)


def make_pictures(folder, photos, count):
    for number in range(count):
        path = folder / f"{number:03}.jpg"
        if number % 2:
            picture = Image.open(photos[number % len(photos)]).convert("RGB").resize(SIZE, Image.BICUBIC)
        else:
            picture = Image.new("RGB", SIZE)
            for tile in range(64):
                photo = Image.open(photos[(number * 64 + tile) % len(photos)]).convert("RGB").resize(TILE, Image.BICUBIC)
                picture.paste(photo, (tile % 8 * TILE[0], tile // 8 * TILE[1]))
        picture.save(path, quality=92)
        yield path


def main():
    parser = argparse.ArgumentParser(description="Measure embedding large JPEGs.")
    parser.add_argument("--program", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--photos", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    photos = sorted(path for path in options.photos.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg"))
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        pictures = list(make_pictures(folder, photos, options.count))
        keys = [(precision, decode) for precision in ("float32", "bf16", "int8") for decode in ("full", "scaled")]
        times, rows = {key: [] for key in keys}, {}
        for _ in range(options.rounds):
            for precision, decode in keys:
                output = folder / f"{precision}-{decode}.npy"
                command = [options.program, "embed", "--model", options.model, "--precision", precision, "--decode", decode,
                           "--output", output, *pictures]
                begin = time.perf_counter()
                subprocess.run(command, check=True)
                times[precision, decode].append(time.perf_counter() - begin)
                rows[precision, decode] = np.load(output).astype(float)
        print("| precision | full, images/s | scaled, images/s | ratio | least cosine |\n|---|---|---|---|---|")
        for precision in ("float32", "bf16", "int8"):
            full, scaled = (options.count / statistics.median(times[precision, decode]) for decode in ("full", "scaled"))
            cosine = (rows[precision, "full"] * rows[precision, "scaled"]).sum(1).min()
            print(f"| {precision} | {full:.1f} | {scaled:.1f} | {scaled / full:.2f} | {cosine:.6f} |")


if __name__ == "__main__":
    main()
