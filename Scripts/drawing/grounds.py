"""Paints the cluttered grounds that all complex labels share: a backdrop, a floor or water, and their light."""

import numpy as np

from . import backdrops
from .geometry import mix
from .noise import noise_tile, resized, tiled, value_noise
from .paint import Light


def chosen_light(ground, rng):
    """The ground's light from a random quarter of the sky."""
    direction = np.array([rng.choice([-1, 1]) * rng.uniform(0.2, 0.8), rng.uniform(0.45, 0.9), rng.uniform(0.45, 0.9)])
    return Light(direction / np.linalg.norm(direction), np.array(ground.key) * rng.uniform(0.85, 1.15),
                 np.array(ground.ambient) * rng.uniform(0.9, 1.1))


def painted(ground, rng, width, height, horizon, wet):
    """The ground without its subject, float32 RGB; `wet` covers the floor with water."""
    shift = rng.uniform(-0.05, 0.05, 3)
    share = backdrops.CANVAS / max(width, height)
    canvas = backdrops.Canvas(rng, round(width * share), round(height * share), horizon * share,
                              *(np.array(colour) + shift for colour in ground.sky))
    ground.backdrop(canvas)
    small = canvas.pixels()
    behind = np.stack([resized(small[..., k], height, width) for k in range(3)], -1)
    floor = _water(ground, rng, behind, horizon) if wet else _floor(ground, rng, width, height, horizon)
    rows = np.arange(height, dtype=np.float32)[:, None]
    wave = value_noise(rng, 2, width, 1, stretch=width / 6)[0] * (0.002 if wet else 0.012) * height
    share = ((rows - horizon - wave) / (0.006 * height) + 0.5).clip(0, 1)[..., None]
    return behind + (floor - behind) * share


def _floor(ground, rng, width, height, horizon):
    """Mottled earth with litter, in perspective: coarse in front, fine and hazy towards the horizon."""
    depth, across = _perspective(rng, width, height, horizon)
    tile = noise_tile(rng, 48, 5)
    near = np.sqrt((np.arange(height, dtype=np.float32)[:, None] - horizon).clip(0) / (height - horizon))
    mottle = tiled(tile, depth * 34, across * 34) * (0.25 + 0.75 * near)
    colour = mix(ground.floor[0], ground.floor[1], (0.5 + 0.75 * mottle).clip(0, 1))
    relief = np.diff(tiled(noise_tile(rng, 14, 3), depth * 60, across * 60), axis=1, prepend=0)
    relief[:, 0] = 0
    colour *= (1 + 0.55 * relief.clip(-0.6, 0.6) * near)[..., None]
    for tint in ground.litter:
        specks = noise_tile(rng, rng.uniform(5, 11), 2)
        share = ((tiled(specks, depth * 90, across * 62) - 0.62 + 0.18 * ground.density) * 5).clip(0, 0.9) * near
        colour = mix(colour, np.array(tint) * rng.uniform(0.9, 1.1), share)
    haze = np.exp(-near * 5)
    return mix(colour, np.array(ground.sky[1]) * 0.8, 0.35 * haze)


def _water(ground, rng, behind, horizon):
    """The backdrop mirrored in ripples that grow towards the viewer, darker and more of its own colour there."""
    height, width = behind.shape[:2]
    depth, across = _perspective(rng, width, height, horizon)
    tile = noise_tile(rng, 14, 3)
    near = ((np.arange(height, dtype=np.float32)[:, None] - horizon) / (height - horizon)).clip(0, 1)
    ripple = tiled(tile, depth * 70, across * 16)
    rows = (2 * horizon - np.arange(height)[:, None] - 1 + ripple * (0.02 + 0.09 * near) * height)
    columns = np.arange(width)[None] + ripple * 0.03 * near * width
    mirrored = behind[np.clip(rows, 0, horizon - 1).astype(np.int32), np.clip(columns, 0, width - 1).astype(np.int32)]
    water = mix(mirrored * 0.9, np.array(ground.water) * (1 + 0.3 * ripple[..., None]), 0.25 + 0.45 * near)
    spark = ((ripple - 0.55) * 3).clip(0, 1) * (0.3 + 0.7 * near)
    return mix(water, np.array(ground.sky[1]), 0.5 * spark)


def _perspective(rng, width, height, horizon):
    """Floor coordinates (depth, across) of every pixel."""
    below = (np.arange(height, dtype=np.float32)[:, None] - horizon).clip(2) / height
    depth = 1.0 / (below + 0.05)
    across = (np.arange(width, dtype=np.float32)[None] / width - 0.5) * depth * 1.2
    return depth + rng.uniform(0, 20), across + rng.uniform(20, 60)
