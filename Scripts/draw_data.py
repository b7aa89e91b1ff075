#!/usr/bin/env python3
"""Draws the sample gallery `data/train` and its queries `data/test`.

Every picture has a seed of its own, so the same versions of Pillow and numpy (12.3.0 and 2.4.6 drew the
committed files) give the same files, byte for byte, in any order. Other versions or processors may
round a few samples differently; `--check` then compares pixels.

    python Scripts/draw_data.py --output data                  draw everything
    python Scripts/draw_data.py --output data --only Owl       draw one label again
    python Scripts/draw_data.py --output data --check          compare; exit 1 if anything differs
"""

import argparse
import io
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from drawing import EASY, LABELS, draw

COUNTS = {"train": 20, "test": 4}
FIRST_SEED = {"train": 10_000_000, "test": 21_000_000}  # smaller seeds are free for training
TOLERANCE = 0.5  # mean difference, in levels of 255, that another processor's rounding may cause
ASPECTS = {"easy": (1, 5 / 4, 4 / 5, 4 / 3, 3 / 4), "complex": (1, 4 / 3, 3 / 4, 3 / 2, 2 / 3, 16 / 10, 5 / 4)}


@dataclass(frozen=True)
class Sample:
    """One picture of the set and how it is stored."""

    split: str
    label: str
    number: int

    @property
    def seed(self):
        return FIRST_SEED[self.split] + self.number

    def encoded(self):
        """The file's name, relative to the set's folder, and its bytes."""
        rng = np.random.default_rng([self.seed, LABELS.index(self.label)])
        aspect = rng.choice(ASPECTS["easy" if self.label in EASY else "complex"])
        is_png = self.number % 7 == 3
        longest = rng.integers(240, 300) if is_png else rng.integers(360, 641)
        size = (int(longest), round(longest / aspect)) if aspect >= 1 else (round(longest * aspect), int(longest))
        picture = draw(self.label, self.seed, size)
        data = _png(picture, rng) if is_png else _jpeg(picture, rng)
        name = f"{self.number:02d}.{'png' if is_png else 'jpg'}"
        return Path(self.split, self.label, name), data


def _png(picture, rng):
    """A palette of 128 colours three times in four, all colours otherwise."""
    if rng.random() < 0.75:
        picture = picture.quantize(128, Image.Quantize.MEDIANCUT)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _jpeg(picture, rng):
    """Any quality from 60 to 95, mostly middling; all three usual subsamplings; one in four progressive."""
    quality = int(60 + 35 * rng.beta(1.8, 1.8))
    subsampling = int(rng.choice([0, 1, 2], p=[0.2, 0.2, 0.6]))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality, subsampling=subsampling, progressive=bool(rng.random() < 0.25),
                 optimize=True)
    return file.getvalue()


def samples(labels):
    return [Sample(split, label, number)
            for split, count in COUNTS.items() for label in labels for number in range(1, count + 1)]


def write(folder, wanted):
    total = 0
    for sample in wanted:
        name, data = sample.encoded()
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        total += len(data)
    print(f"{len(wanted)} pictures, {total / 1e6:.2f} MB")


def differences(folder, wanted):
    """A line for every picture that is missing, differs from a fresh drawing, or should not be there."""
    fresh = set()
    for sample in wanted:
        name, data = sample.encoded()
        fresh.add(name)
        path = folder / name
        if not path.is_file():
            yield f"{path}: missing"
        elif path.read_bytes() != data and not _alike(path, data):
            yield f"{path}: differs from a fresh drawing"
    for split, label in sorted({(sample.split, sample.label) for sample in wanted}):
        for path in sorted((folder / split / label).glob("*")):
            if path.relative_to(folder) not in fresh:
                yield f"{path}: not drawn by this script"


def _alike(path, data):
    """Whether a file and freshly drawn bytes show the same picture up to rounding."""
    try:
        kept = np.asarray(Image.open(path).convert("RGB"), np.float32)
    except OSError:
        return False
    drawn = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), np.float32)
    return kept.shape == drawn.shape and float(np.abs(kept - drawn).mean()) <= TOLERANCE


def main():
    parser = argparse.ArgumentParser(description="Draws the sample gallery and its queries.")
    parser.add_argument("--output", type=Path, default=Path("data"), metavar="DIR",
                        help="folder that holds train/ and test/")
    parser.add_argument("--only", action="append", choices=LABELS, metavar="LABEL",
                        help="draw only this label (repeatable)")
    parser.add_argument("--check", action="store_true",
                        help="write nothing; exit 1 if files differ from a fresh drawing")
    arguments = parser.parse_args()
    wanted = samples(arguments.only or LABELS)
    if not arguments.check:
        write(arguments.output, wanted)
        return 0
    found = list(differences(arguments.output, wanted))
    print("\n".join(found) or f"{len(wanted)} pictures are as drawn", file=sys.stderr if found else sys.stdout)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
