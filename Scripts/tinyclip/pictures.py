"""Pictures to learn from: drawn by the generator of `data/`, never with one of its seeds, and varied while learning."""

import io

import numpy as np
import torch
from PIL import Image
from torch.nn.functional import affine_grid, grid_sample

from drawing import COMPLEX, LABELS, draw

SIDE = 112  # kept a little larger than the model's input, so that cut-outs stay sharp
COUNTS = {label: 700 if label in COMPLEX else 250 for label in LABELS}
FIRST_SEED = 1_000_000
FIRST_SEED_OF_DATA = 10_000_000  # `draw_data.py` begins here
ASPECTS = (1, 5 / 4, 4 / 5, 4 / 3, 3 / 4, 3 / 2, 2 / 3, 16 / 10)


def drawn(label, number):
    """Picture `number` of `label` as uint8 (SIDE, SIDE, 3), after a loss such as files of `data/` have."""
    seed = FIRST_SEED + number
    assert seed < FIRST_SEED_OF_DATA
    rng = np.random.default_rng([seed, LABELS.index(label)])
    aspect = rng.choice(ASPECTS)
    longest = int(rng.integers(200, 421))
    size = (longest, round(longest / aspect)) if aspect >= 1 else (round(longest * aspect), longest)
    picture = draw(label, seed, size)
    if rng.random() < 0.12:
        picture = picture.quantize(128, Image.Quantize.MEDIANCUT).convert("RGB")
    else:
        picture = _compressed(picture, int(rng.integers(60, 96)))
    return np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.BICUBIC))


def _compressed(picture, quality):
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(file).convert("RGB")


def collection(report):
    """All pictures, uint8 (N, SIDE, SIDE, 3), and the number of each one's label, (N,), in an order of no meaning."""
    wanted = [(label, number) for label in LABELS for number in range(COUNTS[label])]
    order = np.random.default_rng(FIRST_SEED).permutation(len(wanted))
    pictures = np.empty((len(wanted), SIDE, SIDE, 3), np.uint8)
    labels = np.empty(len(wanted), np.int64)
    for place, index in enumerate(order):
        label, number = wanted[index]
        pictures[place] = drawn(label, number)
        labels[place] = LABELS.index(label)
        if place % 500 == 499:
            report(f"{place + 1} of {len(wanted)} pictures drawn")
    return pictures, labels


def varied(pictures, side, generator):
    """Cut-outs of uint8 (B, SIDE, SIDE, 3), at random mirrored, tinted and blurred, as float (B, 3, side, side) in 0...1."""
    count = len(pictures)

    def uniform(low, high, *shape):
        return low + (high - low) * torch.rand(count, *shape, generator=generator)

    samples = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255  # (B, 3, SIDE, SIDE)
    scale = uniform(0.72, 1.04, 2)  # the share of the picture's width and height that is seen
    mirror = torch.where(uniform(0, 1) < 0.5, -1.0, 1.0)
    place = uniform(-1, 1, 2) * (1 - scale).clamp(min=0)
    motion = torch.zeros(count, 2, 3)
    motion[:, 0, 0] = scale[:, 0] * mirror
    motion[:, 1, 1] = scale[:, 1]
    motion[:, :, 2] = place
    grid = affine_grid(motion, (count, 3, side, side), align_corners=False)
    samples = grid_sample(samples, grid, "bilinear", "reflection", align_corners=False)
    brightness = uniform(0.75, 1.25, 1, 1, 1)
    tint = uniform(0.92, 1.08, 3, 1, 1)
    grey = samples.mean(1, keepdim=True)
    saturation = uniform(0.75, 1.25, 1, 1, 1)
    return ((grey + (samples - grey) * saturation) * brightness * tint).clamp(0, 1)
