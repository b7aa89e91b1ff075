"""Smooth random fields and blurs, made by resizing small float images.

Pillow's resize of 32-bit float images is a fast, exact-enough spline interpolator; it stands in here
for Perlin noise and for Gaussian blurs, neither of which numpy has.
"""

import numpy as np
from PIL import Image

BICUBIC = Image.Resampling.BICUBIC
BILINEAR = Image.Resampling.BILINEAR
TILE = 256  # side of a noise tile, in samples


def resized(field, height, width, filter=BICUBIC):
    """A float32 field (rows, columns) resampled to height x width."""
    return np.asarray(Image.fromarray(np.ascontiguousarray(field, np.float32)).resize((width, height), filter))


def value_noise(rng, height, width, cell, stretch=1.0):
    """Noise in about -1...1 whose features are `cell` pixels high and `cell * stretch` wide."""
    rows = max(2, int(np.ceil(height / cell)) + 2)
    columns = max(2, int(np.ceil(width / (cell * stretch))) + 2)
    return resized(rng.random((rows, columns), np.float32) * 2 - 1, height, width)


def fractal_noise(rng, height, width, cell, octaves=4, stretch=1.0):
    """Octaves of value noise, each half as large and half as strong as the one before; about -1...1."""
    total = np.zeros((height, width), np.float32)
    strength = 1.0
    for octave in range(octaves):
        size = cell / 2**octave
        if size < 1.2:
            break
        total += strength * value_noise(rng, height, width, size, stretch)
        strength *= 0.5
    return total * 0.7


def blurred(field, radius):
    """The field smoothed over `radius` pixels (a shrink and a spline enlargement)."""
    if radius < 0.75:
        return field
    height, width = field.shape
    small = (max(2, round(height / radius)), max(2, round(width / radius)))
    return resized(resized(field, *small, BILINEAR), height, width)


def noise_tile(rng, cell, octaves=1):
    """A square of noise in about -1...1 that continues across its edges; sampled with `tiled`."""
    total = np.zeros((TILE, TILE), np.float32)
    for octave in range(octaves):
        knots = max(4, round(TILE * 2**octave / cell))
        grid = np.pad(rng.random((knots, knots), np.float32) * 2 - 1, 3, mode="wrap")
        layer = Image.fromarray(grid).resize((TILE, TILE), BICUBIC, (3, 3, knots + 3, knots + 3))
        total += np.asarray(layer) / 2**octave
    return total * 0.7


def tiled(tile, rows, columns):
    """The tile, repeated without end, at float coordinates; linear between its samples."""
    top, left = np.floor(rows), np.floor(columns)
    down, right = rows - top, columns - left
    r, c = top.astype(np.int32) % TILE, left.astype(np.int32) % TILE
    r2, c2 = (r + 1) % TILE, (c + 1) % TILE
    upper = tile[r, c] * (1 - right) + tile[r, c2] * right
    lower = tile[r2, c] * (1 - right) + tile[r2, c2] * right
    return upper * (1 - down) + lower * down
