"""What comes between lens and subject: blades of grass, leaves, lights or snow, all out of focus."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SHEET = 440  # longer side of the sheet the foreground is drawn on, in pixels


def cover(scene, ground, rng, base, wet):
    """Paints the ground's own foreground over the scene, mostly in the corners and below the subject's foot.

    base: where that foot is, as a share of the height. On water no pebbles lie.
    """
    height, width = scene.shape[:2]
    share = SHEET / max(width, height)
    size = (round(width * share), round(height * share))
    sheet = Image.new("RGBA", size, _rgb(ground.floor[1]) + (0,))
    painter = {"blades": _blades, "leaves": _leaves, "flakes": _flakes, "lights": _lights,
               "none": _pebbles}[ground.front]
    if wet and painter is _pebbles:
        return scene
    painter(ImageDraw.Draw(sheet), rng, size, ground, base)
    blur = rng.uniform(0.002, 0.006) * size[0]
    sheet = np.asarray(sheet.filter(ImageFilter.GaussianBlur(blur)).resize((width, height)), np.float32) / 255
    alpha = sheet[..., 3:]
    return scene + (sheet[..., :3] - scene) * alpha


def _rgb(colour, rng=None, amount=0.2):
    wander = 1 + (rng.uniform(-amount, amount) if rng else 0)
    return tuple(int(v) for v in (np.array(colour) * wander * 255).clip(0, 255))


def _blades(pen, rng, size, ground, base):
    width, height = size
    for _ in range(rng.integers(20, 60)):
        x = rng.beta(0.6, 0.6) * width
        tall = rng.uniform(0.04, 0.16) * height * (0.5 + abs(x / width - 0.5) * 2)
        lean, w = rng.normal(0, 0.05) * width, rng.uniform(0.004, 0.012) * width
        colour = ground.litter[rng.integers(2)] if rng.random() < 0.5 else ground.floor[rng.integers(2)]
        foot = height * 1.02
        pen.polygon([(x - w, foot), (x + w, foot), (x + lean, foot - tall)], _rgb(colour, rng) + (225,))


def _leaves(pen, rng, size, ground, base):
    width, height = size
    for _ in range(rng.integers(8, 22)):
        x = rng.beta(0.5, 0.5) * width
        y = (rng.uniform(base + 0.06, 1.03) if rng.random() < 0.6 else rng.uniform(-0.03, 0.12)) * height
        r = rng.uniform(0.02, 0.05) * width
        a = rng.uniform(0, np.pi)
        dx, dy = np.cos(a) * r, np.sin(a) * r * 0.8
        pen.polygon([(x - dx, y - dy), (x - dy * 0.5, y + dx * 0.5), (x + dx, y + dy), (x + dy * 0.5, y - dx * 0.5)],
                    _rgb(ground.litter[rng.integers(len(ground.litter))], rng) + (235,))


def _flakes(pen, rng, size, ground, base):
    width, height = size
    for _ in range(rng.integers(30, 120)):
        x, y, r = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(0.002, 0.008) * width
        pen.ellipse((x - r, y - r, x + r, y + r), (255, 255, 255, int(rng.uniform(120, 235))))


def _lights(pen, rng, size, ground, base):
    width, height = size
    for _ in range(rng.integers(3, 9)):
        x, y = rng.beta(0.5, 0.5) * width, rng.uniform(0.0, 1.0) * height
        r = rng.uniform(0.02, 0.06) * width
        colour = ((255, 170, 70), (90, 180, 255), (255, 90, 80))[rng.integers(3)]
        pen.ellipse((x - r, y - r, x + r, y + r), colour + (int(rng.uniform(25, 80)),))


def _pebbles(pen, rng, size, ground, base):
    width, height = size
    for _ in range(rng.integers(6, 26)):
        y = rng.uniform(base + 0.05, 1.03)
        x, r = rng.uniform(0, width), rng.uniform(0.004, 0.016) * width * (0.5 + y)
        y *= height
        pen.ellipse((x - r, y - r * 0.6, x + r, y + r * 0.6), _rgb(ground.floor[1], rng, 0.4) + (220,))
