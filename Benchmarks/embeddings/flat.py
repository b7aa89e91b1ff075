#!/usr/bin/env python3
"""Exact search among embeddings, beside numpy's: the matrix times the query, and argpartition.

    swift build -c release --product embedding-benchmark
    python3 Benchmarks/embeddings/flat.py [--rows 100000] [--dimension 512]

Both take turns on the same numbers, and have to find the same rows: numpy in an array, ours in an index, mapped, which is made
before. Embeddings are random and of length 1.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

import numpy as np

TOOL = pathlib.Path(__file__).resolve().parent.parent.parent / ".build" / "release" / "embedding-benchmark"
HITS = 5


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--dimension", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    random = np.random.default_rng(1)
    matrix = random.standard_normal((options.rows, options.dimension), dtype=np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "embeddings.npy"
        np.save(path, matrix)
        print(f"{options.rows:,} x {options.dimension}, medians over {options.rounds} rounds\n")
        print("| queries | metric | retrieve | numpy | ratio |\n|---:|---|---:|---:|---:|")
        for count, metric in ((1, "cosine"), (1, "l2"), (1, "l1"), (1, "correlation"), (64, "cosine")):
            print(row(matrix, path, count, metric, options.rounds))


def row(matrix, path, count, metric, rounds):
    ours, theirs = [], []
    for _ in range(rounds):
        measured = json.loads(subprocess.run(
            [TOOL, "search", path, "--folder", path.parent, "--queries", str(count), "--metric", metric],
            check=True, capture_output=True).stdout)
        ours += measured["seconds"]
        seconds, rows = numpy_search(matrix, count)
        theirs += seconds
        if metric != "l1" and measured["rows"] != rows:
            raise SystemExit(f"{metric}: {measured['rows']} in place of {rows}")
    mine, other = statistics.median(ours) * 1e3, statistics.median(theirs) * 1e3
    return f"| {count} | {metric} | {mine:.1f} ms | {other:.1f} ms | {mine / other:.2f} |"


def numpy_search(matrix, count, runs=15):
    """Seconds of each run, and the rows found for the first query."""
    queries = matrix[:count].copy()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        scores = matrix @ queries[0] if count == 1 else queries @ matrix.T
        scores = scores.reshape(count, -1)
        best = np.argpartition(-scores, HITS, axis=1)[:, :HITS]
        ordered = [row[np.argsort(-own[row])] for row, own in zip(best, scores)]
        seconds.append(time.perf_counter() - start)
    return seconds, [int(index) for index in ordered[0]]


if __name__ == "__main__":
    main()
