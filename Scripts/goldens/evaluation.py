"""Writes Tests/Fixtures/evaluation.json: retrieval measures on data/, from the definitions, in numpy.

Independent of the tool: scores by numpy on Pillow's samples, each measure straight from its formula over the vector of
relevance by rank.
"""

import os

import numpy as np

from .decode import write_lines
from .metrics import LARGER_IS_BETTER, METRICS, score
from .reference import image_paths, label, samples

TRAIN, TEST = "data/train", "data/test"
# Queries, gallery, whether the query is left out, hits looked at, size.
SETTINGS = ((TEST, TRAIN, False, 5, (448, 448)), (TEST, TRAIN, False, 1, (64, 64)), (TEST, TRAIN, False, 10, (64, 64)),
            (TEST, TEST, True, 3, (64, 64)))


def write(output, root):
    """Evaluates from the repository's root, so that all paths in the file are relative to it. One line a setting and metric."""
    before = os.getcwd()
    os.chdir(root)
    try:
        entries = [entry for setting in SETTINGS for entry in evaluate(*setting)]
    finally:
        os.chdir(before)
    write_lines(output / "evaluation.json", entries)


def evaluate(queries, gallery, exclude, top, size):
    """An entry for each metric."""
    query_paths, gallery_paths = image_paths(queries), image_paths(gallery)
    read = {path: samples(path, size, "bicubic", "exif") for path in {*query_paths, *gallery_paths}}
    for metric in METRICS:
        rows = [row(metric, query, queries, gallery_paths, gallery, exclude, read) for query in query_paths]
        yield {"queries": queries, "gallery": gallery, "excludeQuery": exclude, "top": top, "size": "%dx%d" % size,
               "metric": metric, "measures": means(rows, top),
               "labels": {name: means([r for r in rows if r[0] == name], top) for name in sorted({r[0] for r in rows})},
               "confusion": confusion(rows)}


def row(metric, query, queries, gallery_paths, gallery, exclude, read):
    """The query's label, that of the first hit, and whether the image at each rank is relevant."""
    paths = [path for path in gallery_paths if not (exclude and os.path.samefile(path, query))]
    scores = np.array([score(metric, read[query], read[path]) for path in paths], float)
    order = np.argsort(-scores if metric in LARGER_IS_BETTER else scores, kind="stable")
    labels = [label(paths[i], gallery) for i in order]
    own = label(query, queries)
    return own, labels[0], np.array([other == own for other in labels])


def means(rows, top):
    """The mean of each measure over the queries."""
    values = [measures(relevant, top) for _, _, relevant in rows]
    return {name: float(np.mean([value[name] for value in values])) for name in values[0]}


def measures(relevant, top):
    """Of one query, from the relevance by rank."""
    ranks = np.arange(1, len(relevant) + 1)
    precisions = np.cumsum(relevant) / ranks
    return {"P@1": precisions[0], f"P@{top}": relevant[:top].sum() / top,
            f"recall@{top}": relevant[:top].sum() / relevant.sum(), "MRR": 1 / (np.argmax(relevant) + 1),
            "mAP": (precisions * relevant).sum() / relevant.sum()}


def confusion(rows):
    """How often each label is taken for which."""
    counts = {}
    for own, taken, _ in rows:
        inner = counts.setdefault(own, {})
        inner[taken] = inner.get(taken, 0) + 1
    return counts
