"""The search as plain as can be: decode and resize with Pillow, score with numpy, sort."""

import os
import warnings

import numpy as np
from PIL import Image, ImageOps

from .metrics import LARGER_IS_BETTER, score
from .resample import FILTERS

SUFFIXES = (".jpg", ".jpeg", ".png")


def image_paths(gallery):
    """The paths of a gallery's images in the order of their bytes; hidden files and folders are left out."""
    found = []
    for folder, folders, files in os.walk(gallery):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [os.path.join(folder, name) for name in files
                  if not name.startswith(".") and name.lower().endswith(SUFFIXES)]
    return sorted(found, key=os.fsencode)


def label(path, gallery):
    """The first folder below the gallery, or None for an image directly in it."""
    parts = os.path.relpath(path, gallery).split(os.sep)
    return parts[0] if len(parts) > 1 else None


def upright_rgb(path, orientation):
    """The picture as an RGB image. The EXIF orientation is applied if `orientation` is "exif"."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(path) as image:
            if image.format not in ("JPEG", "MPO", "PNG"):
                raise ValueError(f"{image.format} is not supported")
            if orientation == "exif":
                image = ImageOps.exif_transpose(image)
            if image.mode == "I;16":
                image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
            return image.convert("RGB")


def samples(path, size, resample, orientation):
    """The samples that are compared: uint8, height x width x 3."""
    return np.asarray(upright_rgb(path, orientation).resize(size, FILTERS[resample]))


def search(queries, gallery, metrics, size, resample="bicubic", top=5, orientation="exif"):
    """One result for each query and metric, queries first: a dictionary as the tool's JSON output has it."""
    targets = [samples(query, size, resample, orientation) for query in queries]
    found = {(q, metric): [] for q in range(len(queries)) for metric in metrics}
    skipped = []
    for path in image_paths(gallery):
        try:
            candidate = samples(path, size, resample, orientation)
        except Exception as error:  # Pillow refuses files with many unrelated exception types.
            skipped.append({"path": path, "reason": f"{type(error).__name__}: {error}"})
            continue
        for (q, metric), scored in found.items():
            scored.append((score(metric, targets[q], candidate), path))
    return [{"query": queries[q], "features": "pixels", "metric": metric, "size": "%dx%d" % size,
             "hits": hits(scored, metric, gallery, top), "skipped": skipped} for (q, metric), scored in found.items()]


def hits(scored, metric, gallery, top):
    """The best first, equal scores by path; `top` of 0 keeps all."""
    sign = -1 if metric in LARGER_IS_BETTER else 1
    best = sorted(scored, key=lambda item: (sign * item[0], os.fsencode(item[1])))[:top or None]
    return [{"rank": rank, "path": path, "label": label(path, gallery), "score": value}
            for rank, (value, path) in enumerate(best, 1)]
