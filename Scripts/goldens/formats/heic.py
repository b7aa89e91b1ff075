"""HEIC fixtures, written by pillow-heif (libheif with x265)."""

import io

import numpy as np
import pillow_heif
from PIL import Image

from . import boxes
from ..cases import Case
from ..pictures import gray, noise, picture

CUT = ()
TOLERANCE = 2


def saved(samples, quality=70, **options):
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(samples)).save(out, quality=quality, **options)
    return out.getvalue()


def deep(samples):
    """With more than 8 bits."""
    height, width, _ = samples.shape
    wide = (samples.astype(np.uint16) << 8) | 0x80
    file = pillow_heif.from_bytes(mode="RGB;16", size=(width, height), data=wide.tobytes())
    out = io.BytesIO()
    file.save(out, quality=80, chroma=444)
    return out.getvalue()


def cases():
    yield from plain()
    yield from transformed()
    yield from grids()


def plain():
    samples = picture(64, 48)
    for chroma in (420, 422, 444):
        yield Case(f"lossy_{chroma}.heic", saved(samples, chroma=chroma), f"lossy, 4:{chroma % 100 // 10}:{chroma % 10}")
    yield Case("odd_size.heic", saved(picture(61, 43, 2)), "a size that is cropped from a larger one")
    yield Case("high_quality.heic", saved(samples, quality=95, chroma=444), "of high quality")
    rgba = np.dstack([samples, noise(64, 48, 2).astype(np.uint8)])
    yield Case("alpha.heic", saved(rgba), "alpha")
    yield Case("deep.heic", deep(picture(64, 48, 3)), "10 or 12 bits")
    for orientation in (3, 6, 8, 2):
        exif = Image.Exif()
        exif[0x0112] = orientation
        yield Case(f"orientation_{orientation}.heic", saved(picture(64, 40, 4), exif=exif.tobytes()), f"orientation {orientation}")


def item(data, *properties):
    """The picture of a file, with properties added."""
    its = boxes.coded(data)
    its.properties += properties
    return its


def of(*items):
    return boxes.file(b"heic", items)


def transformed():
    """Crops, turns and mirrorings, in the order that they have to have in a file."""
    crop = boxes.crop(40, 30, 6, 10, 64, 48)
    for chroma in (420, 444):
        yield Case(f"crop_{chroma}.heic", of(item(saved(picture(64, 48, 5), chroma=chroma), crop)),
                   f"a crop, of 4:{chroma % 100 // 10}:{chroma % 10}")
    yield Case("crop_deep.heic", of(item(deep(picture(64, 48, 5)), crop)), "a crop of more than 8 bits")
    for quarters in range(4):
        for axis in (None, 0, 1):
            if quarters or axis is not None:
                turned = [boxes.turn(quarters)] if quarters else []
                mirrored = [] if axis is None else [boxes.mirror(axis)]
                yield Case(f"turn_{quarters}_mirror_{'none' if axis is None else axis}.heic",
                           of(item(saved(picture(64, 40, 6)), *turned, *mirrored)), f"{quarters} quarters of a turn, then axis {axis}")
    yield Case("crop_turn_mirror.heic", of(item(saved(picture(64, 48, 7)), crop, boxes.turn(1), boxes.mirror(0))), "all of these")


def grids():
    tiles = [saved(picture(64, 64, seed), chroma=444) for seed in range(8, 14)]
    yield Case("grid.heic", of(*boxes.grid([item(tile) for tile in tiles], 3, 180, 120)), "three tiles by two, cut at the edges")
    yield Case("grid_420.heic", of(*boxes.grid([item(saved(picture(64, 64, seed))) for seed in (8, 9)], 2, 128, 64)), "two tiles of 4:2:0")
    yield Case("grid_deep.heic", of(*boxes.grid([item(deep(picture(64, 64, seed))) for seed in (8, 9)], 1, 64, 128)),
               "two tiles of more than 8 bits")
    crop = boxes.crop(101, 77, 30, 21, 180, 120)
    yield Case("grid_crop_turn.heic", of(*boxes.grid([item(tile) for tile in tiles], 3, 180, 120, crop, boxes.turn(3))),
               "a grid, cropped over the edges of tiles and turned")
    whole = boxes.grid([item(tile) for tile in tiles[:4]], 2, 128, 128)
    shape = boxes.alpha(item(saved(gray(128, 128, 3))), whole[0])
    yield Case("grid_alpha.heic", of(*whole, shape), "a grid with alpha")
    single = item(saved(picture(64, 48, 5), chroma=444))
    yield Case("alpha_apart.heic", of(single, boxes.alpha(item(saved(gray(64, 48, 4))), single)), "alpha of its own quality")


def without_units(content):
    """A property, without NAL units where it is a decoder's configuration (ISO/IEC 14496-15, 8.3.3.1)."""
    return boxes.box(b"hvcC", content[8:30], bytes(1)) if content[4:8] == b"hvcC" else content


def damaged():
    good = saved(picture(64, 48))
    yield Case("ftyp_only.heic", good[:32], "nothing after the brands")
    yield Case("half.heic", good[:len(good) // 2], "half of it")
    yield Case("zero_filled.heic", good[:-200] + bytes(200), "picture data of zeros")
    empty = item(good)
    empty.data = b""
    empty.properties = [(without_units(content), essential) for content, essential in empty.properties]
    yield Case("no_data.heic", of(empty), "a picture of no bytes")
