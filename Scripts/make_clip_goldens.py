#!/usr/bin/env python3
"""Remakes Tests/Fixtures/clip: small random OpenCLIP models, and what OpenCLIP computes with them.

Needs what Scripts/requirements-clip.txt names; only making the fixtures needs it, running the tests does not.
"""

import argparse
import pathlib
import sys

from goldens import clip

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    parser = argparse.ArgumentParser(description="Remake the CLIP fixtures from OpenCLIP.")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "Tests" / "Fixtures", metavar="DIR")
    clip.write(parser.parse_args().output.resolve())


if __name__ == "__main__":
    sys.exit(main())
