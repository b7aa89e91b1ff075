"""Writes Tests/Fixtures/scores.json: pairs of sample arrays, by rule, and their scores."""

import json

import numpy as np

from .metrics import METRICS, bits, score

LENGTHS = (1, 3, 31, 32, 33, 67, 1000, 49152, 602112)
PAIRS = (("random", "random"), ("random", "equal"), ("random", "constant"), ("constant", "constant"), ("random", "black"),
         ("black", "black"), ("random", "max"), ("max", "max"), ("black", "max"))
MULTIPLIER, INCREMENT = 6364136223846793005, 1442695040888963407
RULE = ("random: state = state * 6364136223846793005 + 1442695040888963407 (mod 2^64), from state = seed, and each byte is "
        "the new state >> 56; constant: every byte is seed & 255; black: 0; max: 255; equal: the same bytes as a")


def random_bytes(seed, count):
    """`count` bytes of the generator."""
    state, out = seed, bytearray(count)
    for i in range(count):
        state = (state * MULTIPLIER + INCREMENT) & 0xFFFFFFFFFFFFFFFF
        out[i] = state >> 56
    return np.frombuffer(bytes(out), np.uint8)


def array(kind, seed, length):
    """The array of a kind."""
    if kind == "random":
        return random_bytes(seed, length)
    return np.full(length, {"constant": seed & 255, "black": 0, "max": 255}[kind], np.uint8)


def write(output):
    """Writes the rule and one line a pair."""
    lines = []
    for length in LENGTHS:
        for number, (first, second) in enumerate(PAIRS):
            seeds = (length * 1000 + number, length * 1000 + number + 500)
            a = array(first, seeds[0], length)
            b = a if second == "equal" else array(second, seeds[1], length)
            lines.append(json.dumps(entry(length, (first, second), seeds, a, b)))
    body = ",\n".join(lines)
    (output / "scores.json").write_text(f'{{"rule": {json.dumps(RULE)},\n"pairs": [\n{body}\n]}}\n')


def entry(length, kinds, seeds, a, b):
    check_exact(a, b)
    scores = {metric: score(metric, a, b) for metric in METRICS}
    return {"length": length, "a": {"kind": kinds[0], "seed": seeds[0]}, "b": {"kind": kinds[1], "seed": seeds[1]},
            "scores": {metric: {"repr": repr(value), "bits": bits(value)} for metric, value in scores.items()}}


def check_exact(a, b):
    """The float64 product that the definition names must equal the exact integer sum, or goldens would depend on the BLAS."""
    exact = int((a.astype(np.int64) * b.astype(np.int64)).sum())
    if float(exact) != float(a.astype(float) @ b.astype(float)):
        raise ArithmeticError("the float64 product is not exact")
