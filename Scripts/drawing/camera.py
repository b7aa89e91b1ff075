"""What a camera adds: exposure, white balance, vignette, sensor noise."""

import numpy as np
from PIL import Image

from .noise import value_noise


def developed(scene, rng, strength=1.0):
    """Float RGB to an 8-bit picture. `strength` scales how far exposure and colour wander."""
    height, width = scene.shape[:2]
    exposure = 2 ** (strength * rng.uniform(-0.26, 0.42))
    balance = 1 + strength * rng.uniform(-0.07, 0.07) * np.array([1, 0, -1]) + strength * rng.uniform(-0.02, 0.02, 3)
    picture = scene * (exposure * balance).astype(np.float32)
    grey = picture.mean(-1, keepdims=True)
    picture = grey + (picture - grey) * np.float32(1 + strength * rng.uniform(-0.22, 0.20))
    rows = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, width, dtype=np.float32)[None]
    vignette = 1 - rng.uniform(0.03, 0.05 + 0.13 * strength) * (rows * rows + columns * columns)
    picture = _soft_shoulder(picture * vignette[..., None])
    level = rng.uniform(0.003, 0.008)
    grain = rng.standard_normal((height, width, 1), np.float32) * level
    for channel in range(3):
        picture[..., channel] += grain[..., 0] + 0.6 * level * value_noise(rng, height, width, 2.0)
    return Image.fromarray((picture.clip(0, 1) * 255 + 0.5).astype(np.uint8))


def _soft_shoulder(picture):
    """Highlights above 0.8 roll off towards 1 instead of clipping."""
    over = np.maximum(picture - 0.8, 0)
    return np.minimum(picture, 0.8) + 0.2 * (1 - np.exp(-over / 0.2))
