"""The complex labels: a subject on one of the shared grounds, with its shadow or its reflection."""

import numpy as np
from PIL import Image, ImageFilter

from . import foreground, grounds
from .noise import fractal_noise
from .paint import Frame, Layer
from .places import GROUNDS
from .subjects import SUBJECTS

__all__ = ["SUBJECTS", "picture"]


def picture(label, rng, width, height):
    """A subject in its surroundings, as float32 RGB (height, width, 3) in about 0...1."""
    subject = SUBJECTS[label]
    ground = GROUNDS[rng.integers(len(GROUNDS))]
    light = grounds.chosen_light(ground, rng)
    wet = rng.random() < subject.wetness
    horizon = int(height * rng.uniform(0.34, 0.60))
    frame = _frame(subject, rng, width, height, horizon)
    scene = grounds.painted(ground, rng, width, height, horizon, wet)
    layer = Layer(frame, light, rng)
    subject.paint(layer, rng, wet)
    if wet and subject.grounded:
        scene = _reflected(scene, layer, rng)
    elif subject.grounded:
        scene = _shadowed(scene, layer)
    scene += (layer.colour - scene) * layer.alpha[..., None]
    return foreground.cover(scene, ground, rng, frame.floor / height, wet)


def _frame(subject, rng, width, height, horizon):
    """Chooses place and size: as large as the subject's range allows, wholly inside the picture."""
    share = rng.uniform(*subject.width)
    scale = min(share * width / 2, 0.82 * height / subject.height)
    low = max(horizon + 0.08 * height, scale * subject.height + 0.04 * height)
    floor = rng.uniform(min(low, 0.90 * height), 0.93 * height)
    tilt = np.radians(rng.uniform(-subject.tilt, subject.tilt))
    reach = scale * (1.03 + subject.height * abs(np.sin(tilt)))
    x = width / 2 + rng.uniform(-0.9, 0.9) * max(0.0, width / 2 - reach)
    return Frame(width, height, x, floor, scale, int(rng.choice([-1, 1])), tilt)


def _shadowed(scene, layer):
    """The subject's outline laid down on the floor, away from the light, and a tight shadow under its foot."""
    frame = layer.frame
    direction = layer.light.direction
    flat = 0.10 + 0.22 * (1 - direction[1])
    slant = -direction[0] / max(direction[1], 0.3) * 0.7
    mask = Image.fromarray((layer.alpha * 255).astype(np.uint8))
    floor = frame.floor + 0.01 * frame.scale
    lying = mask.transform(mask.size, Image.Transform.AFFINE,
                           (1, slant / flat, -slant * floor / flat, 0, 1 / flat, floor - floor / flat),
                           Image.Resampling.BILINEAR)
    tight = mask.transform(mask.size, Image.Transform.AFFINE, (1, 0, 0, 0, -1 / 0.07, floor + floor / 0.07),
                           Image.Resampling.BILINEAR)
    strength = 0.55 * float(layer.light.key.mean()) / float((layer.light.key + layer.light.ambient).mean())
    cast = _soft(lying, 0.02 * frame.scale) * strength * 1.3
    contact = _soft(tight, 0.035 * frame.scale) * 0.75
    return scene * ((1 - cast) * (1 - contact))[..., None]


def _soft(mask, radius):
    return np.asarray(mask.filter(ImageFilter.GaussianBlur(max(0.6, radius))), np.float32) / 255


def _reflected(scene, layer, rng):
    """The subject mirrored in the water at its foot, broken by ripples."""
    frame = layer.frame
    rows = np.arange(frame.height, dtype=np.float32)[:, None]
    below = ((rows - frame.floor) / frame.height).clip(0)
    ripple = fractal_noise(rng, frame.height, frame.width, 0.022 * frame.height, 3, stretch=5)
    source = 2 * frame.floor - rows + ripple * (0.004 + 0.12 * below) * frame.height
    columns = np.arange(frame.width)[None] + ripple * (0.003 + 0.08 * below) * frame.width
    seen = (source < frame.floor) & (source >= 0) & (rows >= frame.floor - 1)
    r = np.clip(source, 0, frame.height - 1).astype(np.int32)
    c = np.clip(columns, 0, frame.width - 1).astype(np.int32)
    share = (layer.alpha[r, c] * seen * (0.72 - 0.9 * below).clip(0.15, 1))[..., None]
    return scene + (layer.colour[r, c] * 0.72 - scene) * share
