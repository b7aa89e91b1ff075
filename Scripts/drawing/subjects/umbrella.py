"""An open umbrella: a dome of eight panels turned in space, with its shaft and crook."""

import numpy as np

from ..geometry import spline

COLOURS = ((0.84, 0.10, 0.12), (0.95, 0.72, 0.10), (0.12, 0.36, 0.74), (0.10, 0.52, 0.34), (0.90, 0.36, 0.56),
           (0.46, 0.18, 0.52), (0.12, 0.12, 0.14), (0.93, 0.92, 0.90), (0.96, 0.46, 0.10), (0.20, 0.66, 0.72))
RIBS = 8
DEPTH = 0.62  # height of the dome over its radius


def paint(layer, rng, wet):
    panels = _colours(rng)
    lean = np.radians(rng.uniform(-20, 8))  # away from the viewer below 0: the inside shows
    spin = rng.uniform(0, 2 * np.pi / RIBS)
    height = rng.uniform(1.05, 1.18)
    order = sorted(range(RIBS), key=lambda k: -_middle(k, spin)[2])
    far = [k for k in order if _middle(k, spin)[2] > 0]
    near = [k for k in order if k not in far]
    for k in far:
        _panel(layer, k, spin, lean, height, panels[k] * 0.42, seen_inside=True)
    _shaft(layer, height, lean)
    for k in far if lean > 0 else ():
        _panel(layer, k, spin, lean, height, panels[k], seen_inside=False)
    for k in near:
        _panel(layer, k, spin, lean, height, panels[k], seen_inside=False)
    tip = _place(np.array([[0, DEPTH, 0], [0, DEPTH + 0.13, 0]]), lean, height)
    layer.stroke(tip, 0.035, (0.30, 0.26, 0.22))


def _colours(rng):
    picks = rng.permutation(len(COLOURS))
    style = rng.random()
    main, other = (np.array(COLOURS[k]) for k in picks[:2])
    if style < 0.5:
        return [main] * RIBS
    if style < 0.85:
        return [main, other] * (RIBS // 2)
    return [np.array(COLOURS[k]) for k in picks[:RIBS]]


def _middle(k, spin):
    return _dome(np.array([spin + (k + 0.5) * 2 * np.pi / RIBS]), np.array([0.7]))[0]


def _dome(turn, reach):
    """Points of the dome (x right, y up, z away): `turn` about its axis, `reach` 0 at the top, 1 at the rim."""
    flat = np.sin(reach * np.pi / 2)
    return np.column_stack([flat * np.cos(turn), DEPTH * np.cos(reach * np.pi / 2) * np.ones_like(turn),
                            flat * np.sin(turn)])


def _place(points, lean, height):
    """Leans the points towards the viewer and drops the depth; the dome's rim is `height` above the floor."""
    y = points[:, 1] * np.cos(lean) + points[:, 2] * np.sin(lean)
    return np.column_stack([points[:, 0], y + height])


def _panel(layer, k, spin, lean, height, colour, seen_inside):
    a, b = spin + k * 2 * np.pi / RIBS, spin + (k + 1) * 2 * np.pi / RIBS
    reach = np.linspace(0, 1, 12)
    turn = np.linspace(a, b, 10)
    hem = _dome(turn, np.ones(10))
    sag = np.sin(np.linspace(0, np.pi, 10)) * 0.09  # the hem is cut hollow between two ribs
    hem = hem * (1 - sag * 0.5)[:, None] + np.outer(sag, [0, 0.75, 0])
    outline = _place(np.vstack([_dome(np.full(12, a), reach), hem, _dome(np.full(12, b), reach[::-1])]), lean, height)
    middle = _dome(np.array([(a + b) / 2]), np.array([0.6]))[0]
    facing = layer.light.direction @ (middle * [layer.frame.flip, 1.1, -1]) / np.linalg.norm(middle)
    shade = (0.62 if seen_inside else 0.74) + 0.42 * facing
    layer.fill(outline, np.asarray(colour) * np.clip(shade, 0.25, 1.3), depth=0.07, bulge=0.9,
               gloss=0.0 if seen_inside else 0.16, sharpness=10, grain=0.05, grain_size=0.3)
    for rib in (a, b):
        layer.stroke(_place(_dome(np.full(12, rib), reach), lean, height), 0.010, np.asarray(colour) * 0.55, depth=0)


def _shaft(layer, height, lean):
    x = 0.0
    layer.stroke(np.array([(x, 0.16), (x, height + DEPTH * np.cos(lean))]), 0.030, (0.62, 0.62, 0.64), gloss=0.5)
    crook = spline([(x, 0.34), (x, 0.12), (x + 0.03, 0.035), (x + 0.11, 0.02), (x + 0.17, 0.07), (x + 0.18, 0.14)],
                   closed=False)
    layer.stroke(crook, 0.060, (0.44, 0.24, 0.11), gloss=0.35)
