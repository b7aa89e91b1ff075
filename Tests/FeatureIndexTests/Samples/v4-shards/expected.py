"""Writes expected.json: what the embeddings in both parts are, by Documentation/IndexFormat.md, and all hits by numpy."""

import json
import pathlib
import struct

import numpy as np

EPSILON = float(np.finfo(float).eps)


def embeddings(path):
    """The model's digest, the number of numbers and, for each file, its embedding; nothing for a segment of pixels."""
    data = path.read_bytes()
    assert data[:8] == b"RTRVSEGM" and struct.unpack_from("<I", data, 8) == (4,)
    images, failures, strings_length = struct.unpack_from("<IIQ", data, 16)
    kind, digest, dimension = struct.unpack_from("<B16sI", data, 64)
    if kind != 1:
        return None
    quantisation_rows = aligned(256 + 96 * (images + failures))
    centre = aligned(quantisation_rows + 16 * images)
    checksums = aligned(centre + 4 * dimension)
    strings = aligned(checksums + 8 * ((images + 63) // 64))
    numbers = aligned(strings + strings_length)
    rows = {}
    for row in range(images):
        offset, length = struct.unpack_from("<II", data, 256 + 96 * row + 56)
        name = data[strings + offset:strings + offset + length].decode()
        rows[name] = np.frombuffer(data, "<f4", dimension, numbers + 4 * dimension * row).astype(float)
    return digest.hex(), dimension, rows


def aligned(offset):
    return (offset + 63) // 64 * 64


def score(metric, a, b):
    if metric == "correlation":
        a, b = a - a.mean(), b - b.mean()
    if metric in ("cosine", "correlation"):
        return a @ b / (np.linalg.norm(a) * np.linalg.norm(b) + EPSILON)
    if metric == "l1":
        return np.abs(a - b).sum()
    return np.sqrt(((a - b) ** 2).sum()) if metric == "l2" else ((a - b) ** 2).sum() / a.size


parts = [found for found in map(embeddings, sorted(pathlib.Path(".").glob("[12]/segment-*"))) if found]
digest, dimension, _ = parts[0]
rows = {name: row for _, _, part in parts for name, row in part.items()}
query = np.array([((37 * i) % 64 - 32) / 256 for i in range(dimension)])
answers = {}
for metric in ("l1", "l2", "mse", "cosine", "correlation"):
    scores = {name: float(score(metric, query, row)) for name, row in rows.items()}
    sign = -1 if metric in ("cosine", "correlation") else 1
    answers[metric] = [{"path": name, "score": scores[name]} for name in sorted(scores, key=lambda name: (sign * scores[name], name))]
pathlib.Path("expected.json").write_text(json.dumps({"digest": digest, "dimension": dimension, "hits": answers}, indent=1) + "\n")
