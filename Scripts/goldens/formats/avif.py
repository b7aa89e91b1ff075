"""AVIF fixtures, written by Pillow's encoder (libavif), and by avifenc (Debian's libavif-bin) where they have 10 or 12 bits."""

import io
import pathlib
import subprocess
import tempfile

import numpy as np
from PIL import Image

from . import boxes
from ..cases import Case
from ..pictures import gray, noise, picture

CUT = ()
# Other versions of libavif upsample and round in other ways.
TOLERANCE = 2


def saved(samples, **options):
    out = io.BytesIO()
    Image.fromarray(samples).save(out, "AVIF", speed=8, max_threads=1, **options)
    return out.getvalue()


def deep(samples, bits, chroma):
    """With more than 8 bits."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder) / "source.png", pathlib.Path(folder) / "target.avif"
        Image.fromarray(samples).save(source)
        options = ["-j", "1", "-s", "8", "-d", str(bits), "-y", str(chroma), "--min", "10", "--max", "20"]
        subprocess.run(["avifenc", *options, source, target], check=True, capture_output=True)
        return target.read_bytes()


def cases():
    yield from plain()
    yield from boxed()


def plain():
    samples = picture(61, 43)
    for subsampling in ("4:2:0", "4:2:2", "4:4:4", "4:0:0"):
        name = subsampling.replace(":", "")
        yield Case(f"lossy_{name}.avif", saved(samples, quality=70, subsampling=subsampling), f"lossy, {subsampling}")
    yield Case("lossless.avif", saved(samples, quality=100, subsampling="4:4:4"), "as good as it gets")
    yield Case("limited_range.avif", saved(samples, quality=80, range="limited"), "samples of limited range")
    yield Case("one_pixel.avif", saved(picture(1, 1)), "one pixel")
    alpha = noise(61, 43, 2).astype(np.uint8)
    alpha[:10] = 0
    rgba = np.dstack([samples, alpha])
    yield Case("alpha.avif", saved(rgba, quality=80), "alpha")
    yield Case("alpha_premultiplied.avif", saved(rgba, quality=80, alpha_premultiplied=True), "premultiplied alpha")
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        yield Case(f"orientation_{orientation}.avif", saved(picture(33, 20, 3), exif=exif.tobytes()),
                   f"turned and mirrored by boxes, as orientation {orientation}")
    out = io.BytesIO()
    frames = [Image.fromarray(picture(33, 20, seed)) for seed in (4, 5)]
    frames[0].save(out, "AVIF", save_all=True, append_images=frames[1:], speed=8, max_threads=1)
    yield Case("sequence.avif", out.getvalue(), "two frames, of which the first counts")


def item(data, *properties):
    """The picture of a file, with properties added."""
    its = boxes.coded(data)
    its.properties += properties
    return its


def of(*items):
    return boxes.file(b"avif", items)


def boxed():
    samples = picture(64, 48, 5)
    for bits, chroma in ((10, 420), (10, 444), (12, 444)):
        yield Case(f"deep_{bits}_{chroma}.avif", deep(samples, bits, chroma), f"{bits} bits, 4:{chroma % 100 // 10}:{chroma % 10}")
    rgba = np.dstack([samples, gray(64, 48, 4)])
    yield Case("deep_alpha.avif", deep(rgba, 10, 444), "10 bits and alpha")
    crop = boxes.crop(40, 30, 6, 10, 64, 48)
    yield Case("crop.avif", of(item(saved(samples, quality=80), crop)), "a crop")
    yield Case("crop_turn_mirror.avif", of(item(saved(samples, quality=80), crop, boxes.turn(1), boxes.mirror(0))),
               "a crop that is turned and mirrored")
    tiles = [saved(picture(64, 64, seed), quality=80, subsampling="4:4:4") for seed in range(8, 14)]
    yield Case("grid.avif", of(*boxes.grid([item(tile) for tile in tiles], 3, 180, 120)), "three tiles by two, cut at the edges")
    yield Case("grid_turn.avif", of(*boxes.grid([item(tile) for tile in tiles[:2]], 1, 64, 128, boxes.turn(3))), "a grid that is turned")
    yield Case("grid_deep.avif", of(*boxes.grid([item(deep(picture(64, 64, seed), 10, 444)) for seed in (8, 9)], 2, 128, 64)),
               "two tiles of 10 bits")
    whole = boxes.grid([item(tile) for tile in tiles[:4]], 2, 128, 128)
    shape = boxes.alpha(item(saved(gray(128, 128, 3), quality=80, subsampling="4:0:0")), whole[0])
    yield Case("grid_alpha.avif", of(*whole, shape), "a grid with alpha")


def damaged():
    good = saved(picture(61, 43), quality=70)
    yield Case("ftyp_only.avif", good[:32], "nothing after the brands")
    yield Case("half.avif", good[:len(good) // 2], "half of it")
    yield Case("zero_filled.avif", good[:-300] + bytes(300), "picture data of zeros")
    tiles = [item(saved(picture(64, 64, seed))) for seed in (8, 9)]
    yield Case("grid_larger.avif", of(*boxes.grid(tiles, 2, 200, 64)), "a grid that its tiles do not fill")
