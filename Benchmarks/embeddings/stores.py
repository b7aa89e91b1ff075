#!/usr/bin/env python3
"""Vector stores beside comparing with all: filling, opening, recall@10 and time per query.

    swift build -c release --product embedding-benchmark
    python3 Benchmarks/embeddings/stores.py --hnsw 10000,100000 --chroma 10000 [--keep DIR]

Vectors have length 1 and are spread as CLIP's embeddings of photographs are: all in one cone, in groups of very different sizes,
along a few dozen directions of falling importance, and a little in all others. Queries are of the same kind, and not among them.
With --keep, vectors, indices and graphs stay in DIR, so that they are made once. A Chroma server is started from .build/chroma
(Scripts/install-chroma), or from RETRIEVE_CHROMA.
"""

import argparse
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TOOL = ROOT / ".build" / "release" / "embedding-benchmark"
DIMENSION = 512
QUERIES = 200


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hnsw", type=counts, default=[], help="numbers of vectors, with commas between them")
    parser.add_argument("--chroma", type=counts, default=[], help="the same, for a server")
    parser.add_argument("--keep", type=pathlib.Path, help="the folder to keep vectors, indices and graphs in")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or pathlib.Path(temporary)
        print("| vectors | store | fill | open | first query | recall@10 | time per query | all compared |")
        print("|---:|---|---:|---:|---:|---:|---:|---:|")
        for count in options.hnsw:
            print(row(folder, count, "hnsw"), flush=True)
        for count in options.chroma:
            with chroma(pathlib.Path(temporary) / f"server-{count}") as address:
                print(row(folder, count, f"{address}/vectors"), flush=True)


def counts(text):
    return [int(part) for part in text.split(",") if part]


def row(folder, count, store):
    folder = folder / f"{count}x{DIMENSION}"
    folder.mkdir(parents=True, exist_ok=True)
    rows, queries = folder / "rows.npy", folder / "queries.npy"
    if not queries.exists():
        np.save(rows, vectors(count, seed=1))
        np.save(queries, vectors(QUERIES, seed=2))
    found = json.loads(subprocess.run(
        [TOOL, "store", rows, "--queries", queries, "--folder", folder, "--store", store],
        check=True, capture_output=True).stdout)
    filling = f"{found['filling']:.1f} s" if found["added"] else "kept"
    return (f"| {count:,} | `{store.split(':')[0]}` | {filling} | {found['opening'] * 1e3:.1f} ms | {found['first'] * 1e3:.1f} ms "
            f"| {found['recall']:.3f} | {found['milliseconds']:.2f} ms | {found['exact']:.1f} ms |")


def vectors(count, seed, latent=64):
    """float32 rows of length 1; the cone, the directions and the groups are the same for every seed."""
    common, random = np.random.default_rng(11), np.random.default_rng(seed)
    directions = common.standard_normal((latent, DIMENSION), dtype=np.float32)
    weights = 1 / np.sqrt(np.arange(1, latent + 1, dtype=np.float32))
    cone = 1.5 * common.standard_normal(DIMENSION, dtype=np.float32)
    centres = weights * common.standard_normal((2000, latent), dtype=np.float32)
    parts = []
    for start in range(0, count, 10_000):
        size = min(10_000, count - start)
        chosen = centres[(random.random(size) ** 2 * (len(centres) - 1)).astype(int)]
        places = chosen + 0.6 * weights * random.standard_normal((size, latent), dtype=np.float32)
        part = cone + 0.15 * random.standard_normal((size, DIMENSION), dtype=np.float32) + places @ directions
        parts.append(part / np.linalg.norm(part, axis=1, keepdims=True))
    return np.concatenate(parts).astype(np.float32)


class chroma:
    """A Chroma server with its data in `folder`, while the context lasts."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        program = os.environ.get("RETRIEVE_CHROMA") or ROOT / ".build" / "chroma" / "bin" / "chroma"
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        self.server = subprocess.Popen(
            [program, "run", "--path", self.folder, "--host", "127.0.0.1", "--port", str(port)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "ANONYMIZED_TELEMETRY": "False"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for _ in range(600):
            try:
                opener.open(f"http://127.0.0.1:{port}/api/v2/heartbeat", timeout=5).read()
                return f"chroma://127.0.0.1:{port}"
            except OSError:
                time.sleep(0.1)
        self.__exit__()
        sys.exit("stores.py: the Chroma server does not answer")

    def __exit__(self, *_):
        self.server.kill()
        self.server.wait()


if __name__ == "__main__":
    main()
