"""JPEG XL fixtures, written by pillow-jxl-plugin (libjxl)."""

import io

import numpy as np
from PIL import Image

from ..cases import Case
from ..pictures import gray, noise, picture

CUT = ()
TOLERANCE = 2


def saved(samples, **options):
    out = io.BytesIO()
    Image.fromarray(samples).save(out, "JXL", num_threads=1, **options)
    return out.getvalue()


def cases():
    samples = picture(61, 43)
    for quality in (50, 90):
        yield Case(f"lossy_{quality}.jxl", saved(samples, quality=quality), f"lossy, quality {quality}")
    yield Case("lossless.jxl", saved(samples, lossless=True), "lossless")
    yield Case("container.jxl", saved(samples, lossless=True, use_container=True), "lossless, in boxes")
    yield Case("gray.jxl", saved(gray(61, 43, 2), lossless=True), "gray")
    yield Case("one_pixel.jxl", saved(picture(1, 1), lossless=True), "one pixel")
    rgba = np.dstack([samples, noise(61, 43, 2).astype(np.uint8)])
    yield Case("alpha.jxl", saved(rgba, lossless=True), "alpha")
    yield Case("alpha_lossy.jxl", saved(rgba, quality=80), "alpha, lossy")
    yield Case("gray_alpha.jxl", saved(np.dstack([gray(61, 43), noise(61, 43, 3).astype(np.uint8)]), lossless=True), "gray with alpha")


def damaged():
    good = saved(picture(61, 43), lossless=True)
    yield Case("signature_only.jxl", good[:2], "nothing after the signature")
    yield Case("half.jxl", good[:len(good) // 2], "half of it")
    yield Case("zero_filled.jxl", good[:len(good) // 3] + bytes(len(good) - len(good) // 3), "picture data of zeros")
