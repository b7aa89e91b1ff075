"""A crocodile from the side, on land or half in the water, its jaws more or less open."""

import numpy as np

from ..geometry import ellipse, mix, spline, taper, turned

SKINS = ((0.36, 0.40, 0.20), (0.30, 0.33, 0.20), (0.42, 0.38, 0.24), (0.28, 0.36, 0.24), (0.46, 0.44, 0.28))
HINGE = (0.46, 0.235)
RISE = 1.3  # stretches heights: a stouter animal reads better at small size


def paint(layer, rng, wet):
    skin = np.array(SKINS[rng.integers(len(SKINS))]) * rng.uniform(0.85, 1.2)
    gape = rng.uniform(2, 20) if rng.random() < 0.7 else 1.0
    wave = rng.uniform(-0.06, 0.10)
    sink = -rng.uniform(0.05, 0.09) if wet else 0.0
    pose = _Pose(layer, sink)
    _leg(pose, [(0.34, 0.16), (0.40, 0.10), (0.37, 0.03)], skin * 0.55, 0.060)
    _leg(pose, [(-0.18, 0.16), (-0.10, 0.10), (-0.15, 0.03)], skin * 0.55, 0.065)
    back = _back(wave)
    _scutes(pose, back, skin)
    _jaw(pose, skin)
    _trunk(pose, back, skin)
    _head(pose, skin, gape)
    _leg(pose, [(0.20, 0.19), (0.13, 0.11), (0.22, 0.035)], skin * 0.92, 0.070)
    _leg(pose, [(-0.34, 0.20), (-0.24, 0.12), (-0.35, 0.035)], skin * 0.92, 0.085)
    if wet:
        layer.alpha *= layer.frame.units((0, 0, layer.frame.width, layer.frame.height))[1] > -0.004


class _Pose:
    """Paints with heights stretched and the whole animal lowered when it lies in water."""

    def __init__(self, layer, sink):
        self.layer, self.sink = layer, sink

    def place(self, points):
        return np.asarray(points, float) * [1, RISE] + [0, self.sink]

    def fill(self, outlines, colour, **look):
        shapes = outlines if isinstance(outlines, list) else [outlines]
        self.layer.fill([self.place(s) for s in shapes], colour, **look)

    def stroke(self, lines, thickness, colour, **look):
        shapes = lines if isinstance(lines, list) else [lines]
        self.layer.stroke([self.place(s) for s in shapes], thickness, colour, **look)


def _scales(size, depth):
    """Relief of staggered rows of scales."""
    def relief(x, y):
        row = y / (size * 0.8)
        shift = 0.5 * (np.floor(row) % 2)
        return depth * np.sqrt(np.abs(np.sin(np.pi * row) * np.sin(np.pi * (x / size + shift))))
    return relief


def _hide(skin, foot, top):
    """Pale belly to dark back, with blurred dark bands across."""
    belly = mix(skin, (0.80, 0.74, 0.52), 0.55)

    def colour(x, y):
        t = ((y - foot) / (top - foot)).clip(0, 1)
        band = 0.5 + 0.5 * np.sin(x * 21 + 2 * np.sin(x * 7))
        dark = 1 - 0.38 * band * (t * 1.5).clip(0, 1)
        return mix(belly, skin, (t * 1.9).clip(0, 1)) * dark[..., None]
    return colour


def _back(wave):
    return spline([(-1.0, 0.10 + wave), (-0.84, 0.12 + 0.5 * wave), (-0.66, 0.17), (-0.46, 0.25), (-0.24, 0.32),
                   (0.0, 0.345), (0.20, 0.335), (0.36, 0.30), (0.48, 0.31)], closed=False)


def _trunk(pose, back, skin):
    under = spline([(0.56, 0.20), (0.46, 0.09), (0.28, 0.065), (0.05, 0.05), (-0.22, 0.055), (-0.40, 0.10),
                    (-0.60, 0.08), (-0.80, 0.05), (-1.0, back[0, 1] - 0.02)], closed=False)
    pose.fill(np.vstack([back, under]), _hide(skin, 0.08, 0.40), depth=0.10, bulge=1.5, gloss=0.10, sharpness=10,
              grain=0.25, grain_size=0.05, bump=_scales(0.036, 0.0062))


def _scutes(pose, back, skin):
    """The saw of plates along back and tail."""
    plates = []
    lengths = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(back, axis=0).T))])
    for s in np.arange(0.02, lengths[-1] - 0.08, 0.042):
        x, y = np.interp(s, lengths, back[:, 0]), np.interp(s, lengths, back[:, 1])
        tall = 0.028 + 0.028 * np.clip(-x - 0.1, 0, 0.6) / 0.6
        plates.append(np.array([(x - 0.026, y - 0.03), (x - 0.012, y + tall), (x + 0.024, y - 0.025)]))
    pose.fill(plates, skin * 0.62, depth=0.012)


def _teeth(xs, line, length):
    return [np.array([(x - 0.011, np.interp(x, *line)), (x + 0.011, np.interp(x, *line)),
                      (x, np.interp(x, *line) + length)]) for x in xs]


def _jaw(pose, skin):
    lower = spline([(0.40, 0.20), (0.56, 0.185), (0.78, 0.165), (0.96, 0.185), (0.985, 0.155), (0.90, 0.115),
                    (0.70, 0.09), (0.52, 0.075), (0.40, 0.09)])
    pose.fill(_teeth(np.arange(0.60, 0.96, 0.052), ([0.56, 0.78, 0.96], [0.175, 0.155, 0.175]), 0.050),
              (0.95, 0.92, 0.80), depth=0.008)
    pose.fill(lower, mix(skin, (0.80, 0.74, 0.52), 0.40), depth=0.05, grain=0.2, bump=_scales(0.030, 0.004))


def _head(pose, skin, gape):
    """The upper jaw and skull, turned up about the jaw's hinge."""
    def lifted(points):
        return turned(points, gape, HINGE)

    mouth = np.vstack([[HINGE], lifted([(0.92, 0.215)]), [(0.92, 0.17)]])
    pose.fill(mouth, (0.62, 0.30, 0.26), depth=0.03)
    teeth = _teeth(np.arange(0.62, 0.97, 0.046), ([0.5, 0.75, 0.98], [0.235, 0.225, 0.225]), -0.055)
    pose.fill([lifted(t) for t in teeth], (0.96, 0.94, 0.84), depth=0.008)
    skull = spline([(0.34, 0.20), (0.36, 0.31), (0.44, 0.345), (0.50, 0.375), (0.545, 0.40), (0.59, 0.375),
                    (0.64, 0.315), (0.76, 0.285), (0.88, 0.275), (0.935, 0.300), (0.985, 0.285), (1.0, 0.245),
                    (0.97, 0.215), (0.84, 0.222), (0.68, 0.212), (0.56, 0.195), (0.46, 0.16)])
    pose.fill(lifted(skull), _hide(skin, 0.14, 0.40), depth=0.07, bulge=1.7, gloss=0.12, sharpness=10, grain=0.22,
              bump=_scales(0.030, 0.006))
    pose.fill(lifted(ellipse(0.545, 0.355, 0.036, 0.030)), skin * 0.4, depth=0.02)
    pose.fill(lifted(ellipse(0.547, 0.356, 0.026, 0.022)), (0.95, 0.78, 0.16), gloss=0.5)
    pose.fill(lifted(ellipse(0.547, 0.356, 0.007, 0.020)), (0.03, 0.03, 0.02))
    pose.fill(lifted(ellipse(0.955, 0.288, 0.016, 0.010)), skin * 0.25)


def _leg(pose, joints, skin, thick):
    line = spline(joints, closed=False)
    widths = np.interp(np.linspace(0, 1, len(line)), [0, 0.55, 1], [thick, thick * 0.62, thick * 0.55])
    foot = np.array(joints[-1])
    claws = [np.array([(foot[0] + dx, foot[1] + 0.03), (foot[0] + dx + 0.045, foot[1] - 0.022),
                       (foot[0] + dx + 0.09, foot[1] - 0.032),
                       (foot[0] + dx + 0.035, foot[1] + 0.016)]) for dx in (-0.02, 0.015, 0.05)]
    pose.fill([taper(line, widths), *claws], skin, depth=0.05, bulge=1.4, grain=0.25, bump=_scales(0.032, 0.006))
