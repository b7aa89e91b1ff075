"""The five pixel metrics as the contract defines them, in numpy float64, on exact integer sums."""

import struct

import numpy as np

METRICS = ("l1", "l2", "mse", "cosine", "correlation")
LARGER_IS_BETTER = ("cosine", "correlation")
EPSILON = float(np.finfo(float).eps)


def score(metric, a, b):
    """The score of two equally long uint8 arrays: an int for l1, else a float."""
    a, b = a.reshape(-1), b.reshape(-1)
    if metric == "correlation":
        return cosine(centred(a), centred(b))
    if metric == "cosine":
        return cosine(a.astype(float), b.astype(float))
    difference = a.astype(np.int64) - b.astype(np.int64)
    if metric == "l1":
        return int(np.abs(difference).sum())
    squares = float((difference * difference).sum())
    return float(np.sqrt(squares)) if metric == "l2" else squares / a.size


def cosine(a, b):
    """The cosine of two float64 arrays. On whole numbers below 2^53 every sum is exact, whatever its order."""
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b) + EPSILON))


def centred(a):
    """The array less its mean."""
    values = a.astype(float)
    return values - values.mean()


def bits(value):
    """The IEEE 754 bits of a float64 in 16 hex digits."""
    return struct.pack(">d", float(value)).hex()
