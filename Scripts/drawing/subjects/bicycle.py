"""A bicycle from the side: wheels and spokes, diamond or step-through frame, saddle, bars."""

import numpy as np

from ..geometry import ellipse, rounded_box, spline, taper

PAINTS = ((0.78, 0.10, 0.10), (0.12, 0.34, 0.66), (0.10, 0.10, 0.11), (0.16, 0.48, 0.34), (0.94, 0.74, 0.12),
          (0.92, 0.91, 0.88),
          (0.46, 0.74, 0.74), (0.90, 0.44, 0.10))
STEEL = (0.72, 0.73, 0.75)
RUBBER = (0.07, 0.07, 0.075)
RADIUS = 0.41
REAR, FRONT = np.array([-0.585, RADIUS]), np.array([0.585, RADIUS])


def paint(layer, rng, wet):
    colour = np.array(PAINTS[rng.integers(len(PAINTS))]) * rng.uniform(0.9, 1.1)
    leather = np.array([(0.10, 0.09, 0.09), (0.45, 0.25, 0.12)][rng.integers(2)])
    crank, seat = np.array([-0.09, 0.36]), np.array([-0.25, 0.92])
    head, fork = np.array([0.38, 0.95]), np.array([0.42, 0.80])
    for hub in (REAR, FRONT):
        _wheel(layer, rng, hub)
    if rng.random() < 0.6:
        guards = [ellipse(*REAR, RADIUS + 0.035, start=20, end=185), ellipse(*FRONT, RADIUS + 0.035, start=30, end=170)]
        layer.stroke(guards, 0.045, colour * 0.9, gloss=0.3)
    _drive(layer, rng, crank)
    tubes = [(crank, seat), (crank, fork), (REAR, crank), (REAR, seat)]
    low = rng.random() < 0.35
    tubes.append((crank + (seat - crank) * 0.45, fork + [0.0, 0.04]) if low else (seat, head))
    thin = [np.array(t) for t in tubes[2:4]]
    layer.stroke(thin, 0.036, colour, gloss=0.4)
    layer.stroke([np.array(t) for t in tubes[:2] + tubes[4:]], 0.056, colour, gloss=0.4)
    layer.stroke(spline([head, fork, (0.50, 0.60), FRONT], closed=False), 0.046, colour, gloss=0.4)
    _saddle(layer, seat, leather)
    _bars(layer, rng, head, leather)
    if rng.random() < 0.35:
        _basket(layer)


def _wheel(layer, rng, hub):
    turn = rng.uniform(0, 30)
    ends = ellipse(*hub, RADIUS - 0.02, start=turn, end=turn + 360, steps=25)
    layer.stroke([np.array([hub, end]) for end in ends], 0.008, (0.68, 0.69, 0.70), depth=0, opacity=0.85)
    layer.stroke(ellipse(*hub, RADIUS - 0.045, steps=64), 0.028, STEEL, gloss=0.4)
    layer.stroke(ellipse(*hub, RADIUS - 0.010, steps=64), 0.058, RUBBER, gloss=0.1)
    layer.fill(ellipse(*hub, 0.045), (0.45, 0.46, 0.48), depth=0.03, gloss=0.4)


def _drive(layer, rng, crank):
    chain = [np.array([crank + [0, 0.095], REAR + [0, 0.05]]), np.array([crank - [0, 0.095], REAR - [0, 0.05]])]
    layer.stroke(chain, 0.016, (0.22, 0.21, 0.20), depth=0)
    layer.stroke(ellipse(*crank, 0.092), 0.030, (0.50, 0.50, 0.52), gloss=0.3)
    layer.fill(ellipse(*crank, 0.035), STEEL, depth=0.02, gloss=0.4)
    turn = rng.uniform(0, 2 * np.pi)
    arm = np.array([np.cos(turn), np.sin(turn)]) * 0.17
    for end in (crank + arm, crank - arm):
        layer.stroke(np.array([crank, end]), 0.028, STEEL, gloss=0.3)
        layer.fill(rounded_box(end[0] - 0.07, end[1] - 0.02, end[0] + 0.07, end[1] + 0.02, 0.012), (0.10, 0.10, 0.10),
                   depth=0.02)


def _saddle(layer, seat, leather):
    post = seat + [-0.04, 0.13]
    layer.stroke(np.array([seat, post]), 0.034, STEEL, gloss=0.5)
    outline = spline([(-0.19, 0.05), (-0.10, 0.065), (0.04, 0.05), (0.19, 0.045), (0.20, 0.015), (0.05, 0.0),
                      (-0.07, -0.06), (-0.18, -0.04)])
    layer.fill(outline + post, leather, depth=0.04, gloss=0.2)


def _bars(layer, rng, head, leather):
    top = head + [-0.03, 0.14]
    layer.stroke(np.array([head + [0.02, -0.08], top]), 0.044, STEEL, gloss=0.5)
    if rng.random() < 0.5:
        bar = spline([top, top + [0.14, 0.02], top + [0.20, -0.05], top + [0.13, -0.17], top + [0.02, -0.17]],
                     closed=False)
    else:
        bar = spline([top + [0.10, 0.03], top + [0.02, 0.08], top + [-0.12, 0.09], top + [-0.26, 0.04]], closed=False)
    layer.stroke(bar, 0.038, STEEL, gloss=0.4)
    layer.stroke(bar[-9:], 0.055, leather)
    layer.fill(ellipse(top[0] + 0.12, top[1] - 0.14, 0.05, 0.055), (0.95, 0.93, 0.82), depth=0.03, gloss=0.5)


def _basket(layer):
    outline = np.array([(0.46, 1.06), (0.82, 1.06), (0.77, 0.80), (0.52, 0.80)])
    layer.fill(outline, (0.58, 0.40, 0.22), depth=0.05, grain=0.2)
    weave = [np.array([(x, 1.06), (x * 0.7 + 0.192, 0.80)]) for x in np.linspace(0.48, 0.80, 9)]
    weave += [np.array([(0.46, y), (0.82, y)]) for y in np.linspace(0.83, 1.04, 6)]
    layer.stroke(weave, 0.016, (0.34, 0.22, 0.11), inside=True, depth=0)
    layer.stroke(taper([(0.45, 1.06), (0.83, 1.06)], [0.01, 0.01]), 0.02, (0.42, 0.28, 0.15))
