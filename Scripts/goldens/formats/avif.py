"""AVIF fixtures, written by Pillow's encoder (libavif)."""

import io

import numpy as np
from PIL import Image

from ..cases import Case
from ..pictures import noise, picture

CUT = ()
# Other versions of libavif upsample and round in other ways.
TOLERANCE = 2


def saved(samples, **options):
    out = io.BytesIO()
    Image.fromarray(samples).save(out, "AVIF", speed=8, max_threads=1, **options)
    return out.getvalue()


def cases():
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


def damaged():
    good = saved(picture(61, 43), quality=70)
    yield Case("ftyp_only.avif", good[:32], "nothing after the brands")
    yield Case("half.avif", good[:len(good) // 2], "half of it")
    yield Case("zero_filled.avif", good[:-300] + bytes(300), "picture data of zeros")
