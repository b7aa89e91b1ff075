"""A toadstool: domed cap with warts, gills, ringed stem; sometimes a small one beside it."""

import numpy as np

from ..geometry import ellipse, mix, moved, spline

CAPS = (((0.80, 0.10, 0.06), True), ((0.80, 0.10, 0.06), True), ((0.88, 0.34, 0.08), True), ((0.50, 0.31, 0.17), False),
        ((0.72, 0.52, 0.30), False), ((0.86, 0.82, 0.74), False), ((0.46, 0.24, 0.36), True))
STEM = np.array([0.93, 0.89, 0.80])


def paint(layer, rng, wet):
    cap, warts = CAPS[rng.integers(len(CAPS))]
    cap = np.array(cap) * rng.uniform(0.9, 1.1)
    if rng.random() < 0.55:
        side = rng.choice([-1, 1])
        _toadstool(layer, rng, cap, warts, size=rng.uniform(0.34, 0.5), x=side * rng.uniform(0.62, 0.8))
    _toadstool(layer, rng, cap, warts, size=1.0, x=0.0)
    _tuft(layer, rng)


def _toadstool(layer, rng, cap, warts, size, x):
    dome = rng.uniform(0.62, 1.0)  # height of the cap over its half-width
    rim = rng.uniform(1.0, 1.25)
    fat = rng.uniform(0.20, 0.30)

    def at(points):
        return moved(points, x, 0.0, size)

    stem = spline([(-fat * 0.75, rim + 0.1), (-fat * 0.8, 0.7), (-fat * 1.15, 0.25), (-fat * 1.35, 0.06), (0, -0.03),
                   (fat * 1.35, 0.06), (fat * 1.15, 0.25), (fat * 0.8, 0.7), (fat * 0.75, rim + 0.1)])
    layer.fill(at(stem), lambda u, v: mix(STEM * 0.72, STEM, ((v / size) / 0.6).clip(0.2, 1)), depth=0.20 * size,
               bulge=1.7, grain=0.14, grain_size=0.10, stretch=0.3)
    gills = ellipse(0, rim, 0.93, 0.20)
    layer.fill(at(gills), (0.70, 0.62, 0.50), depth=0.10 * size, bulge=-0.8)
    spokes = [np.array([(0.25 * np.cos(a), rim - 0.02 + 0.05 * np.sin(a)), (0.93 * np.cos(a), rim + 0.20 * np.sin(a))])
              for a in np.radians(np.arange(180, 361, 6))]
    layer.stroke([at(s) for s in spokes], 0.014 * size, (0.42, 0.35, 0.27), depth=0, opacity=0.7)
    neck = spline([(-fat * 0.75, rim + 0.02), (0, rim - 0.08), (fat * 0.75, rim + 0.02), (fat * 0.72, rim - 0.3),
                   (-fat * 0.72, rim - 0.3)])
    layer.fill(at(neck), STEM * 0.78, depth=0.18 * size, bulge=1.5, grain=0.1)
    ring = spline([(-fat * 0.8, 0.86), (0, 0.80), (fat * 0.8, 0.86), (fat * 1.5, 0.66), (fat * 0.7, 0.60), (0, 0.57),
                   (-fat * 0.7, 0.60), (-fat * 1.5, 0.66)])
    layer.fill(at(ring), STEM * 0.97, depth=0.05 * size, grain=0.12)
    crown = spline([(-1.0, rim + 0.02), (-0.93, rim + 0.34 * dome), (-0.6, rim + 0.80 * dome), (0, rim + dome),
                    (0.6, rim + 0.80 * dome), (0.93, rim + 0.34 * dome), (1.0, rim + 0.02), (0.72, rim - 0.075),
                    (0, rim - 0.12), (-0.72, rim - 0.075)])
    layer.fill(at(crown), lambda u, v: mix(cap * 0.80, cap * 1.12, ((v / size - rim) / dome).clip(0, 1)),
               depth=0.45 * size, bulge=1.6, gloss=0.45, sharpness=22, grain=0.10, grain_size=0.2)
    if warts:
        _warts(layer, rng, at, rim, dome, size)


def _warts(layer, rng, at, rim, dome, size):
    """Flakes over the dome, smaller and flatter towards its rim."""
    spots = []
    for _ in range(46):
        reach, turn = np.sqrt(rng.random()) * 1.45, rng.uniform(0, 2 * np.pi)
        px, pz = np.sin(reach) * np.cos(turn), np.sin(reach) * np.sin(turn)
        py = np.cos(reach)
        if pz < -0.15:
            continue
        centre = np.array([px * 0.93, rim + dome * (py - 0.10 * pz) * 0.93])
        if all(np.hypot(*(centre - c)) > 0.17 for c, _ in spots):
            spots.append((centre, rng.uniform(0.05, 0.10) * (0.55 + 0.45 * max(0.0, 0.6 * py + 0.6 * pz))))
    shapes = []
    for centre, r in spots:
        angle = np.linspace(0, 2 * np.pi, 8, endpoint=False)
        wobble = r * rng.uniform(0.75, 1.2, 8)
        shapes.append(at(spline(centre + np.column_stack([np.cos(angle) * wobble, np.sin(angle) * wobble * 0.8]),
                                steps=4)))
    layer.fill(shapes, (0.97, 0.95, 0.88), depth=0.035 * size, bulge=2.2, grain=0.12, inside=True)


def _tuft(layer, rng):
    """Grass and moss at the foot."""
    blades = []
    for _ in range(rng.integers(6, 22)):
        x, tall, lean = rng.uniform(-0.7, 0.7), rng.uniform(0.10, 0.34), rng.normal(0, 0.12)
        blades.append(np.array([(x - 0.018, -0.05), (x + 0.018, -0.05), (x + lean, tall)]))
    layer.fill(blades, np.array([0.26, 0.38, 0.12]) * rng.uniform(0.6, 1.3), depth=0.01)
    for _ in range(rng.integers(2, 6)):
        x = rng.uniform(-0.6, 0.6)
        layer.fill(ellipse(x, -0.03, rng.uniform(0.06, 0.2), rng.uniform(0.03, 0.07)), (0.24, 0.30, 0.12), depth=0.05,
                   grain=0.4)
