#!/usr/bin/env python3
"""Measures how searching an index grows with its gallery, beside reading every file and beside numpy over stored pixels.

    python3 growth.py PHOTOS FOLDER [--counts 1000,3000,10000,30000] [--pixels 3000] [--retrieve PATH]

Galleries are made in FOLDER by make_gallery.py. Prints a Markdown table. Times are of whole processes, medians over several queries, files in
the cache; up to --pixels images, resized pixels are also stored, and numpy goes through them all. Needs Pillow and numpy.
"""

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy

METRICS = ("l1", "l2", "mse", "cosine", "correlation")
QUERIES = 15
SAMPLES = 448 * 448 * 3


def run(*command):
    """Seconds, and what was written to standard error."""
    start = time.perf_counter()
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: {done.stderr}")
    return seconds, done.stderr


def milliseconds(seconds):
    return f"{1000 * statistics.median(seconds):.1f} ms"


def touched(report):
    return float(re.search(r"touched \d+ bytes, ([\d.e-]+) %", report).group(1))


def numpy_pass(count, folder):
    """Seconds for one l1 query over all stored pixels, as numpy would go through them: from a file in the cache."""
    path = folder / "pixels.bin"
    random = numpy.random.default_rng(1)
    block = random.integers(0, 256, (100, SAMPLES), dtype=numpy.uint8)
    with open(path, "wb") as file:
        for _ in range(count // 100):
            file.write(block.tobytes())
    pixels = numpy.memmap(path, dtype=numpy.uint8, mode="r", shape=(count // 100 * 100, SAMPLES))
    query = block[0].astype(numpy.int16)
    times = []
    for _ in range(2):
        start = time.perf_counter()
        scores = [int(numpy.abs(row.astype(numpy.int16) - query).sum(dtype=numpy.int64)) for row in pixels]
        numpy.argpartition(scores, 5)
        times.append(time.perf_counter() - start)
    del pixels
    path.unlink()
    return min(times)


def measure(retrieve, gallery, count, options):
    images = sorted(gallery.rglob("*.jpg"))
    queries = images[:: max(1, len(images) // QUERIES)][:QUERIES]
    search = min(run(retrieve, queries[0], "-g", gallery, "--no-index")[0] for _ in range(2))
    shutil.rmtree(gallery / ".retrieve", ignore_errors=True)
    builds = []
    for _ in range(2 if count <= 10_000 else 1):
        shutil.rmtree(gallery / ".retrieve", ignore_errors=True)
        builds.append(run(retrieve, "index", gallery)[0])
    cells = [f"{count:,}", f"{search:.2f} s", f"{min(builds):.2f} s ({min(builds) / search:.2f}×)"]
    for metric in METRICS:
        runs = [run(retrieve, query, "-g", gallery, "-m", metric, "--verbose") for query in queries]
        share = statistics.mean(touched(report) for _, report in runs)
        cells.append(f"{milliseconds(seconds for seconds, _ in runs)}, {share:.2f} %")
    folder = gallery.parent / f"queries-{count}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for image in images[:: max(1, len(images) // 100)][:100]:
        (folder / image.name).symlink_to(image)
    cells.append(f"{1000 * run(retrieve, folder, '-g', gallery, '-m', 'correlation')[0] / 100:.1f} ms")
    if count <= options.pixels:
        run(retrieve, "index", gallery, "--store-pixels")
        runs = [run(retrieve, query, "-g", gallery, "-m", metric)[0] for metric in METRICS for query in queries]
        cells += [milliseconds(runs), f"{1000 * numpy_pass(count, gallery.parent):.0f} ms"]
    else:
        cells += ["–", "–"]
    print("| " + " | ".join(cells) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photos", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--counts", default="1000,3000,10000,30000")
    parser.add_argument("--pixels", type=int, default=3000, help="largest gallery whose pixels are stored")
    parser.add_argument("--retrieve", type=Path, default=Path(".build/release/retrieve"))
    options = parser.parse_args()
    names = ("images", "search without index", "building the index", *METRICS, "100 queries, each", "with pixels", "numpy, all pixels")
    print("| " + " | ".join(names) + " |")
    print("|" + "---:|" * len(names), flush=True)
    for count in map(int, options.counts.split(",")):
        gallery = options.folder.resolve() / f"gallery-{count}"
        script = Path(__file__).with_name("make_gallery.py")
        run(sys.executable, script, options.photos, gallery, count)
        measure(options.retrieve.resolve(), gallery, count, options)


if __name__ == "__main__":
    main()
