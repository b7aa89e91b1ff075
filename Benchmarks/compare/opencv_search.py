"""The same search as a practised user would script it with OpenCV: what `retrieve` should be faster than.

Each thread decodes, resizes and scores whole photos; OpenCV lets go of Python's lock while it works, and its own
threads are off, as they would only compete. BGR stays BGR, because L1 does not care about the order of channels,
and samples stay 8-bit. The default resize is bicubic *without* antialiasing: less work than Pillow's and
`retrieve`'s, and so not quite the same scores.

Prints `SCORE<TAB>PATH` for the best, then `images: N` and `seconds: X`. The seconds are those of the
search alone, without starting Python and importing OpenCV.

    python opencv_search.py QUERY --gallery DIR [--threads N] [--interpolation cubic|area] [--size 448] [--top 5]
"""

import argparse
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import cv2

EXTENSIONS = (".jpg", ".jpeg", ".png")
INTERPOLATIONS = {"cubic": cv2.INTER_CUBIC, "area": cv2.INTER_AREA}


def photos(gallery):
    """The paths of all photos under the gallery, hidden folders left out."""
    for folder, subfolders, names in os.walk(gallery):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        for name in names:
            if name.lower().endswith(EXTENSIONS):
                yield os.path.join(folder, name)


def read(path, size, interpolation):
    """The photo at the common size, (size, size, 3) in BGR, or None where OpenCV cannot read it."""
    image = cv2.imread(path, cv2.IMREAD_COLOR)
    return None if image is None else cv2.resize(image, (size, size), interpolation=interpolation)


def search(query_path, gallery, threads, size, interpolation):
    """All readable photos of the gallery as (score, path), best first."""
    query = read(query_path, size, interpolation)
    if query is None:
        sys.exit(f"{query_path}: OpenCV cannot read it")

    def score(path):
        image = read(path, size, interpolation)
        return None if image is None else (cv2.norm(query, image, cv2.NORM_L1), path)

    with ThreadPoolExecutor(threads) as pool:
        return sorted(result for result in pool.map(score, photos(gallery)) if result)


def main():
    parser = argparse.ArgumentParser(description="Image search by OpenCV, L1 at a common size.")
    parser.add_argument("query")
    parser.add_argument("--gallery", required=True)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--interpolation", choices=INTERPOLATIONS, default="cubic")
    parser.add_argument("--size", type=int, default=448)
    parser.add_argument("--top", type=int, default=5)
    options = parser.parse_args()
    cv2.setNumThreads(1)

    start = time.perf_counter()
    results = search(
        options.query, options.gallery, options.threads, options.size, INTERPOLATIONS[options.interpolation]
    )
    seconds = time.perf_counter() - start

    for score, path in results[: options.top]:
        print(f"{score:.0f}\t{path}")
    print(f"images: {len(results)}")
    print(f"seconds: {seconds:.6f}")


if __name__ == "__main__":
    main()
