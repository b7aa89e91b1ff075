"""An owl seen from the front, perched on a branch or a post."""

import numpy as np

from ..geometry import ellipse, mix, spline, turned

PLUMAGE = (  # body, breast, marks, iris
    ((0.42, 0.29, 0.18), (0.80, 0.68, 0.50), (0.26, 0.16, 0.09), (0.98, 0.62, 0.08)),
    ((0.44, 0.42, 0.40), (0.76, 0.74, 0.70), (0.22, 0.21, 0.21), (0.98, 0.80, 0.10)),
    ((0.86, 0.85, 0.82), (0.95, 0.95, 0.93), (0.46, 0.42, 0.38), (0.98, 0.82, 0.12)),
    ((0.66, 0.46, 0.24), (0.92, 0.84, 0.68), (0.44, 0.28, 0.14), (0.96, 0.50, 0.06)),
    ((0.28, 0.22, 0.18), (0.60, 0.48, 0.36), (0.15, 0.11, 0.09), (0.98, 0.70, 0.10)),
)


def paint(layer, rng, wet):
    body, breast, marks, iris = (np.array(c) * rng.uniform(0.92, 1.08) for c in PLUMAGE[rng.integers(len(PLUMAGE))])
    tufted = rng.random() < 0.6
    turn = rng.uniform(-0.10, 0.10)
    _perch(layer, rng)
    layer.fill(spline([(-0.26, 0.5), (-0.30, 0.06), (0, 0.0), (0.30, 0.06), (0.26, 0.5)]), body * 0.7, depth=0.1,
               grain=0.25)
    torso = spline([(0, 0.28), (-0.48, 0.46), (-0.72, 0.98), (-0.66, 1.55), (-0.4, 1.95), (0.4, 1.95), (0.66, 1.55),
                    (0.72, 0.98), (0.48, 0.46)])
    layer.fill(torso, body, depth=0.35, bulge=1.3, grain=0.3, grain_size=0.07)
    chest = spline([(0, 0.32), (-0.36, 0.5), (-0.50, 1.0), (-0.42, 1.6), (0, 1.85), (0.42, 1.6), (0.50, 1.0),
                    (0.36, 0.5)])
    layer.fill(chest, breast, depth=0.2, bulge=0.8, grain=0.22, grain_size=0.05, inside=True)
    _breast_marks(layer, rng, marks)
    for side in (-1, 1):
        _wing(layer, rng, side, body, marks)
    _head(layer, rng, body, breast, marks, iris, tufted, turn)
    for side in (-0.24, 0.24):
        toes = [spline([(side + dx, 0.36), (side + dx * 1.5, 0.27), (side + dx * 1.6, 0.17)],
                       closed=False) for dx in (-0.09, 0, 0.09)]
        layer.stroke(toes, 0.075, (0.80, 0.66, 0.36), grain=0.2)
        layer.stroke([t[-4:] - [0, 0.03] for t in toes], 0.035, (0.10, 0.09, 0.08))


def _perch(layer, rng):
    bark = np.array([0.34, 0.25, 0.17]) * rng.uniform(0.7, 1.2)
    if rng.random() < 0.45:
        post = np.array([(-0.46, 0.22), (0.46, 0.22), (0.58, -4.0), (-0.58, -4.0)])
        layer.fill(post, bark, depth=0.25, grain=0.4, grain_size=0.05, stretch=0.5)
        layer.fill(ellipse(0, 0.22, 0.46, 0.07), bark * 1.5, grain=0.3)
        return
    sag = rng.uniform(-0.1, 0.1)
    line = spline([(-3.4, 0.1 + sag), (-1.3, 0.22), (0, 0.16), (1.4, 0.20), (3.4, 0.05 - sag)], closed=False)
    layer.stroke(line, 0.30, bark, depth=0.16, bulge=1.6, grain=0.4, grain_size=0.06, stretch=3)
    twig = spline([(-1.0, 0.2), (-1.4, 0.5), (-1.7, 1.0)], closed=False)
    layer.stroke(twig, 0.09, bark * 0.9, grain=0.3)


def _breast_marks(layer, rng, colour):
    marks = []
    for row, y in enumerate(np.arange(0.5, 1.66, 0.125)):
        half = 0.46 * np.sqrt(max(0.05, 1 - ((y - 1.0) / 0.78) ** 2))
        for x in np.arange(-half + 0.05 + 0.06 * (row % 2), half, 0.125):
            x, drop = x + rng.normal(0, 0.012), y + rng.normal(0, 0.012)
            marks.append(np.array([(x - 0.042, drop + 0.03), (x, drop - 0.045), (x + 0.042, drop + 0.03),
                                   (x, drop - 0.005)]))
    layer.fill(marks, colour, opacity=0.85, inside=True)


def _wing(layer, rng, side, body, marks):
    outline = spline([(0.50, 1.72), (0.74, 1.45), (0.80, 0.95), (0.66, 0.42), (0.46, 0.16), (0.44, 0.6),
                      (0.50, 1.1)]) * [side, 1]
    layer.fill(outline, body * 0.82, depth=0.14, bulge=1.6, grain=0.3, grain_size=0.06)
    bars = []
    for y in np.arange(0.45, 1.6, 0.16):
        inner, outer = 0.47, 0.80 - 0.1 * abs(y - 1.0)
        for x in np.linspace(inner + 0.05, outer - 0.05, 3):
            bars.append(ellipse(side * (x + rng.normal(0, 0.01)), y + rng.normal(0, 0.015), 0.042, 0.030, steps=10))
    layer.fill(bars, mix(marks, (0.9, 0.86, 0.78), 0.75), opacity=0.7, inside=True)
    feathers = [spline([(side * x, 0.95), (side * (x + 0.04), 0.6), (side * (x - 0.04), 0.28)],
                       closed=False) for x in (0.54, 0.61, 0.68)]
    layer.stroke(feathers, 0.018, marks * 0.8, inside=True, depth=0)


def _head(layer, rng, body, breast, marks, iris, tufted, turn):
    if tufted:
        for side in (-1, 1):
            ear = spline([(0.22, 2.30), (0.46, 2.44), (0.66, 2.70), (0.66, 2.30), (0.60, 2.05)]) * [side, 1]
            layer.fill(ear, body * 0.75, depth=0.08, grain=0.3)
    head = spline([(0, 1.50), (-0.48, 1.58), (-0.70, 1.92), (-0.60, 2.28), (-0.28, 2.46), (0.28, 2.46), (0.60, 2.28),
                   (0.70, 1.92), (0.48, 1.58)])
    layer.fill(head, body * 1.04, depth=0.22, bulge=1.4, grain=0.3, grain_size=0.06)
    specks = [ellipse(x, 2.36 + rng.uniform(-0.07, 0.06), 0.02, 0.03, steps=8) for x in rng.uniform(-0.35, 0.35, 16)]
    layer.fill(specks, marks, opacity=0.8, inside=True)
    for side in (-1, 1):
        x, y = turn + side * 0.29, 1.99
        disc = turned(ellipse(x, y - 0.03, 0.31, 0.37), side * -14, (x, y))
        layer.fill(disc, marks * 0.8, depth=0.05)
        disc = turned(ellipse(x, y - 0.03, 0.275, 0.335), side * -14, (x, y))
        layer.fill(disc, lambda u, v, x=x,
                   y=y: mix(mix(breast, marks, 0.45), breast * 1.06, (np.hypot(u - x, v - y) / 0.3).clip(0, 1)),
                   depth=0.1, bulge=-0.8, grain=0.2, grain_size=0.04)
        layer.fill(ellipse(x, y, 0.165), (0.05, 0.04, 0.04))
        layer.fill(ellipse(x, y, 0.145), lambda u, v, x=x,
                   y=y: mix(iris * 1.25, iris * 0.75, (np.hypot(u - x, v - y) / 0.145).clip(0, 1)), gloss=0.2)
        layer.fill(ellipse(x, y, 0.078), (0.02, 0.02, 0.02))
        layer.fill(ellipse(x - 0.04 * layer.frame.flip * -np.sign(layer.light.direction[0]), y + 0.05, 0.028),
                   (1.2, 1.2, 1.2))
        brow = spline([(turn + side * 0.04, 1.96), (turn + side * 0.20, 2.20), (turn + side * 0.52, 2.32),
                       (turn + side * 0.24, 2.27)])
        layer.fill(brow, breast * 1.05, depth=0.04, grain=0.2)
    beak = spline([(turn - 0.075, 1.93), (turn, 2.0), (turn + 0.075, 1.93), (turn + 0.05, 1.80), (turn, 1.70),
                   (turn - 0.05, 1.80)])
    layer.fill(beak, (0.24, 0.21, 0.17), depth=0.06, gloss=0.4)
