#!/usr/bin/env python3
"""Trains `data/models/tiny-clip`, a small CLIP in OpenCLIP's format, on pictures from the generator of `data/`.

It never sees a picture of `data/`: those have seeds from 10,000,000 on, these smaller ones. It knows the drawn labels and
nothing else. On one core of a server processor drawing takes about ten minutes and training about half an hour.

    pip install -r Scripts/requirements-clip.txt
    python Scripts/train_tiny_clip.py --output data/models/tiny-clip
    python Scripts/evaluate_tiny_clip.py data/models/tiny-clip

The same versions on the same processor with one thread give the same weights; others round differently, and give weights
that differ but serve as well.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch

from tinyclip.captions import every_phrase
from tinyclip.folder import new_model, write_folder
from tinyclip.pictures import collection
from tinyclip.training import SEED, train
from tinyclip.vocabulary import learned_merges, tokenizer

STEPS = 1800


def report(text):
    print(text, file=sys.stderr, flush=True)


def drawn(path):
    """The pictures and labels kept in `path`, drawn first if it is not there."""
    if path and path.exists():
        with np.load(path) as kept:
            return kept["pictures"], kept["labels"]
    pictures, labels = collection(report)
    if path:
        np.savez(path, pictures=pictures, labels=labels)
    return pictures, labels


def main():
    parser = argparse.ArgumentParser(description="Trains the small CLIP of data/models/tiny-clip.")
    parser.add_argument("--output", type=Path, default=Path("data/models/tiny-clip"), metavar="DIR")
    parser.add_argument("--pictures", type=Path, metavar="FILE.npz", help="keep the drawn pictures here, and use them if there")
    parser.add_argument("--steps", type=int, default=STEPS)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    pictures, labels = drawn(arguments.pictures)
    merges = learned_merges(every_phrase())
    model = new_model(merges, SEED)
    train(model, tokenizer(merges, model.context_length), pictures, labels, arguments.steps, report)
    write_folder(arguments.output, model, merges)
    return 0


if __name__ == "__main__":
    sys.exit(main())
