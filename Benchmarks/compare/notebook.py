"""The course notebook's image search in numpy and Pillow: the way `retrieve` replaces.

One process, one folder at a time: every photo becomes a float array, a metric scores the whole stack
against the query, the list is sorted. Written as a student writes it, with two differences:

* A folder is read in stacks of at most 20 photos, about a class folder of the course. A stack of hundreds
  needs gigabytes, and measures the machine's memory rather than the method (334 photos at once: five times as long).
  `--stack 1` scores photo by photo, which spares memory and is the fastest way to write this.
* The query is a float array as well, as squares of `uint8` wrap around.

Prints `SCORE<TAB>PATH` for the best, then `images: N` and `seconds: X`. The seconds are those of the
search alone, without starting Python and importing numpy.

    python notebook.py QUERY --gallery DIR [--metric l1|mse|cosine|correlation] [--stack 20] [--size 448] [--top 5]
"""

import argparse
import os
import time

import numpy as np
from PIL import Image

EXTENSIONS = (".jpg", ".jpeg", ".png")


def read_image(path, size):
    """The photo as an array, (size, size, 3)."""
    return np.array(Image.open(path).convert("RGB").resize((size, size)))


def read_stack(paths, size):
    """The photos as one float array, (photos, size, size, 3)."""
    images = np.zeros((len(paths), size, size, 3))
    for i, path in enumerate(paths):
        images[i] = read_image(path, size)
    return images


def l1(query, data):
    return np.sum(np.abs(data - query), axis=(1, 2, 3))


def mse(query, data):
    return np.mean((data - query) ** 2, axis=(1, 2, 3))


def cosine(query, data):
    query_norm = np.sqrt(np.sum(query**2))
    data_norm = np.sqrt(np.sum(data**2, axis=(1, 2, 3)))
    return np.sum(data * query, axis=(1, 2, 3)) / (query_norm * data_norm + np.finfo(float).eps)


def correlation(query, data):
    return cosine(query - np.mean(query), data - np.mean(data, axis=(1, 2, 3), keepdims=True))


METRICS = {"l1": l1, "mse": mse, "cosine": cosine, "correlation": correlation}
LARGER_IS_BETTER = {"cosine", "correlation"}


def folders(gallery):
    """The gallery root, then each class folder in it."""
    classes = (os.path.join(gallery, name) for name in sorted(os.listdir(gallery)) if not name.startswith("."))
    return [gallery] + [path for path in classes if os.path.isdir(path)]


def photos(folder):
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.lower().endswith(EXTENSIONS)]


def search(query_path, gallery, metric, size, stack_size):
    """All photos of the gallery as (path, score), best first."""
    query = read_image(query_path, size).astype(float)
    results = []
    for folder in folders(gallery):
        paths = photos(folder)
        for start in range(0, len(paths), stack_size):
            stack = paths[start : start + stack_size]
            scores = METRICS[metric](query, read_stack(stack, size))
            results.extend(zip(stack, scores))
    return sorted(results, key=lambda result: result[1], reverse=metric in LARGER_IS_BETTER)


def main():
    parser = argparse.ArgumentParser(description="The course notebook's image search.")
    parser.add_argument("query")
    parser.add_argument("--gallery", required=True)
    parser.add_argument("--metric", choices=METRICS, default="l1")
    parser.add_argument("--stack", type=int, default=20, help="photos scored at once, at most")
    parser.add_argument("--size", type=int, default=448)
    parser.add_argument("--top", type=int, default=5)
    options = parser.parse_args()

    start = time.perf_counter()
    results = search(options.query, options.gallery, options.metric, options.size, options.stack)
    seconds = time.perf_counter() - start

    for path, score in results[: options.top]:
        print(f"{score:.6f}\t{path}")
    print(f"images: {len(results)}")
    print(f"seconds: {seconds:.6f}")


if __name__ == "__main__":
    main()
