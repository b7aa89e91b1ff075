#!/usr/bin/env python3
"""How often the best hits have the query's label, by label: a Markdown table from `retrieve --format json`.

    retrieve data/test --format json | Scripts/precision.py

Reads one JSON object a query. The query's label is the name of the folder it lies in, a hit's label is in the output. P@1 is
the share of queries whose best hit has their label; P@5 the mean share of such hits among the best five. Labels are listed from
the best P@5 down. A query with fewer than five hits counts as if the missing ones were wrong.
"""

import json
import sys
from collections import defaultdict
from pathlib import PurePath

DEPTH = 5


def read(lines):
    """For every label, one list a query: whether each of its best hits has that label."""
    found = defaultdict(list)
    for line in lines:
        result = json.loads(line)
        label = PurePath(result["query"]).parent.name
        found[label].append([hit["label"] == label for hit in result["hits"][:DEPTH]])
    return found


def precision(queries, depth):
    return sum(sum(query[:depth]) for query in queries) / (depth * len(queries))


def main():
    found = read(sys.stdin)
    if not found:
        sys.exit("precision: nothing on standard input; pipe the output of `retrieve --format json` here")
    print("| label | queries | P@1 | P@5 |\n|---|---:|---:|---:|")
    rows = sorted(found.items(), key=lambda item: (-precision(item[1], DEPTH), item[0]))
    every = [query for _, queries in rows for query in queries]
    for label, queries in [*rows, ("all", every)]:
        print(f"| {label} | {len(queries)} | {precision(queries, 1):.2f} | {precision(queries, DEPTH):.2f} |")


if __name__ == "__main__":
    main()
