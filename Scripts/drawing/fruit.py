"""The easy labels: one fruit on a plain light ground, in varied place, size and light."""

from dataclasses import dataclass

import numpy as np

from .geometry import ellipse, mix, spline, turned
from .noise import fractal_noise, noise_tile, tiled
from .paint import Frame, Layer, Light


@dataclass(frozen=True)
class Fruit:
    """A fruit's outline (radius by angle), its colours and its skin."""

    radius: object  # angles, an array -> radii, about 1
    squash: float  # height over width
    colours: tuple  # main, sunlit blush, shaded
    turn: float  # largest turn, degrees
    pores: float
    gloss: float
    sharpness: int
    crown: object = None  # paints the stem, a leaf or a navel
    blush: float = 0.35


def _round(angle):
    return np.ones_like(angle)


def _pointed(angle):
    """A citrus with a nipple at both ends."""
    return 0.97 + 0.17 * np.exp(-((np.sin(angle) / 0.2) ** 2))


def _blunt(angle):
    return 0.98 + 0.08 * np.exp(-((np.sin(angle) / 0.16) ** 2))


def _apple(angle):
    dip = np.exp(-(((angle - np.pi / 2) / 0.42) ** 2))
    foot = np.exp(-(((angle + np.pi / 2) / 0.35) ** 2))
    return 1.0 - 0.17 * dip - 0.07 * foot + 0.03 * np.sin(angle)


def _plum(angle):
    return 1.0 + 0.04 * np.cos(2 * angle) - 0.05 * np.exp(-(((angle - np.pi / 2) / 0.3) ** 2))


def _navel(layer, rng):
    x, y = rng.uniform(-0.3, 0.3), rng.uniform(0.25, 0.6)
    layer.fill(ellipse(x, y, 0.085, 0.06), (0.48, 0.40, 0.12), depth=0.05, grain=0.3)
    layer.fill(ellipse(x, y + 0.008, 0.045, 0.03), (0.32, 0.36, 0.10), depth=0.03)


def _stem(layer, rng):
    lean = rng.uniform(-0.14, 0.14)
    layer.fill(ellipse(0, 0.72, 0.26, 0.07), (0.20, 0.13, 0.02), opacity=0.55)
    layer.stroke(spline([(0, 0.70), (lean * 0.4, 0.86), (lean, 1.06)], closed=False), 0.06, (0.36, 0.25, 0.13),
                 grain=0.2)
    if rng.random() < 0.6:
        leaf = spline([(0, 0), (0.16, 0.11), (0.36, 0.11), (0.54, 0.0), (0.34, -0.06), (0.14, -0.05)])
        side = rng.choice([-1, 1])
        leaf = turned(leaf, rng.uniform(5, 32)) * [side, 1] + [lean * 0.5, 0.86]
        layer.fill(leaf, (0.30, 0.52, 0.14), depth=0.1, gloss=0.2, grain=0.15)


def _short_stem(layer, rng):
    layer.stroke(spline([(0, 0.84), (0.02, 0.95), (rng.uniform(-0.08, 0.08), 1.04)], closed=False), 0.05,
                 (0.40, 0.30, 0.18))


FRUIT = {
    "Orange": Fruit(_round, 0.97, ((0.96, 0.52, 0.06), (1.0, 0.62, 0.10), (0.94, 0.44, 0.03)), 180, 0.010, 0.34, 14,
                    _navel),
    "Lemon": Fruit(_pointed, 0.80, ((0.97, 0.84, 0.16), (1.0, 0.91, 0.32), (0.84, 0.66, 0.05)), 22, 0.008, 0.36, 18),
    "Lime": Fruit(_blunt, 0.84, ((0.42, 0.64, 0.12), (0.60, 0.75, 0.22), (0.20, 0.42, 0.04)), 22, 0.008, 0.36, 18),
    "Apple": Fruit(_apple, 0.95, ((0.84, 0.11, 0.10), (0.92, 0.36, 0.18), (0.66, 0.04, 0.06)), 10, 0.0, 0.6, 60, _stem,
                   0.6),
    "Plum": Fruit(_plum, 0.94, ((0.33, 0.13, 0.36), (0.44, 0.26, 0.50), (0.22, 0.04, 0.16)), 14, 0.0, 0.30, 30,
                  _short_stem, 0.8),
}


def picture(label, rng, width, height):
    """A fruit on its ground, as float32 RGB (height, width, 3) in about 0...1."""
    fruit = FRUIT[label]
    light = _light(rng)
    side = np.sqrt(width * height)
    radius = min(side * rng.uniform(0.295, 0.345), 0.42 * width, 0.40 * height)
    x = width * (0.5 + rng.uniform(-0.04, 0.04))
    y = height * (0.53 + rng.uniform(-0.03, 0.03))
    scene = _ground(rng, width, height, y + radius * fruit.squash * 0.55)
    _shadow(scene, rng, light, x, y + radius * fruit.squash, radius)
    frame = Frame(width, height, x, y, radius)
    layer = Layer(frame, light, rng)
    _body(layer, fruit, rng)
    if fruit.crown:
        fruit.crown(layer, rng)
    return scene + (layer.colour - scene) * layer.alpha[..., None]


def _light(rng):
    sideways = rng.choice([-1, 1]) * rng.uniform(0.2, 0.5)
    direction = np.array([sideways, rng.uniform(0.5, 0.9), rng.uniform(0.55, 0.9)])
    warmth = rng.uniform(-0.03, 0.04)
    strength = rng.uniform(0.78, 0.88)
    return Light(direction / np.linalg.norm(direction), strength * np.array([1 + warmth, 1, 1 - warmth]),
                 rng.uniform(0.42, 0.48) * np.array([0.98, 1, 1.02]))


def _ground(rng, width, height, edge):
    """A sheet of paper or a table that bends up into a paler wall at row `edge`."""
    tint = np.array([1.0, 0.985, 0.955]) + rng.uniform(-0.018, 0.018, 3)
    level = rng.uniform(0.98, 1.06)
    rows = (np.arange(height, dtype=np.float32)[:, None] - edge) / height
    across = np.linspace(-1, 1, width, dtype=np.float32)[None]
    bend = 1 / (1 + np.exp(-rows * rng.uniform(12, 60)))
    shade = level * (1 - 0.055 * bend - 0.03 * np.abs(rows) + rng.uniform(-0.03, 0.03) * across)
    shade = shade + 0.008 * fractal_noise(rng, height, width, width / 5, 5)
    return (shade[..., None] * tint).astype(np.float32)


def _shadow(scene, rng, light, x, foot, radius):
    """Darkens the ground: a tight shadow where fruit and ground meet, a wide one away from the light."""
    height, width = scene.shape[:2]
    rows = (np.arange(height, dtype=np.float32)[:, None] - foot) / radius
    columns = (np.arange(width, dtype=np.float32)[None] - x) / radius
    away = -light.direction[0]
    soft = rng.uniform(0.5, 1.0)
    contact = np.exp(-((columns / 0.62) ** 2 + ((rows + 0.02) / 0.11) ** 2))
    cast = np.exp(-(((columns - away * 0.75 + away * rows) / 1.0) ** 2 + ((rows + 0.10) / (0.20 * soft + 0.1)) ** 2))
    scene *= (1 - 0.55 * contact)[..., None]
    scene *= 1 - (0.42 * cast)[..., None] * np.array([0.95, 1.0, 1.02], np.float32)


def _body(layer, fruit, rng):
    """The fruit itself: a ball whose radius depends on the angle, with its skin's colour and relief."""
    frame = layer.frame
    x, y = frame.units((0, 0, frame.width, frame.height))
    turn = np.radians(rng.uniform(-fruit.turn, fruit.turn))
    u = x * np.cos(turn) + y * np.sin(turn)
    v = (y * np.cos(turn) - x * np.sin(turn)) / fruit.squash
    radius = fruit.radius(np.arctan2(v, u))
    reach = np.sqrt(u * u + v * v) / radius
    inner = np.minimum(reach, 0.999)
    nz = np.sqrt(1 - inner * inner)
    nx, ny = x / np.maximum(radius, 0.1), y / np.maximum(radius, 0.1) / fruit.squash
    main, blush, dark = (np.asarray(c, np.float32) * rng.uniform(0.96, 1.04, 3) for c in fruit.colours)
    patches = fractal_noise(rng, frame.height, frame.width, frame.scale * 0.8, 4)
    lean = rng.uniform(-0.6, 0.6)
    colour = mix(main, blush, np.clip(fruit.blush * (patches + 0.7 * (nx * lean + ny * 0.4)), 0, 1))
    colour = mix(colour, dark, np.clip(0.5 * (1 - nz) ** 1.5 - 0.2 * patches, 0, 1))
    if fruit.crown is _stem:
        colour = _streaked(colour, rng, u, v)
    if fruit.crown is _short_stem:
        colour = _bloomed(colour, rng, frame, u, v, nz)
    if fruit.pores:
        nx, ny = _pitted(rng, fruit.pores, nx, ny, nz)
    length = 1 / np.sqrt(nx * nx + ny * ny + nz * nz)
    nx, ny, nz = nx * length, ny * length, nz * length
    bounce = np.clip(-ny, 0, 1)[..., None] * np.array([0.20, 0.19, 0.18], np.float32)
    shaded = colour * (layer.light.shade(nx, ny, nz) + bounce)
    shaded += (fruit.gloss * layer.light.glint(nx, ny, nz, fruit.sharpness))[..., None]
    layer.colour[:] = shaded
    layer.alpha[:] = np.clip((1 - reach) * frame.scale * 0.8 + 0.5, 0, 1)


def _pitted(rng, depth, nx, ny, nz):
    """Normals disturbed by the pores of a citrus peel, which crowd together towards the rim."""
    tile = noise_tile(rng, 4.5, 1)
    down, right = np.gradient(tile)
    rows = (np.arcsin(np.clip(ny, -1, 1)) + 4) * 105
    columns = (np.arcsin(np.clip(nx, -1, 1)) + 4) * 105
    strength = depth * 34 * (0.35 + 0.65 * nz)
    return nx + strength * tiled(right, rows, columns), ny + strength * tiled(down, rows, columns)


def _streaked(colour, rng, u, v):
    """An apple's streaks, which run from stem to foot, and its pale dots."""
    meridian = np.arcsin(np.clip(u / np.sqrt(np.maximum(1 - v * v, 0.05)), -1, 1))
    line = np.interp(meridian, np.linspace(-1.6, 1.6, 90), rng.uniform(-1, 1, 90)).astype(np.float32)
    colour = mix(colour, (0.93, 0.62, 0.28), np.clip(line * 0.5 * np.clip(v + 0.5, 0, 1), 0, 0.45))
    dots = ((noise_tile(rng, 7) - 0.62) * 7).clip(0, 0.35)
    return mix(colour, (0.95, 0.75, 0.50), tiled(dots, (v + 3) * 190, (meridian + 3) * 190))


def _bloomed(colour, rng, frame, u, v, nz):
    """A plum's bluish bloom, rubbed off in places, and its seam."""
    rubbed = fractal_noise(rng, frame.height, frame.width, frame.scale * 0.5, 5)
    colour = mix(colour, (0.52, 0.47, 0.68), np.clip(0.22 + 0.3 * rubbed, 0, 0.55))
    seam = np.exp(-(((u - 0.22 * np.sqrt(np.maximum(1 - v * v, 0)) - 0.05) / 0.035) ** 2))
    return colour * (1 - 0.35 * seam * np.clip(nz * 2, 0, 1))[..., None]
