#!/usr/bin/env python3
"""Writes models of the architectures beside CLIP with random weights, and what their reference implementations make of them.

    make_model_goldens.py                              the small ones in Tests/Fixtures/models
    make_model_goldens.py --full siglip2 --output DIR  one of full size, for RETRIEVE_CLIP_DIR=DIR swift test --filter Checkpoint
    make_model_goldens.py --pieces 256000 --output DIR a vocabulary of Gemma's size, for RETRIEVE_TOKENS_DIR=DIR swift test --filter Piece

References: open_clip with timm, and transformers (Scripts/requirements-models.txt).
"""

import argparse
import pathlib

from modelgoldens import full, small, tokens

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", choices=sorted(full.FAMILIES), help="the model of full size to make")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "Tests" / "Fixtures" / "models", metavar="DIR")
    parser.add_argument("--pieces", type=int, help="make a vocabulary of so many pieces")
    options = parser.parse_args()
    if options.pieces:
        tokens.write_large(options.output, options.pieces)
    elif options.full:
        full.write(options.full, options.output)
    else:
        small.write(options.output)
        tokens.write(options.output / "tokens")


if __name__ == "__main__":
    main()
