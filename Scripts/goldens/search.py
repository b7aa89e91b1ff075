"""Writes Tests/Fixtures/search.json: whole searches of data/train, by the reference."""

import os

from .decode import write_lines
from .metrics import METRICS, bits
from .reference import image_paths, label, search

GALLERY, QUERIES = "data/train", "data/test"
# Size, filter, orientation, and how many labels' queries are searched so.
SETTINGS = (((448, 448), "bicubic", "exif", None), ((97, 61), "lanczos", "exif", 3), ((64, 200), "box", "exif", 3),
            ((31, 31), "nearest", "exif", 3), ((500, 300), "bilinear", "exif", 2), ((120, 90), "bicubic", "ignore", 3))
TOP = 5


def write(output, root):
    """Searches from the repository's root, so that all paths in the file are relative to it."""
    before = os.getcwd()
    os.chdir(root)
    try:
        entries = [entry(result, resample, orientation)
                   for size, resample, orientation, count in SETTINGS
                   for result in search(queries()[:count], GALLERY, METRICS, size, resample, TOP, orientation)]
    finally:
        os.chdir(before)
    write_lines(output / "search.json", entries)


def queries():
    """The first test image of each label."""
    first = {}
    for path in image_paths(QUERIES):
        first.setdefault(label(path, QUERIES), path)
    return list(first.values())


def entry(result, resample, orientation):
    hits = [hit | {"score": repr(hit["score"]), "bits": bits(hit["score"])} for hit in result["hits"]]
    return {"query": result["query"], "gallery": GALLERY, "metric": result["metric"], "size": result["size"],
            "resample": resample, "orientation": orientation, "hits": hits, "skipped": result["skipped"]}
