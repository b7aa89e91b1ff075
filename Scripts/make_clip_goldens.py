#!/usr/bin/env python3
"""Remakes Tests/Fixtures/clip: small random OpenCLIP models, and what OpenCLIP computes with them.

Needs what Scripts/requirements-clip.txt names; only making the fixtures needs it, running the tests does not.

    Scripts/make_clip_goldens.py                     the fixtures
    Scripts/make_clip_goldens.py --checkpoint DIR    reference.safetensors in DIR, a model folder with real or random weights of
                                                     full size: the test that RETRIEVE_CLIP_DIR=DIR turns on reads it
"""

import argparse
import pathlib
import sys

from goldens import clip

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    parser = argparse.ArgumentParser(description="Remake the CLIP fixtures from OpenCLIP.")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "Tests" / "Fixtures", metavar="DIR")
    parser.add_argument("--checkpoint", type=pathlib.Path, metavar="DIR", help="embed pictures and texts by this model")
    parser.add_argument(
        "--pictures", type=pathlib.Path, default=ROOT / "data" / "test", metavar="DIR", help="pictures for --checkpoint")
    options = parser.parse_args()
    if options.checkpoint:
        clip.write_reference(options.checkpoint.resolve(), options.pictures)
    else:
        clip.write(options.output.resolve())


if __name__ == "__main__":
    sys.exit(main())
