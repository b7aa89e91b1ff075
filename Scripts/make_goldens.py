#!/usr/bin/env python3
"""Remakes the test fixtures and their expected values.

The expected values come from the reference implementation, Pillow and numpy, never from this project's own output.
Every run writes the same bytes. Needs numpy 2.4.6 and Pillow 13.0.0 from PyPI, `cjpeg` (Debian: libjpeg-turbo-progs)
and libturbojpeg (Debian: libturbojpeg0); only making the fixtures needs them, running the tests does not.

    Scripts/make_goldens.py                 everything but search.json and evaluation.json
    Scripts/make_goldens.py --search        search.json alone: whole searches of data/train, some minutes
    Scripts/make_goldens.py --evaluation    evaluation.json alone: retrieval measures on data/, some minutes
"""

import argparse
import pathlib
import shutil
import sys

from goldens import bad, decode, embeddings, evaluation, protocols, reduced, resample, scores, search, truncation

ROOT = pathlib.Path(__file__).resolve().parent.parent
PARTS = ("decode", "decode.json", "bad", "bad.json", "truncation.json", "reduced.json", "reduced.rgb", "resample", "resample.json",
         "scores.json", "embedding_scores.json", "protocols.json")


def main():
    parser = argparse.ArgumentParser(description="Remake the test fixtures from Pillow and numpy.")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "Tests" / "Fixtures", metavar="DIR")
    parser.add_argument("--search", action="store_true", help="make search.json, from data/, and nothing else")
    parser.add_argument("--evaluation", action="store_true", help="make evaluation.json, from data/, and nothing else")
    options = parser.parse_args()
    output = options.output.resolve()
    output.mkdir(parents=True, exist_ok=True)
    if options.search:
        search.write(output, ROOT)
    elif options.evaluation:
        evaluation.write(output, ROOT)
    else:
        write_all(output)


def write_all(output):
    """Replaces every part but search.json."""
    for part in PARTS:
        target = output / part
        shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
    refused, readable = bad.split()
    decode.write(output, readable)
    bad.write(output, refused)
    truncation.write(output)
    reduced.write(output)
    resample.write(output)
    scores.write(output)
    embeddings.write(output)
    protocols.write(output)


if __name__ == "__main__":
    sys.exit(main())
