"""What stands behind the floor: skies, trees, house fronts, lights. All of it out of focus.

Each painter gets a `Canvas` that spans the picture from its top edge to its bottom, with the horizon at
row `horizon`, and paints on a sheet of one fixed size.
"""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .noise import fractal_noise


CANVAS = 400  # longer side of the sheet, in pixels


class Canvas:
    """A small RGB picture with coordinates 0...1 to the right and 0 (top) ... 1 (horizon) downwards."""

    def __init__(self, rng, width, height, horizon, sky_top, sky_foot):
        self.rng, self.width, self.height, self.horizon = rng, width, height, horizon
        t = (np.arange(height, dtype=np.float32) / max(horizon, 1)).clip(0, 1)[:, None, None]
        top, foot = np.asarray(sky_top, np.float32), np.asarray(sky_foot, np.float32)
        sky = top + (foot - top) * t**1.3
        self._show(np.broadcast_to(sky, (height, width, 3)))

    def _show(self, pixels):
        self.image = Image.fromarray((pixels.clip(0, 1) * 255).astype(np.uint8))
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def place(self, points):
        return [(x * self.width, y * self.horizon) for x, y in points]

    def polygon(self, points, colour, opacity=1.0):
        self.pen.polygon(self.place(points), _ink(colour, opacity))

    def disc(self, x, y, radius, colour, opacity=1.0):
        """A disc whose radius is a share of the picture's width."""
        cx, cy, r = x * self.width, y * self.horizon, radius * self.width
        self.pen.ellipse((cx - r, cy - r, cx + r, cy + r), _ink(colour, opacity))

    def blur(self, radius):
        """Softens what has been painted so far; the radius is a share of the width."""
        self.image = self.image.filter(ImageFilter.GaussianBlur(radius * self.width))
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def pixels(self):
        return np.asarray(self.image, np.float32) / 255

    def varied(self, colour, amount=0.12):
        """The colour, a little lighter, darker or otherwise tinted."""
        return np.asarray(colour) * (1 + self.rng.uniform(-amount, amount)) + self.rng.uniform(-0.25, 0.25, 3) * amount

    def clouds(self, colour, cover):
        """Drifts of cloud over everything painted so far."""
        noise = fractal_noise(self.rng, self.height, self.width, self.height / 4, 5, stretch=2.2)
        share = ((noise + cover) * 1.6).clip(0, 1)[..., None] * 0.9
        sky = self.pixels()
        self._show(sky + (np.asarray(colour, np.float32) * (0.93 + 0.1 * noise[..., None]) - sky) * share)

    def ridge(self, height, roughness, colour):
        """A line of hills, `height` above the horizon."""
        steps = 40
        x = np.linspace(0, 1, steps)
        y = np.zeros(steps)
        for octave in range(4):
            knots = self.rng.uniform(-1, 1, 3 * 2**octave + 1)
            y += np.interp(x, np.linspace(0, 1, len(knots)), knots) / 1.8**octave
        crest = 1 - height - roughness * y
        self.polygon([(0, 1.02), *zip(x, crest), (1, 1.02)], colour)

    def foliage(self, count, colours, low, high, size, opacity=0.85):
        """Clumps of leaves between two heights."""
        for _ in range(count):
            colour = self.varied(colours[self.rng.integers(len(colours))])
            self.disc(self.rng.uniform(-0.05, 1.05), self.rng.uniform(low, high), size * self.rng.uniform(0.4, 1.2),
                      colour, opacity)

    def crowns(self, count, colour, low, high, size):
        """Round tree tops: many small clumps, lighter towards the sky."""
        for _ in range(count):
            x, y, r = self.rng.uniform(-0.05, 1.05), self.rng.uniform(low, high), size * self.rng.uniform(0.6, 1.3)
            base = self.varied(colour, 0.2)
            stretch = self.width / self.horizon
            for _ in range(34):
                a, d = self.rng.uniform(0, 2 * np.pi), np.sqrt(self.rng.random())
                dx, dy = np.cos(a) * d, np.sin(a) * d * 0.8
                self.disc(x + dx * r, y + dy * r * stretch, r * 0.26,
                          base * (1.0 - 0.42 * dy + self.rng.uniform(-0.2, 0.2)), 0.8)

    def trunks(self, count, colour, width):
        for _ in range(count):
            x, w, lean = self.rng.uniform(0, 1), width * self.rng.uniform(0.5, 1.4), self.rng.uniform(-0.03, 0.03)
            shade = self.varied(colour, 0.25)
            self.polygon([(x - w, 1.06), (x + w, 1.06), (x + lean + 0.7 * w, -0.05), (x + lean - 0.7 * w, -0.05)],
                         shade)
            self.polygon([(x - w, 1.06), (x - 0.3 * w, 1.06), (x + lean - 0.2 * w, -0.05),
                          (x + lean - 0.7 * w, -0.05)], shade * 1.35, 0.6)

    def firs(self, count, colour, height):
        for _ in range(count):
            x, tall = self.rng.uniform(-0.05, 1.05), height * self.rng.uniform(0.5, 1.15)
            shade = self.varied(colour, 0.2)
            for tier in range(4):
                foot = 1.02 - tall * tier * 0.22
                half = 0.16 * tall * (1 - tier * 0.22)
                self.polygon([(x - half, foot), (x + half, foot), (x, foot - tall * 0.42)], shade)

    def houses(self, walls, windows, height):
        """A row of house fronts with windows."""
        x = -0.05
        while x < 1.05:
            w, tall = self.rng.uniform(0.14, 0.30), height * self.rng.uniform(0.7, 1.15)
            wall = self.varied(walls[self.rng.integers(len(walls))])
            self.polygon([(x, 1.03), (x, 1 - tall), (x + w, 1 - tall), (x + w, 1.03)], wall)
            self.polygon([(x, 1 - tall), (x, 0.97 - tall), (x + w, 0.97 - tall), (x + w, 1 - tall)], wall * 0.7)
            rows, columns = self.rng.integers(3, 6), self.rng.integers(2, 5)
            for row in range(rows):
                for column in range(columns):
                    left = x + w * (column + 0.25) / columns
                    top = 1 - tall * (1 - (row + 0.22) / rows)
                    right, foot = left + 0.5 * w / columns, top + 0.55 * tall / rows
                    pane = self.varied(windows[self.rng.integers(len(windows))], 0.2)
                    self.polygon([(left, top), (right, top), (right, foot), (left, foot)], pane)
            x += w

    def lights(self, count, colours, size, low=0.1, high=1.1):
        """Discs of unsharp light."""
        for _ in range(count):
            x, y, r = self.rng.uniform(0, 1), self.rng.uniform(low, high), size * self.rng.uniform(0.5, 1.3)
            colour = colours[self.rng.integers(len(colours))]
            self.disc(x, y, r, colour, self.rng.uniform(0.25, 0.7))

    def reeds(self, count, colours, height):
        for _ in range(count):
            x, tall, lean = self.rng.uniform(-0.02, 1.02), height * self.rng.uniform(0.5, 1.1), self.rng.normal(0, 0.05)
            w = self.rng.uniform(0.004, 0.012)
            colour = self.varied(colours[self.rng.integers(len(colours))], 0.25)
            self.polygon([(x - w, 1.04), (x + w, 1.04), (x + lean, 1 - tall)], colour)


def _ink(colour, opacity):
    return tuple(int(v) for v in np.clip(np.append(colour, opacity) * 255, 0, 255))


def marsh(c):
    c.clouds((0.80, 0.80, 0.74), 0.1)
    c.foliage(40, [(0.30, 0.34, 0.20), (0.38, 0.40, 0.24)], 0.45, 0.95, 0.09)
    c.blur(0.014)
    c.reeds(110, [(0.42, 0.42, 0.20), (0.54, 0.48, 0.26), (0.28, 0.33, 0.14)], c.rng.uniform(0.4, 0.8))
    c.blur(0.004)


def forest(c):
    c.foliage(90, [(0.16, 0.30, 0.10), (0.32, 0.48, 0.16), (0.55, 0.66, 0.28), (0.08, 0.18, 0.08)], -0.1, 1.05, 0.08,
              0.6)
    c.blur(0.02)
    c.trunks(c.rng.integers(5, 11), (0.20, 0.16, 0.12), 0.022)
    c.foliage(30, [(0.18, 0.32, 0.10), (0.40, 0.55, 0.20)], 0.75, 1.05, 0.05)
    c.blur(0.008)
    c.lights(14, [(0.95, 1.0, 0.7)], 0.018, 0.0, 0.7)


def meadow(c):
    c.clouds((1.0, 1.0, 1.0), c.rng.uniform(-0.2, 0.15))
    c.ridge(0.25, 0.10, (0.45, 0.58, 0.62))
    c.ridge(0.10, 0.06, (0.34, 0.52, 0.26))
    c.crowns(18, (0.22, 0.40, 0.14), 0.80, 0.98, 0.07)
    c.blur(0.007)


def beach(c):
    c.clouds((1.0, 1.0, 1.0), c.rng.uniform(-0.45, 0.0))
    line = c.rng.uniform(0.58, 0.75)
    c.polygon([(0, line), (1, line), (1, 1.03), (0, 1.03)], c.varied((0.10, 0.44, 0.58)))
    for _ in range(14):
        y, x, w = c.rng.uniform(line + 0.03, 1.0), c.rng.uniform(-0.2, 1), c.rng.uniform(0.2, 0.7)
        c.polygon([(x, y), (x + w / 2, y - 0.012), (x + w, y), (x + w / 2, y + 0.015)], (0.80, 0.93, 0.96), 0.35)
    c.polygon([(0, 0.98), (0.3, 0.96), (0.7, 0.985), (1, 0.965), (1, 1.04), (0, 1.04)], (0.95, 0.97, 0.96))
    c.blur(0.005)


def street(c):
    c.houses([(0.62, 0.42, 0.34), (0.72, 0.66, 0.56), (0.55, 0.55, 0.58), (0.80, 0.74, 0.62)],
             [(0.22, 0.26, 0.32), (0.45, 0.52, 0.58)], c.rng.uniform(0.8, 1.1))
    c.crowns(4, (0.26, 0.40, 0.18), 0.60, 0.86, 0.09)
    c.polygon([(0, 0.93), (1, 0.93), (1, 1.03), (0, 1.03)], (0.50, 0.48, 0.46))
    c.blur(0.007)


def night(c):
    c.houses([(0.07, 0.08, 0.14), (0.10, 0.10, 0.16)], [(0.95, 0.72, 0.32), (0.06, 0.07, 0.12), (0.55, 0.45, 0.28)],
             c.rng.uniform(0.5, 1.0))
    c.blur(0.009)
    c.lights(38, [(1.0, 0.65, 0.25), (1.0, 0.30, 0.22), (0.35, 0.75, 1.0), (1.0, 0.85, 0.55), (0.4, 1.0, 0.6)], 0.032)
    c.blur(0.002)


def snow(c):
    c.ridge(0.3, 0.14, (0.74, 0.79, 0.87))
    c.firs(26, (0.30, 0.38, 0.40), c.rng.uniform(0.35, 0.7))
    c.foliage(40, [(0.92, 0.94, 0.97)], 0.55, 1.0, 0.015, 0.8)
    c.blur(0.008)


def dusk(c):
    c.clouds((0.72, 0.36, 0.40), c.rng.uniform(-0.5, -0.1))
    c.disc(c.rng.uniform(0.1, 0.9), c.rng.uniform(0.55, 0.9), 0.06, (1.0, 0.90, 0.62))
    c.ridge(0.16, 0.09, (0.36, 0.18, 0.26))
    c.ridge(0.06, 0.04, (0.16, 0.09, 0.14))
    c.blur(0.006)


def desert(c):
    c.clouds((1.0, 0.97, 0.92), -0.55)
    c.ridge(0.34, 0.16, (0.72, 0.44, 0.32))
    c.ridge(0.16, 0.10, (0.82, 0.54, 0.34))
    c.foliage(16, [(0.42, 0.44, 0.26)], 0.92, 1.0, 0.022)
    c.blur(0.006)


def autumn(c):
    c.foliage(110, [(0.85, 0.48, 0.10), (0.92, 0.68, 0.18), (0.70, 0.26, 0.10), (0.52, 0.44, 0.16)], -0.1, 0.98, 0.08,
              0.7)
    c.blur(0.016)
    c.trunks(c.rng.integers(3, 7), (0.24, 0.17, 0.14), 0.018)
    c.foliage(40, [(0.95, 0.62, 0.15), (0.80, 0.36, 0.10)], 0.0, 0.6, 0.04, 0.7)
    c.blur(0.007)


def mist(c):
    for step in range(4):
        shade = 0.80 - 0.13 * step
        c.ridge(0.50 - 0.13 * step, 0.12, (shade * 0.92, shade, shade * 1.05))
        c.blur(0.006)
    c.firs(20, (0.30, 0.36, 0.40), 0.28)
    c.blur(0.006)


def harbour(c):
    c.houses([(0.80, 0.34, 0.26), (0.90, 0.76, 0.38), (0.40, 0.58, 0.66), (0.88, 0.86, 0.82)],
             [(0.25, 0.28, 0.34), (0.92, 0.92, 0.90)], c.rng.uniform(0.45, 0.6))
    c.polygon([(0, 0.9), (1, 0.9), (1, 1.03), (0, 1.03)], (0.42, 0.38, 0.36))
    c.blur(0.006)
