"""A small sloop: hull, mast, mainsail, jib and perhaps a spinnaker's colours."""

import numpy as np

from ..geometry import ellipse, mix, spline

HULLS = ((0.92, 0.92, 0.90), (0.10, 0.18, 0.36), (0.70, 0.12, 0.10), (0.42, 0.25, 0.13), (0.10, 0.36, 0.34),
         (0.14, 0.14, 0.15))
SAILS = ((0.97, 0.96, 0.93), (0.97, 0.96, 0.93), (0.94, 0.88, 0.74), (0.78, 0.18, 0.13), (0.20, 0.36, 0.66),
         (0.93, 0.66, 0.18))


def paint(layer, rng, wet):
    hull = np.array(HULLS[rng.integers(len(HULLS))]) * rng.uniform(0.9, 1.1)
    sail = np.array(SAILS[rng.integers(len(SAILS))])
    jib = sail if rng.random() < 0.6 else np.array(SAILS[rng.integers(len(SAILS))])
    top = rng.uniform(2.15, 2.45)
    mast = rng.uniform(0.02, 0.14)
    belly = rng.uniform(0.06, 0.14)
    _sails(layer, rng, top, mast, belly, sail, jib)
    _hull(layer, hull)
    if rng.random() < 0.7:
        _sailor(layer, rng)


def _cloth(layer, outline, colour, seams):
    """A sail: a gently bellied sheet, its panels' seams showing."""
    low, high = outline[:, 1].min(), outline[:, 1].max()
    left, right = outline[:, 0].min(), outline[:, 0].max()

    def tint(x, y):
        across = ((x - left) / (right - left)).clip(0, 1)
        return mix(colour * 0.78, colour * 1.10, (0.5 + 0.5 * np.sin(across * 2.6 + y * 0.5)).clip(0, 1))

    layer.fill(outline, tint, depth=0.16, bulge=0.7, grain=0.05, grain_size=0.5)
    lines = [np.array([(left, y), (right, y + 0.10)]) for y in np.linspace(low, high, seams + 2)[1:-1]]
    layer.stroke(lines, 0.012, colour * 0.62, inside=True, opacity=0.55, depth=0)


def _sails(layer, rng, top, mast, belly, sail, jib):
    boom = 0.34
    leech = spline([(mast - 0.03, top), (mast - 0.42 - belly, top * 0.55), (-0.86, boom)], closed=False)
    foot = spline([(-0.86, boom), (-0.4, boom - 0.05), (mast - 0.03, boom)], closed=False)
    _cloth(layer, np.vstack([leech, foot]), sail, 6)
    if rng.random() < 0.5:
        stripe = np.array(SAILS[rng.integers(3, len(SAILS))])
        layer.fill(np.array([(-1, 0.72), (mast - 0.02, 0.72), (mast - 0.02, 0.98), (-1, 0.98)]) * [0.66, 1] + [0.0, 0],
                   stripe, opacity=0.8, inside=True)
    start = top * rng.uniform(0.80, 0.97)
    front = spline([(mast + 0.03, start), (mast + 0.40, start * 0.52), (0.93, 0.27)], closed=False)
    low = spline([(0.93, 0.27), (0.5, 0.26), (mast + 0.06, 0.36)], closed=False)
    back = spline([(mast + 0.06, 0.36), (mast + 0.05 + belly, start * 0.5), (mast + 0.03, start)], closed=False)
    _cloth(layer, np.vstack([front, low, back]), jib, 5)
    layer.stroke([np.array([(mast, 0.15), (mast, top + 0.04)])], 0.035, (0.60, 0.56, 0.50), gloss=0.3)
    layer.stroke([np.array([(mast, boom), (-0.90, boom - 0.01)])], 0.03, (0.56, 0.50, 0.42), gloss=0.2)
    stays = [np.array([(mast, top), (0.97, 0.24)]), np.array([(mast, top), (-0.97, 0.22)])]
    layer.stroke(stays, 0.008, (0.35, 0.35, 0.35), depth=0)


def _hull(layer, colour):
    sheer = spline([(-0.98, 0.23), (-0.4, 0.17), (0.3, 0.18), (1.0, 0.27)], closed=False)
    bottom = spline([(1.0, 0.27), (0.82, 0.04), (0.6, -0.05), (-0.3, -0.06), (-0.85, -0.02), (-0.98, 0.23)],
                    closed=False)
    cabin = spline([(-0.28, 0.18), (-0.24, 0.29), (0.30, 0.31), (0.44, 0.20)])
    layer.fill(cabin, (0.90, 0.89, 0.85), depth=0.06, gloss=0.1)
    layer.fill([ellipse(x, 0.245, 0.045, 0.022) for x in (-0.08, 0.07, 0.22)], (0.10, 0.13, 0.16))
    layer.fill(np.vstack([sheer, bottom]), lambda x, y: mix(colour * 0.66, colour * 1.1, (y / 0.26).clip(0, 1)),
               depth=0.10, bulge=1.4, gloss=0.22, grain=0.04)
    band = np.vstack([sheer, sheer[::-1] - [0, 0.035]])
    layer.fill(band, (0.93, 0.92, 0.88) if colour.mean() < 0.6 else (0.16, 0.24, 0.44), inside=True)
    layer.fill(np.array([(-1.1, 0.03), (1.1, 0.03), (1.1, -0.1), (-1.1, -0.1)]), colour * 0.35 + [0.12, 0.02, 0.02],
               inside=True)


def _sailor(layer, rng):
    x = rng.uniform(-0.74, -0.56)
    jacket = rng.uniform(0.1, 0.9, 3)
    layer.fill(spline([(x - 0.08, 0.18), (x - 0.07, 0.33), (x, 0.38), (x + 0.07, 0.32), (x + 0.09, 0.18)]), jacket,
               depth=0.05)
    layer.fill(ellipse(x + 0.01, 0.42, 0.045, 0.052), (0.72, 0.52, 0.40), depth=0.03)
    layer.fill(ellipse(x + 0.005, 0.445, 0.046, 0.03), jacket * 0.5, depth=0.02)
