#!/usr/bin/env python3
"""Searches a gallery with Pillow and numpy alone: what the tool's results are compared with.

Slow and plain on purpose. Prints a JSON line for each query and metric, as `retrieve --format json` does.
"""

import argparse
import json
import sys

from goldens.metrics import METRICS
from goldens.reference import search
from goldens.resample import FILTERS


def main():
    options = arguments()
    metrics = METRICS if options.metric == "all" else (options.metric,)
    try:
        results = search(options.queries, options.gallery, metrics, options.size, options.resample, options.top,
                         options.orientation)
    except OSError as error:
        print(f"reference_search: {error}", file=sys.stderr)
        return 2
    for result in results:
        print(json.dumps(result, ensure_ascii=False))
    return 0


def arguments():
    parser = argparse.ArgumentParser(description="Search a gallery with Pillow and numpy.")
    parser.add_argument("queries", nargs="+", metavar="QUERY")
    parser.add_argument("-g", "--gallery", default="data/train", metavar="DIR")
    parser.add_argument("-m", "--metric", default="l1", choices=(*METRICS, "all"))
    parser.add_argument("-s", "--size", type=size, default=(448, 448), metavar="WxH")
    parser.add_argument("--resample", default="bicubic", choices=tuple(FILTERS))
    parser.add_argument("-k", "--top", type=int, default=5, metavar="N", help="hits per query; 0 means all")
    parser.add_argument("--orientation", default="exif", choices=("exif", "ignore"))
    return parser.parse_args()


def size(text):
    """(width, height) from "448x448" or "448"."""
    width, _, height = text.partition("x")
    return int(width), int(height or width)


if __name__ == "__main__":
    sys.exit(main())
