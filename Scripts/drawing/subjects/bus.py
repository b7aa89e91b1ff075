"""A city bus, seen at an angle: two faces of a box in perspective, drawn on in the box's own coordinates."""

import numpy as np

from ..geometry import ellipse, mix, rounded_box

PAINTS = ((0.78, 0.10, 0.10), (0.93, 0.68, 0.08), (0.12, 0.30, 0.66), (0.10, 0.46, 0.28), (0.88, 0.42, 0.08),
          (0.82, 0.84, 0.84), (0.16, 0.52, 0.60))
GLASS = (0.10, 0.14, 0.18)
RUBBER = (0.06, 0.06, 0.065)


class Box:
    """The bus's box before the camera. Its side is a plane (x 0...1 to the front, y 0...1 upwards), so is its front."""

    def __init__(self, rng, height):
        yaw = np.radians(rng.uniform(18, 42))
        self.length, self.width, self.height = 2.5, 0.75, height
        self.turn = np.array([[np.cos(yaw), np.sin(yaw)], [-np.sin(yaw), np.cos(yaw)]])
        self.eye = rng.uniform(0.35, 0.75)  # height of the camera
        self.distance = rng.uniform(4.5, 7.0)
        corners = np.vstack([self._project(x, 0.0, z) for x in (0, 1) for z in (0, 1)])
        low, high = corners[:, 0].min(), corners[:, 0].max()
        self.middle, self.scale = (low + high) / 2, 2 / (high - low)
        self.foot = min(corners[:, 1])

    def _project(self, along, y, across):
        """along, across: 0...1 over length and width (0 is the near side); y: height in units."""
        x = (np.asarray(along, float) - 0.5) * self.length
        z = (np.asarray(across, float) - 0.5) * self.width
        right = x * self.turn[0, 0] + z * self.turn[0, 1]
        away = -x * self.turn[0, 1] + z * self.turn[0, 0]
        near = self.distance / (self.distance + away)
        return np.column_stack([right * near, (np.asarray(y, float) - self.eye) * near * np.ones_like(right)])

    def _fit(self, points):
        return (points - [self.middle, self.foot]) * self.scale

    def side(self, points):
        p = np.asarray(points, float)
        return self._fit(self._project(p[:, 0], p[:, 1] * self.height, np.zeros(len(p))))

    def front(self, points):
        p = np.asarray(points, float)
        return self._fit(self._project(np.ones(len(p)), p[:, 1] * self.height, p[:, 0]))

    def floor(self):
        """The outline of the ground beneath the bus."""
        along, across = np.array([0.02, 0.98, 0.98, 0.02]), np.array([0.0, 0.0, 1.0, 1.0])
        return self._fit(self._project(along, 0.0, across))


def paint(layer, rng, wet):
    colour = np.array(PAINTS[rng.integers(len(PAINTS))]) * rng.uniform(0.9, 1.1)
    double = rng.random() < 0.3
    box = Box(rng, 1.18 if double else 0.86)
    trim = np.array([(0.92, 0.91, 0.88), (0.14, 0.15, 0.17), colour * 0.6][rng.integers(3)])
    layer.fill(box.floor(), (0.02, 0.02, 0.02), opacity=0.7)
    _bodies(layer, box, colour, trim)
    bands = ((0.30, 0.50), (0.64, 0.86)) if double else ((0.44, 0.80),)
    for low, high in bands:
        _side_windows(layer, box, rng, low, high, doors=low == bands[0][0])
    _face(layer, box, bands)
    for x in (0.20, 0.77):
        _wheel(layer, box, x)


def _bodies(layer, box, colour, trim):
    base = 0.10
    layer.fill(box.side([(0.02, 0.03), (0.99, 0.03), (0.99, 0.3), (0.02, 0.3)]), (0.05, 0.05, 0.05))
    layer.fill(box.front([(0.0, 0.05), (0.96, 0.05), (0.96, 0.3), (0.0, 0.3)]), (0.05, 0.05, 0.05))
    side = box.side(rounded_box(0.0, base, 1.0, 1.0, 0.03))
    front = box.front(rounded_box(0.0, base, 1.0, 1.0, 0.05))
    light = 1.0 + 0.22 * np.sign(-layer.light.direction[0] * layer.frame.flip)
    top = box.side([(0, 1.0)])[0, 1]
    layer.fill(side, lambda x, y: mix(colour * 0.72 * light, colour * 1.12 * light, (y / top).clip(0, 1)), depth=0.03,
               bulge=1.2, gloss=0.1, grain=0.03, grain_size=0.3)
    dim = 1.0 - 0.6 * (light - 1)
    layer.fill(front, lambda x, y: mix(colour * 0.62 * dim, colour * dim, (y / top).clip(0, 1)), depth=0.04, bulge=1.2,
               gloss=0.12)
    layer.fill(box.side([(0.0, 0.30), (1.0, 0.30), (1.0, 0.25), (0.0, 0.25)]), trim, inside=True)
    layer.fill(box.front([(0.0, 0.30), (1.0, 0.30), (1.0, 0.25), (0.0, 0.25)]), trim * 0.85, inside=True)
    layer.fill(box.side([(0.02, 0.97), (0.98, 0.97), (0.98, 1.0), (0.02, 1.0)]), colour * 1.25, opacity=0.7,
               inside=True)


def _glass(layer, outline, warm):
    """A pane: dark below, the sky's reflection above."""
    low, high = outline[:, 1].min(), outline[:, 1].max()
    sky = layer.light.ambient * 1.5 + 0.25
    inside = np.array(GLASS) + (np.array([0.75, 0.55, 0.25]) if warm else 0)
    layer.fill(outline, lambda x, y: mix(inside, sky,
                                         (((y - low) / (high - low) + 0.35 * x) ** 2 * 0.75).clip(0, 0.85)),
                                         gloss=0.05, depth=0.012, bulge=-1.0)


def _side_windows(layer, box, rng, low, high, doors):
    layer.fill(box.side(rounded_box(0.025, low - 0.02, 0.985, high + 0.02, 0.02)), (0.05, 0.055, 0.06))
    count = 6
    warm = layer.light.key.mean() < 0.6 and rng.random() < 0.7
    edges = np.linspace(0.04, 0.975, count + 1)
    for left, right in zip(edges[:-1], edges[1:]):
        _glass(layer, box.side(rounded_box(left + 0.006, low, right - 0.006, high, 0.012)), warm)
        if rng.random() < 0.5:
            seat = left + rng.uniform(0.03, 0.10)
            layer.fill(box.side(ellipse(seat, low + 0.08, 0.018, 0.055)), (0.20, 0.16, 0.14), opacity=0.8)
            layer.fill(box.side(rounded_box(seat - 0.03, low - 0.005, seat + 0.03, low + 0.04, 0.01)),
                       rng.uniform(0.1, 0.5, 3), opacity=0.8)
    if doors:
        for left in (0.42, 0.875):
            layer.fill(box.side(rounded_box(left, 0.13, left + 0.10, high, 0.01)), (0.09, 0.09, 0.10))
            for pane in (left + 0.008, left + 0.054):
                _glass(layer, box.side(rounded_box(pane, 0.17, pane + 0.038, high - 0.02, 0.008)), warm)


def _face(layer, box, bands):
    for low, high in bands:
        _glass(layer, box.front(rounded_box(0.07, low - 0.03, 0.93, high, 0.05)), False)
        layer.stroke(box.front([(0.5, low - 0.03), (0.5, high)]), 0.012, (0.06, 0.06, 0.06))
    top = bands[-1][1] if len(bands) == 1 else bands[0][1]
    layer.fill(box.front(rounded_box(0.16, top + 0.02, 0.84, top + 0.12, 0.02)), (0.04, 0.04, 0.04))
    for x in np.linspace(0.24, 0.72, 6):
        layer.fill(box.front([(x, top + 0.045), (x + 0.05, top + 0.045), (x + 0.05, top + 0.095), (x, top + 0.095)]),
                   (1.5, 0.95, 0.25))
    for x in (0.14, 0.86):
        layer.fill(box.front(ellipse(x, 0.215, 0.085, 0.045)), (0.75, 0.77, 0.78), depth=0.02)
        layer.fill(box.front(ellipse(x, 0.215, 0.055, 0.032)), (1.5, 1.45, 1.2))
    layer.fill(box.front(rounded_box(0.36, 0.14, 0.64, 0.19, 0.01)), (0.9, 0.9, 0.86))
    layer.fill(box.front(rounded_box(0.0, 0.09, 1.0, 0.13, 0.02)), (0.12, 0.12, 0.13))
    for x in (-0.08, 1.08):
        layer.stroke(box.front([(0.05 if x < 0 else 0.95, bands[0][1] + 0.02), (x, bands[0][1]),
                                (x, bands[0][1] - 0.12)]), 0.03, (0.05, 0.05, 0.05))


def _wheel(layer, box, x):
    wide, tall = 0.068, 0.068 * box.length / box.height
    layer.fill(box.side(ellipse(x, tall * 0.98, wide * 1.2, tall * 1.2, 0, 180)), (0.03, 0.03, 0.03))
    layer.fill(box.side(ellipse(x, tall, wide, tall)), RUBBER, depth=0.02, gloss=0.05)
    layer.fill(box.side(ellipse(x, tall, wide * 0.62, tall * 0.62)), (0.55, 0.56, 0.58), depth=0.03, gloss=0.3)
    layer.fill(box.side(ellipse(x, tall, wide * 0.28, tall * 0.28)), (0.25, 0.25, 0.26), depth=0.02)
