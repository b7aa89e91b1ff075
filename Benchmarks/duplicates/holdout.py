#!/usr/bin/env python3
"""Tells whether the default threshold of `retrieve duplicates` holds for photographs that it was not chosen by.

    holdout.py COPIES --retrieve .build/release/retrieve [--splits 20]

COPIES is what make_copies.py made. The photographs are split at random into two halves, several times. On one half, the threshold of the best mean
F1 over all kinds of change but large crops, mirrors and turns is chosen, for retrieve and for each hash of imagededup; on the other half the
F1 of each kind is measured with it, and with retrieve's default. Printed are means over the splits, and the lowest mean F1 of any split.

    holdout.py --unrelated GALLERY --retrieve .build/release/retrieve

GALLERY is what Benchmarks/growth/make_gallery.py made of photographs: its images are crops of them, of 60 to 95 % of a side, mirrored or not, brighter or
darker. Pairs that are found among crops of different photographs are wrong; they are counted by threshold, against all that there are.
"""

import argparse
import csv
import io
import pathlib
import random
import statistics
import subprocess

import numpy

from compare import UNJUDGED, figures, hash_distances, import_hashes

DEFAULT = 0.72
LOWEST = 0.4
THRESHOLDS = [round(0.4 + 0.01 * step, 2) for step in range(60)]


def found_pairs(retrieve, folder, arguments, lowest):
    """Pairs of names with their scores."""
    command = [retrieve, "duplicates", *arguments, "--threshold", str(lowest), "--pairs", "--format", "csv", "-q", "--no-index"]
    text = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    return [(pair["a"], pair["b"], float(pair["score"])) for pair in csv.DictReader(io.StringIO(text))]


def scores_by_retrieve(retrieve, copies, kinds):
    """For each kind all pairs: numbers of the photographs, the score, and whether one is the other's copy."""
    table = {}
    for kind in kinds:
        pairs = found_pairs(retrieve, copies, ["original", kind], LOWEST)
        table[kind] = [(int(pathlib.Path(a).stem), int(pathlib.Path(b).stem), score) for a, b, score in pairs]
    return table


def scores_by_hash(method, copies, kinds):
    """The same; the score is minus the distance."""
    table = {}
    for kind, count, distances in hash_distances(method, copies, kinds):
        a, b = numpy.nonzero(numpy.triu(distances <= 32, 1))
        table[kind] = [(int(x) % count, int(y) % count, -int(distances[x, y])) for x, y in zip(a, b)]
    return table


class Scores:
    """The pairs of a method, to be judged at any threshold among any photographs."""

    def __init__(self, table):
        self.table = {kind: numpy.array(pairs, dtype=float).reshape(-1, 3) for kind, pairs in table.items()}

    def f1(self, kind, threshold, members):
        pairs = self.table[kind]
        inside = members[pairs[:, 0].astype(int)] & members[pairs[:, 1].astype(int)] & (pairs[:, 2] >= threshold)
        right = (pairs[inside, 0] == pairs[inside, 1]).sum()
        return figures(int(right), int(inside.sum()), int(members.sum()))[2]

    def mean_f1(self, kinds, threshold, members):
        return statistics.mean(self.f1(kind, threshold, members) for kind in kinds)


def validate(retrieve, copies, splits):
    kinds = sorted(p.name for p in copies.iterdir() if p.is_dir() and p.name != "original")
    judged = [kind for kind in kinds if kind not in UNJUDGED]
    count = len(list((copies / "original").iterdir()))
    methods = {"retrieve": (Scores(scores_by_retrieve(retrieve, copies, kinds)), THRESHOLDS)}
    for name, method in import_hashes().items():
        methods[name] = (Scores(scores_by_hash(method, copies, kinds)), [-distance for distance in range(33)])
    rows = {}
    for seed in range(splits):
        chosen = numpy.zeros(count, dtype=bool)
        chosen[random.Random(seed).sample(range(count), count // 2)] = True
        for name, (scores, thresholds) in methods.items():
            best = max(thresholds, key=lambda threshold: scores.mean_f1(judged, threshold, chosen))
            for row, threshold in [(name, best)] + ([("retrieve, default", DEFAULT)] if name == "retrieve" else []):
                rows.setdefault(row, []).append((threshold, {kind: scores.f1(kind, threshold, ~chosen) for kind in kinds}))
    print(f"{count} photographs, {splits} splits in halves: chosen on one half, measured on the other")
    print(f"{'':20}{'threshold':>14}{'mean F1':>9}{'lowest':>8}" + "".join(f"{kind:>11}" for kind in kinds))
    for name, outcomes in rows.items():
        means = [statistics.mean(table[kind] for kind in judged) for _, table in outcomes]
        bounds = sorted(abs(threshold) for threshold, _ in outcomes)
        print(
            f"{name:20}{f'{bounds[0]}…{bounds[-1]}':>14}{statistics.mean(means):9.3f}{min(means):8.3f}"
            + "".join(f"{statistics.mean(table[kind] for _, table in outcomes):11.3f}" for kind in kinds)
        )


def count_unrelated(retrieve, gallery, photographs):
    pairs = found_pairs(retrieve, gallery.parent, [gallery.name], 0.55)
    numbers = [int(path.stem) for path in gallery.rglob("*.jpg")]
    sources = numpy.bincount([number % photographs for number in numbers], minlength=photographs)
    total = len(numbers) * (len(numbers) - 1) // 2
    related = int((sources * (sources - 1) // 2).sum())
    print(f"{len(numbers)} images of {photographs} photographs: {total - related} pairs of different photographs, {related} of the same")
    table = numpy.array([(score, int(pathlib.Path(a).stem) % photographs == int(pathlib.Path(b).stem) % photographs) for a, b, score in pairs])
    for threshold in [0.55, 0.6, 0.65, 0.7, 0.75, 0.8]:
        at = table[table[:, 0] >= threshold]
        right = int(at[:, 1].sum())
        wrong = len(at) - right
        print(f"  at {threshold:.2f}: {right} right, {wrong} wrong: precision {right / max(1, len(at)):.5f}, one wrong in {(total - related) / max(1, wrong):,.0f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("copies", type=pathlib.Path, nargs="?")
    parser.add_argument("--retrieve", default=".build/release/retrieve")
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument("--unrelated", type=pathlib.Path)
    parser.add_argument("--photographs", type=int, default=334, help="how many the gallery was made of")
    arguments = parser.parse_args()
    retrieve = str(pathlib.Path(arguments.retrieve).resolve())
    if arguments.unrelated:
        count_unrelated(retrieve, arguments.unrelated.resolve(), arguments.photographs)
    if arguments.copies:
        validate(retrieve, arguments.copies.resolve(), arguments.splits)


if __name__ == "__main__":
    main()
