"""HEIC fixtures, written by pillow-heif (libheif with x265)."""

import io

import numpy as np
import pillow_heif
from PIL import Image

from ..cases import Case
from ..pictures import noise, picture

CUT = ()
TOLERANCE = 2


def saved(samples, quality=70, **options):
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(samples)).save(out, quality=quality, **options)
    return out.getvalue()


def cases():
    samples = picture(64, 48)
    for chroma in (420, 422, 444):
        yield Case(f"lossy_{chroma}.heic", saved(samples, chroma=chroma), f"lossy, 4:{chroma % 100 // 10}:{chroma % 10}")
    yield Case("odd_size.heic", saved(picture(61, 43, 2)), "a size that is cropped from a larger one")
    yield Case("high_quality.heic", saved(samples, quality=95, chroma=444), "of high quality")
    rgba = np.dstack([samples, noise(64, 48, 2).astype(np.uint8)])
    yield Case("alpha.heic", saved(rgba), "alpha")
    wide = (picture(64, 48, 3).astype(np.uint16) << 8) | 0x80
    file = pillow_heif.from_bytes(mode="RGB;16", size=(64, 48), data=wide.tobytes())
    out = io.BytesIO()
    file.save(out, quality=80, chroma=444)
    yield Case("deep.heic", out.getvalue(), "10 or 12 bits")
    for orientation in (3, 6, 8, 2):
        exif = Image.Exif()
        exif[0x0112] = orientation
        yield Case(f"orientation_{orientation}.heic", saved(picture(64, 40, 4), exif=exif.tobytes()), f"orientation {orientation}")


def damaged():
    good = saved(picture(64, 48))
    yield Case("ftyp_only.heic", good[:32], "nothing after the brands")
    yield Case("half.heic", good[:len(good) // 2], "half of it")
    yield Case("zero_filled.heic", good[:-200] + bytes(200), "picture data of zeros")
