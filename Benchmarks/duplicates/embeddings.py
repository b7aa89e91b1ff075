#!/usr/bin/env python3
"""All pairs of embeddings that are alike, from an index, beside numpy's matrix products in blocks.

    swift build -c release --product embedding-benchmark
    Benchmarks/duplicates/embeddings.py [--rows 100000] [--dimension 512] [--threshold 0.95] [--program FILE]

Both find the same pairs, each in a process of its own: numpy of an array it maps, ours of an index, which is made before. The embeddings
are made up as those of photographs lie: all in one direction of space, so that two of them have a cosine of about a half; most of what is left
in few directions; in topics; and every twentieth is that of a copy, nearer or farther.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

BUILT = pathlib.Path(__file__).resolve().parents[2] / ".build" / "release" / "embedding-benchmark"
BLOCK = 2_000


def embeddings(numpy, rows, dimension):
    random = numpy.random.default_rng(1)
    spread = (1 / numpy.sqrt(numpy.arange(1, dimension + 1))).astype(numpy.float32)

    def directions(count):
        drawn = random.standard_normal((count, dimension), dtype=numpy.float32) * spread
        return drawn / numpy.linalg.norm(drawn, axis=1, keepdims=True)

    turn, _ = numpy.linalg.qr(random.standard_normal((dimension, dimension), dtype=numpy.float32))
    topics = directions(rows // 50)
    own = 0.6 * topics[random.integers(0, len(topics), rows)] + 0.8 * directions(rows)
    common = numpy.zeros(dimension, dtype=numpy.float32)
    common[-1] = 1
    matrix = 0.72 * common + 0.69 * own
    copies = numpy.arange(0, rows, 20)
    strengths = random.uniform(0.02, 0.5, len(copies)).astype(numpy.float32)
    matrix[copies] = matrix[random.permutation(rows)[: len(copies)]] + strengths[:, None] * directions(len(copies))
    matrix = matrix @ turn
    return (matrix / numpy.linalg.norm(matrix, axis=1, keepdims=True)).astype(numpy.float32)


def numpy_pairs(path, threshold):
    """Prints how many pairs there are: what the process beside ours does."""
    import numpy

    matrix = numpy.load(path, mmap_mode="r")
    count = 0
    for start in range(0, len(matrix), BLOCK):
        for other in range(start, len(matrix), BLOCK):
            alike = matrix[start : start + BLOCK] @ matrix[other : other + BLOCK].T >= threshold
            count += int(numpy.triu(alike, 1).sum() if start == other else alike.sum())
    print(json.dumps({"pairs": count}))


def timed(command):
    start = time.perf_counter()
    done = subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True)
    return time.perf_counter() - start, json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--dimension", type=int, default=512)
    parser.add_argument("--threshold", type=float, default=0.95)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--program", type=pathlib.Path, default=BUILT)
    parser.add_argument("--folder", type=pathlib.Path, help="keep the embeddings and the index here, for other runs")
    parser.add_argument("--numpy", type=pathlib.Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.numpy:
        return numpy_pairs(options.numpy, options.threshold)
    with tempfile.TemporaryDirectory() as temporary:
        compare(options, options.folder or pathlib.Path(temporary))


def compare(options, folder):
    import numpy

    matrix = folder / "embeddings.npy"
    if not matrix.exists():
        folder.mkdir(parents=True, exist_ok=True)
        numpy.save(matrix, embeddings(numpy, options.rows, options.dimension))
        subprocess.run([options.program, "duplicates", "--folder", folder, "--make", matrix], check=True)
    threads = len(os.sched_getaffinity(0))
    ours = [options.program, "duplicates", "--folder", folder, "--dimension", options.dimension, "--threads", threads]
    theirs = [sys.executable, __file__, "--numpy", matrix]
    times = {"retrieve, from an index": [], "numpy, matrix products": []}
    for _ in range(options.rounds):
        for name, command in zip(times, (ours, theirs)):
            seconds, found = timed([*command, "--threshold", options.threshold])
            times[name].append(seconds)
            print(f"{name}: {seconds:.2f} s, {found}", file=sys.stderr)
    print(f"{options.rows:,} x {options.dimension}, cosine of at least {options.threshold}, {threads} threads, medians of {options.rounds}\n")
    for name, seconds in times.items():
        print(f"  {name:26}{statistics.median(seconds):8.2f} s")


if __name__ == "__main__":
    main()
