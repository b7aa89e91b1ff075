"""One picture of few colours saved in every format: the lossless files hold the same samples, the others nearly so."""

import io

import numpy as np
from PIL import Image

from ..pictures import picture
from . import heic, jxl

LOSSLESS = ("png", "gif", "bmp", "tiff", "webp", "jxl")


def files():
    """The bytes of each file by the extension of its format."""
    samples = (picture(61, 43) // 51 * 51).astype(np.uint8)
    image = Image.fromarray(samples)
    colours = np.unique(samples.reshape(-1, 3), axis=0)
    assert len(colours) <= 256
    indices = (samples.astype(int)[:, :, None, :] == colours).all(axis=3).argmax(axis=2).astype(np.uint8)
    palette = Image.frombytes("P", image.size, indices.tobytes())
    palette.putpalette(colours.tobytes())

    def saved(name, picture=image, **options):
        out = io.BytesIO()
        picture.save(out, name, **options)
        return out.getvalue()

    return {
        "png": saved("PNG"), "gif": saved("GIF", palette), "bmp": saved("BMP"), "tiff": saved("TIFF", compression="tiff_lzw"),
        "webp": saved("WEBP", lossless=True, exact=True), "jxl": jxl.saved(samples, lossless=True),
        "jpg": saved("JPEG", quality=95, subsampling=0),
        "avif": saved("AVIF", quality=95, subsampling="4:4:4", speed=8, max_threads=1),
        "heic": heic.saved(samples, quality=95, chroma=444),
    }
