"""Outlines: arrays of (x, y) points, y upwards, in the units of the subject they belong to."""

import numpy as np


def spline(points, closed=True, steps=8):
    """A Catmull-Rom curve through the points."""
    p = np.asarray(points, float)
    if closed:
        before, after, later = np.roll(p, 1, 0), np.roll(p, -1, 0), np.roll(p, -2, 0)
    else:
        padded = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
        before, p, after, later = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    a, b, c, d = (q[:, None, :] for q in (before, p, after, later))
    curve = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    curve = curve.reshape(-1, 2)
    return curve if closed else np.vstack([curve, after[-1]])


def ellipse(x, y, rx, ry=None, start=0.0, end=360.0, steps=40):
    """An ellipse, or the arc of it from `start` to `end` degrees, anticlockwise from the right."""
    angle = np.radians(np.linspace(start, end, steps))
    return np.column_stack([x + rx * np.cos(angle), y + (rx if ry is None else ry) * np.sin(angle)])


def rounded_box(left, bottom, right, top, radius, steps=6):
    """A rectangle with rounded corners."""
    corners = [(right - radius, top - radius, 0), (left + radius, top - radius, 90),
               (left + radius, bottom + radius, 180), (right - radius, bottom + radius, 270)]
    return np.vstack([ellipse(x, y, radius, start=a, end=a + 90, steps=steps) for x, y, a in corners])


def turned(points, degrees, about=(0.0, 0.0)):
    """The points turned anticlockwise about a centre."""
    a = np.radians(degrees)
    centre = np.asarray(about, float)
    matrix = np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    return (np.asarray(points, float) - centre) @ matrix + centre


def moved(points, dx=0.0, dy=0.0, sx=1.0, sy=None):
    """The points scaled about the origin, then shifted."""
    return np.asarray(points, float) * [sx, sx if sy is None else sy] + [dx, dy]


def taper(points, widths):
    """The outline of a limb along a centre line, `widths` being its half-widths there."""
    p = np.asarray(points, float)
    along = np.gradient(p, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
    across = np.column_stack([-along[:, 1], along[:, 0]]) * np.asarray(widths, float)[:, None]
    return np.vstack([p + across, (p - across)[::-1]])


def mix(a, b, t):
    """Linear blend of two colours, each one RGB or a picture; t is a number or a field (rows, columns)."""
    a, b, t = np.asarray(a, np.float32), np.asarray(b, np.float32), np.asarray(t, np.float32)
    return a + (b - a) * (t[..., None] if t.ndim == 2 else t)
