#!/usr/bin/env python3
"""Measures whole processes that embed one query: a text and a picture, by a model of full size over an index that is there.

    Benchmarks/clip/start.py --photos DIR PROGRAM [PROGRAM…]

Several programs, as of two commits, take turns. Each has a cache of its own, which indexing fills. Needs the packages of
Scripts/requirements-clip.txt where the model is to be made.
"""

import argparse
import itertools
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def seconds(command, environment):
    begin = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def make_model(folder):
    if not (folder / "open_clip_model.safetensors").exists():
        subprocess.run([sys.executable, HERE / "make_model.py", "ViT-B-32", folder], check=True)
    if not (folder / "merges.txt").exists():
        with tempfile.TemporaryDirectory() as scratch:
            command = [sys.executable, ROOT / "Scripts" / "make_tokens.py", "--output", scratch, "--clip-vocabulary", folder]
            subprocess.run(command, check=True)


def make_gallery(folder, photos, count):
    folder.mkdir(exist_ok=True)
    for index, photo in zip(range(count), itertools.cycle(photos)):
        copy = folder / f"{index:05}{photo.suffix}"
        if not copy.exists():
            copy.symlink_to(photo.resolve())


def main():
    parser = argparse.ArgumentParser(description="Measure the start of a model.")
    parser.add_argument("--photos", type=pathlib.Path, required=True)
    parser.add_argument("--folder", type=pathlib.Path, help="keep the model and the galleries here for the next run")
    parser.add_argument("--count", type=int, default=1000, help="images in the index")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--precision", default="float32")
    parser.add_argument("programs", nargs="+")
    options = parser.parse_args()
    photos = sorted(path for path in options.photos.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or pathlib.Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        make_model(folder / "model")
        make_gallery(folder / "gallery", photos, options.count)
        choice = ["-g", folder / "gallery", "--features", "clip", "--model", folder / "model", "--precision", options.precision]
        queries = {"text": ["--text", "a red bus in the rain"], "picture": [photos[0]]}
        times = {(number, kind): [] for number in range(len(options.programs)) for kind in queries}
        caches, indexes = {}, {}
        for number, program in enumerate(options.programs):
            caches[number] = dict(os.environ, XDG_CACHE_HOME=str(pathlib.Path(scratch) / f"cache-{number}"))
            indexes[number] = folder / f"index-{number}-{options.precision}"
            subprocess.run(
                [program, "index", folder / "gallery", *choice[2:], "--index", indexes[number]], env=caches[number],
                check=True, stdout=subprocess.DEVNULL)
        for _ in range(options.rounds):
            for (number, kind), values in times.items():
                command = [options.programs[number], *queries[kind], *choice, "--index", indexes[number]]
                values.append(seconds(command, caches[number]))
        print("| program | query | best, ms | median, ms |\n|---|---|---|---|")
        for (number, kind), values in times.items():
            best, median = 1000 * min(values), 1000 * statistics.median(values)
            print(f"| {options.programs[number]} | {kind} | {best:.0f} | {median:.0f} |")


if __name__ == "__main__":
    main()
