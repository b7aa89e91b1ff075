"""Light, the frame a subject stands in, and the layer it is painted on.

A part is an outline filled with a colour and shaded as a rounded body: its mask, drawn three times
too large and reduced, is smoothed into a height field whose slopes are the normals that meet the light.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from .noise import blurred, fractal_noise

SUPERSAMPLING = 3


@dataclass(frozen=True)
class Light:
    """A distant light and the sky's fill, as RGB strengths."""

    direction: np.ndarray  # towards the light: right, up, towards the viewer; unit length
    key: np.ndarray
    ambient: np.ndarray

    def shade(self, nx, ny, nz):
        """RGB factors for surfaces with these normals (y upwards); the fill comes mostly from above."""
        lit = np.clip(nx * self.direction[0] + ny * self.direction[1] + nz * self.direction[2], 0, None)
        return lit[..., None] * self.key + (0.86 + 0.26 * ny)[..., None] * self.ambient

    def glint(self, nx, ny, nz, sharpness):
        """How much of the light each surface mirrors towards the viewer, 0...1."""
        half = self.direction + [0, 0, 1]
        half = half / np.linalg.norm(half)
        return np.clip(nx * half[0] + ny * half[1] + nz * half[2], 0, 1) ** sharpness


@dataclass(frozen=True)
class Frame:
    """Where a subject stands in a picture: its units (y upwards, the floor at 0) to pixels."""

    width: int
    height: int
    x: float
    floor: float
    scale: float
    flip: int = 1
    tilt: float = 0.0  # radians

    def pixels(self, points):
        p = np.asarray(points, float)
        c, s = np.cos(self.tilt), np.sin(self.tilt)
        u = (p[..., 0] * c - p[..., 1] * s) * self.flip
        v = p[..., 0] * s + p[..., 1] * c
        return np.stack([self.x + self.scale * u, self.floor - self.scale * v], -1)

    def units(self, box):
        """The subject's coordinates (x, y) of every pixel of a (left, top, right, bottom) box."""
        left, top, right, bottom = box
        u = (np.arange(left, right, dtype=np.float32) + 0.5 - self.x)[None] / (self.scale * self.flip)
        v = (self.floor - np.arange(top, bottom, dtype=np.float32) - 0.5)[:, None] / self.scale
        c, s = np.float32(np.cos(self.tilt)), np.float32(np.sin(self.tilt))
        return u * c + v * s, v * c - u * s


class Layer:
    """A transparent picture that parts are painted on, back to front."""

    def __init__(self, frame, light, rng):
        self.frame, self.light, self.rng = frame, light, rng
        self.colour = np.zeros((frame.height, frame.width, 3), np.float32)
        self.alpha = np.zeros((frame.height, frame.width), np.float32)

    def fill(self, outlines, colour, **look):
        """Paints one outline, or a list of them as one part. `look` is described at `_paint`."""
        shapes = outlines if isinstance(outlines, list) else [outlines]
        pixels = [self.frame.pixels(shape) for shape in shapes]
        self._paint(pixels, None, colour, **look)

    def stroke(self, lines, thickness, colour, **look):
        """Paints one line, or a list of them, `thickness` units wide; round like a tube by default."""
        shapes = lines if isinstance(lines, list) else [lines]
        pixels = [self.frame.pixels(shape) for shape in shapes]
        self._paint(pixels, max(0.7, thickness * self.frame.scale), colour, **{"depth": thickness / 2, **look})

    def _paint(self, pixels, thickness, colour, depth=0.0, bulge=2.0, gloss=0.0, sharpness=24, grain=0.0,
               grain_size=0.05, stretch=1.0, bump=None, opacity=1.0, inside=False):
        """colour: RGB, or a function of the unit coordinates (x, y) giving RGB an pixel.
        depth: how far in from the edge the part rounds off, in units; bulge: how strongly.
        gloss, sharpness: the highlight. grain, grain_size, stretch: mottling of the colour.
        bump: a function of (x, y) giving relief, in units. inside: paint only where paint already is.
        """
        scale = self.frame.scale
        box = self._box(pixels, thickness or 0, depth * scale)
        if box is None:
            return
        mask = self._mask(pixels, thickness, box)
        left, top, right, bottom = box
        area = np.s_[top:bottom, left:right]
        x, y = self.frame.units(box)
        base = np.asarray(colour(x, y) if callable(colour) else colour, np.float32)
        if base.ndim == 1:
            base = np.broadcast_to(base, mask.shape + (3,))
        if grain:
            mottle = fractal_noise(self.rng, *mask.shape, max(1.5, grain_size * scale), 3, stretch)
            base = base * (1 + grain * mottle)[..., None]
        nx, ny, nz = self._normals(mask, depth * scale, bulge, bump(x, y) * scale if bump else None)
        shaded = base * self.light.shade(nx, ny, nz)
        if gloss:
            shaded = shaded + (gloss * self.light.glint(nx, ny, nz, sharpness))[..., None] * self.light.key
        cover = mask * opacity
        if inside:
            cover = cover * self.alpha[area]
        self.colour[area] += (shaded - self.colour[area]) * (cover / np.maximum(
            cover + self.alpha[area] * (1 - cover), 1e-4))[..., None]
        self.alpha[area] += (1 - self.alpha[area]) * cover

    def _box(self, pixels, thickness, margin):
        low = np.min([p.min(0) for p in pixels], 0) - thickness - margin - 2
        high = np.max([p.max(0) for p in pixels], 0) + thickness + margin + 3
        left, top = max(0, int(low[0])), max(0, int(low[1]))
        right, bottom = min(self.frame.width, int(high[0])), min(self.frame.height, int(high[1]))
        return (left, top, right, bottom) if right - left > 2 and bottom - top > 2 else None

    @staticmethod
    def _mask(pixels, thickness, box):
        n = SUPERSAMPLING
        image = Image.new("L", ((box[2] - box[0]) * n, (box[3] - box[1]) * n))
        pen = ImageDraw.Draw(image)
        for shape in pixels:
            points = [tuple(p) for p in ((shape - box[:2]) * n).tolist()]
            if thickness:
                pen.line(points, 255, max(1, round(thickness * n)), "curve")
            else:
                pen.polygon(points, 255)
        return np.asarray(image.reduce(n), np.float32) / 255

    @staticmethod
    def _normals(mask, radius, bulge, relief):
        height = relief
        if radius >= 1:
            body = np.sqrt(0.5 * (blurred(mask, radius) + blurred(mask, radius / 2)).clip(0, 2)) * (bulge * radius)
            height = body if relief is None else body + relief
        if height is None:
            flat = np.zeros_like(mask)
            return flat, flat, flat + 1
        down, right = np.gradient(height)
        length = 1 / np.sqrt(right * right + down * down + 1)
        return -right * length, down * length, length
