"""Writes Tests/Fixtures/embedding_scores.json: pairs of float32 arrays, by rule, and their scores in float64."""

import json

import numpy as np

from .metrics import METRICS, bits, centred, cosine
from .scores import random_bytes

DIMENSIONS = (1, 7, 8, 9, 64, 511, 512, 1024)
PAIRS = (("random", "random"), ("random", "equal"), ("random", "opposite"), ("random", "constant"), ("constant", "constant"),
         ("random", "zero"), ("zero", "zero"), ("wide", "wide"), ("wide", "random"), ("offset", "offset"), ("offset", "random"),
         ("tiny", "tiny"), ("huge", "huge"))
RULE = ("random: number i is (256 * byte 2i + byte 2i+1 - 32768) / 32768 of the generator of scores.json; wide: random * 2^(i mod 41 - "
        "20); offset: 1 + random / 4096; tiny: random * 2^-100; huge: random * 2^100; constant: seed / 64; zero: 0; equal and "
        "opposite: a and -a; all in float32")


def array(kind, seed, dimension):
    """The array of a kind, float32."""
    if kind in ("constant", "zero"):
        return np.full(dimension, seed / 64 if kind == "constant" else 0, np.float32)
    pairs = random_bytes(seed, 2 * dimension).reshape(-1, 2).astype(float)
    values = ((256 * pairs[:, 0] + pairs[:, 1] - 32768) / 32768).astype(np.float32)
    place = np.arange(dimension)
    return {"random": values, "wide": values * np.float32(2) ** (place % 41 - 20).astype(np.float32),
            "offset": np.float32(1) + values / np.float32(4096), "tiny": values * np.float32(2.0 ** -100),
            "huge": values * np.float32(2.0 ** 100)}[kind].astype(np.float32)


def score(metric, a, b):
    """The score of two equally long float32 arrays, in float64."""
    a, b = a.astype(float), b.astype(float)
    if metric == "correlation":
        return cosine(centred(a), centred(b))
    if metric == "cosine":
        return cosine(a, b)
    if metric == "l1":
        return float(np.abs(a - b).sum())
    squares = float(((a - b) ** 2).sum())
    return float(np.sqrt(squares)) if metric == "l2" else squares / a.size


def write(output):
    """Writes the rule and one line a pair."""
    lines = []
    for dimension in DIMENSIONS:
        for number, (first, second) in enumerate(PAIRS):
            seeds = (dimension * 100 + number, dimension * 100 + number + 50)
            a = array(first, seeds[0], dimension)
            b = {"equal": a, "opposite": -a}.get(second)
            b = array(second, seeds[1], dimension) if b is None else b
            lines.append(json.dumps({
                "dimension": dimension, "a": {"kind": first, "seed": seeds[0]}, "b": {"kind": second, "seed": seeds[1]},
                "scores": {metric: bits(score(metric, a, b)) for metric in METRICS}}))
    body = ",\n".join(lines)
    (output / "embedding_scores.json").write_text(f'{{"rule": {json.dumps(RULE)},\n"pairs": [\n{body}\n]}}\n')
