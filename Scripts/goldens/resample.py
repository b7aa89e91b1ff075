"""Writes Tests/Fixtures/resample and resample.json: raw RGB inputs, and Pillow's resize of them."""

import numpy as np
from PIL import Image

from .decode import write_lines
from .pictures import noise, picture

FILTERS = {"nearest": Image.NEAREST, "box": Image.BOX, "bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC,
           "lanczos": Image.LANCZOS}

# Input size: output sizes, each with every filter.
SHAPES = {
    (1, 1): ((1, 1), (7, 5), (40, 1), (1, 33)),
    (2, 2): ((1, 1), (3, 3), (16, 16)),
    (3, 5): ((4, 4), (2, 7), (13, 17)),
    (1, 200): ((30, 7), (1, 64), (1, 1)),
    (300, 2): ((11, 40), (64, 2), (1, 1)),
    (37, 41): ((37, 41), (37, 20), (37, 67), (20, 41), (59, 41), (1, 1), (1, 17), (19, 1), (36, 42), (38, 40)),
    (97, 61): ((31, 31), (32, 32), (33, 33), (48, 30), (113, 23), (23, 71), (98, 61)),
    (64, 64): ((32, 32), (16, 64), (64, 21), (63, 65), (7, 7)),
    (257, 181): ((16, 16), (56, 56), (3, 2)),
    (900, 3): ((7, 5), (64, 3), (900, 4)),
    (3, 700): ((5, 7), (3, 64)),
}
WIDE = (((97, 61), (448, 60), "bicubic"), ((97, 61), (50, 448), "bicubic"),
        ((37, 41), (448, 40), "lanczos"))
# Pillow's nearest adds the scale up from sample to sample; here its rounding errors choose another neighbour than
# (x + 0.5) * scale would.
ACCUMULATED = (((2, 3), (7, 15), "nearest"), ((64, 64), (44, 48), "nearest"), ((50, 64), (75, 28), "nearest"),
               ((128, 2), (448, 7), "nearest"))
# Pillow 13 runs the vertical pass first when the height loses more than twice as many rows as the width loses columns.
# Rounding to 8 bits between the passes makes the order show. Both sides of the limit:
ORDER = (((37, 41), (36, 39), "bicubic"), ((37, 41), (36, 38), "bicubic"), ((37, 41), (33, 32), "lanczos"),
         ((37, 41), (33, 33), "lanczos"), ((37, 41), (38, 42), "bicubic"), ((37, 41), (40, 39), "box"),
         ((75, 100), (90, 90), "bicubic"), ((100, 75), (90, 90), "bicubic"), ((60, 80), (50, 59), "bilinear"))
# The vertical pass first, over more rows than a strip or a ring of them holds, to the same width, less and more.
TALL = (((40, 333), (40, 7)), ((40, 333), (60, 100)), ((41, 700), (29, 37)), ((375, 500), (448, 448)))
FLAT = (((19, 23), (31, 11)), ((23, 19), (10, 40)))


def write(output):
    """Writes inputs, outputs and the list of cases."""
    folder = output / "resample"
    folder.mkdir()
    entries = []
    for (width, height), targets in SHAPES.items():
        rgb = picture(width, height, width + height)
        for size in targets:
            for name in FILTERS:
                entries.append(case(folder, f"picture_{width}x{height}", rgb, name, size))
    for (width, height), size, name in WIDE + ACCUMULATED + ORDER:
        rgb = picture(width, height, width + height)
        entries.append(case(folder, f"picture_{width}x{height}", rgb, name, size))
    for (width, height), size in TALL:
        rgb = picture(width, height, width + height)
        for name in FILTERS if width < 100 else ("bicubic",):
            entries.append(case(folder, f"picture_{width}x{height}", rgb, name, size))
    for name in FILTERS:
        for size in ((29, 40), (90, 77), (67, 50)):
            entries.append(case(folder, "extremes_67x50", extremes(67, 50), name, size))
        for value, ((width, height), size) in zip((255, 127), FLAT):
            rgb = np.full((height, width, 3), value, np.uint8)
            entries.append(case(folder, f"constant_{value}_{width}x{height}", rgb, name, size))
    write_lines(output / "resample.json", entries)


def extremes(width, height):
    """Only 0 and 255, at random: negative filter lobes clamp at every other sample."""
    return np.stack([np.where(noise(width, height, seed) < 128, 0, 255) for seed in (1, 2, 3)], axis=2).astype(np.uint8)


def case(folder, name, rgb, filter_name, size):
    """One resize; the input is written once however many cases use it."""
    height, width = rgb.shape[:2]
    source = folder / f"{name}.rgb"
    if not source.exists():
        source.write_bytes(rgb.tobytes())
    resized = np.asarray(Image.fromarray(rgb, "RGB").resize(size, FILTERS[filter_name]))
    target = folder / f"{name}_{filter_name}_{size[0]}x{size[1]}.rgb"
    target.write_bytes(resized.tobytes())
    return {"input": source.name, "inWidth": width, "inHeight": height, "filter": filter_name,
            "outWidth": size[0], "outHeight": size[1], "output": target.name}
