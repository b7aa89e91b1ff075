#!/usr/bin/env python3
"""Compares `retrieve duplicates` with imagededup's hashes, on the copies that make_copies.py made.

    compare.py COPIES --retrieve .build/release/retrieve [--speed]

For each kind of change the photographs and their copies of that kind are searched together. A pair is right when it is a photograph and its own
copy. Each hash has the one threshold that is best for it over all kinds but large crops, mirrors and turns; retrieve has its default. With
--speed, all copies together are searched by each, from files, and by retrieve from an index too.
"""

import argparse
import csv
import io
import pathlib
import shutil
import statistics
import subprocess
import sys
import time
import types


def import_hashes():
    """imagededup's hash methods; its neural network would want PyTorch, which they have no use for."""
    for module, name in [("imagededup.utils.models", "CustomModel"), ("imagededup.methods.cnn", "CNN")]:
        stand_in = types.ModuleType(module)
        setattr(stand_in, name, type(name, (), {}))
        sys.modules[module] = stand_in
    from imagededup.methods import AHash, DHash, PHash, WHash

    return {"phash": PHash, "dhash": DHash, "ahash": AHash, "whash": WHash}


UNJUDGED = {"crop20", "crop30", "mirror", "turn"}


def figures(true, found, expected):
    precision = true / found if found else 1.0
    recall = true / expected
    f1 = 2 * precision * recall / (precision + recall) if true else 0.0
    return precision, recall, f1


def hash_distances(method, copies, kinds):
    """For each kind the number of photographs, and the distances of all of them and then of their copies, each from each."""
    import numpy

    hasher = method(verbose=False)

    def codes(kind):
        return numpy.array([int(hasher.encode_image(str(p)), 16) for p in sorted((copies / kind).iterdir())], dtype=numpy.uint64)

    originals = codes("original")
    for kind in kinds:
        both = numpy.concatenate([originals, codes(kind)])
        yield kind, len(originals), numpy.bitwise_count(both[:, None] ^ both[None, :])


def by_hash(method, copies, kinds):
    """For each threshold and kind the figures."""
    import numpy

    table = {}
    for kind, count, distances in hash_distances(method, copies, kinds):
        upper = numpy.triu_indices(len(distances), 1)
        own = (upper[1] - upper[0]) == count
        for threshold in range(33):
            found = distances[upper] <= threshold
            table[threshold, kind] = figures(int((found & own).sum()), int(found.sum()), count)
    judged = [kind for kind in kinds if kind not in UNJUDGED]
    best = max(range(33), key=lambda threshold: statistics.mean(table[threshold, kind][2] for kind in judged))
    return best, {kind: table[best, kind] for kind in kinds}


def by_retrieve(retrieve, copies, kinds, options):
    table = {}
    for kind in kinds:
        command = [retrieve, "duplicates", "original", kind, "--pairs", "--format", "csv", "-q", "--no-index", *options]
        text = subprocess.run(command, cwd=copies, capture_output=True, text=True, check=True).stdout
        pairs = list(csv.DictReader(io.StringIO(text)))
        right = sum(pathlib.Path(pair["a"]).name == pathlib.Path(pair["b"]).name for pair in pairs)
        table[kind] = figures(right, len(pairs), len(list((copies / "original").iterdir())))
    return table


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def speed(retrieve, copies, hashes):
    flat = copies.parent / f"{copies.name}-flat"
    shutil.rmtree(flat, ignore_errors=True)
    flat.mkdir()
    for path in copies.rglob("*.jpg"):
        shutil.copyfile(path, flat / f"{path.parent.name}-{path.name}")
    count = len(list(flat.iterdir()))
    run = lambda *words: subprocess.run([retrieve, *words], stdout=subprocess.DEVNULL, check=True)
    rows = {"retrieve, from files": seconds(lambda: run("duplicates", str(flat), "-q", "--no-index"))}
    run("index", str(flat), "--size", "32x32", "-q")
    rows["retrieve, from an index"] = min(seconds(lambda: run("duplicates", str(flat), "-q")) for _ in range(3))
    shutil.rmtree(flat / ".retrieve")
    method = hashes["phash"](verbose=False)
    rows["imagededup phash"] = seconds(lambda: method.find_duplicates(image_dir=str(flat), max_distance_threshold=14))
    shutil.rmtree(flat)
    print(f"\n{count} images, seconds:")
    for name, value in rows.items():
        print(f"  {name:26}{value:8.2f}   {rows['imagededup phash'] / value:6.1f} × as fast as phash")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("copies", type=pathlib.Path)
    parser.add_argument("--retrieve", default=".build/release/retrieve")
    parser.add_argument("--speed", action="store_true")
    arguments = parser.parse_args()
    retrieve = str(pathlib.Path(arguments.retrieve).resolve())
    copies = arguments.copies.resolve()
    kinds = sorted(p.name for p in copies.iterdir() if p.is_dir() and p.name != "original")
    hashes = import_hashes()
    if arguments.speed:
        return speed(retrieve, copies, hashes)
    rows = {"retrieve": by_retrieve(retrieve, copies, kinds, [])}
    rows["retrieve --transforms all"] = by_retrieve(retrieve, copies, kinds, ["--transforms", "all"])
    rows["retrieve --features pixels"] = by_retrieve(retrieve, copies, kinds, ["--features", "pixels"])
    for name, method in hashes.items():
        threshold, table = by_hash(method, copies, kinds)
        rows[f"{name} ≤ {threshold}"] = table
    for number, title in enumerate(["precision", "recall", "F1"]):
        print(f"\n{title:28}" + "".join(f"{kind:>11}" for kind in kinds))
        for name, table in rows.items():
            print(f"{name:28}" + "".join(f"{table[kind][number]:11.3f}" for kind in kinds))


if __name__ == "__main__":
    main()
