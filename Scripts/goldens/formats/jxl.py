"""JPEG XL fixtures, written by pillow-jxl-plugin (libjxl), and by cjxl (Debian's libjxl-tools) where they are turned, have more than 8 bits
or are made of a JPEG."""

import io
import pathlib
import subprocess
import tempfile

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
    yield from plain()
    yield from by_other_encoders()


def plain():
    samples = picture(61, 43)
    for quality in (50, 90):
        yield Case(f"lossy_{quality}.jxl", saved(samples, quality=quality), f"lossy, quality {quality}")
    yield Case("lossless.jxl", saved(samples, lossless=True), "lossless")
    yield Case("container.jxl", saved(samples, lossless=True, use_container=True), "lossless, in boxes")
    yield Case("gray.jxl", saved(gray(61, 43, 2), lossless=True), "gray")
    yield Case("groups.jxl", saved(picture(700, 9), lossless=True), "three groups, lossless")
    yield Case("groups_lossy.jxl", saved(picture(700, 9, 2), quality=80), "three groups, lossy")
    yield Case("one_pixel.jxl", saved(picture(1, 1), lossless=True), "one pixel")
    rgba = np.dstack([samples, noise(61, 43, 2).astype(np.uint8)])
    yield Case("alpha.jxl", saved(rgba, lossless=True), "alpha")
    yield Case("alpha_lossy.jxl", saved(rgba, quality=80), "alpha, lossy")
    yield Case("gray_alpha.jxl", saved(np.dstack([gray(61, 43), noise(61, 43, 3).astype(np.uint8)]), lossless=True), "gray with alpha")


def by_cjxl(name, data, *options):
    """What cjxl makes of a file of another format."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder) / name, pathlib.Path(folder) / "target.jxl"
        source.write_bytes(data)
        subprocess.run(["cjxl", source, target, "--num_threads=0", *options], check=True, capture_output=True)
        return target.read_bytes()


def turned(samples, form, orientation, **options):
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    Image.fromarray(samples).save(out, form, exif=exif.tobytes(), **options)
    return out.getvalue()


def wide(samples, bits):
    """PPM or PGM with samples of more than 8 bits."""
    kind = "P6" if samples.ndim == 3 else "P5"
    values = samples.astype(np.uint16) << (bits - 8) | 1
    return f"{kind}\n{samples.shape[1]} {samples.shape[0]}\n{(1 << bits) - 1}\n".encode() + values.astype(">u2").tobytes()


def by_other_encoders():
    for orientation in range(1, 9):
        source = turned(picture(33, 20, 3), "PNG", orientation)
        yield Case(f"orientation_{orientation}.jxl", by_cjxl("source.png", source, "-d", "0"), f"orientation {orientation}")
    for bits in (10, 12, 16):
        yield Case(f"deep_{bits}.jxl", by_cjxl("source.ppm", wide(picture(61, 43), bits), "-d", "0"), f"{bits} bits, lossless")
    yield Case("deep_lossy.jxl", by_cjxl("source.ppm", wide(picture(61, 43), 10), "-d", "1"), "10 bits, lossy")
    deep_gray = by_cjxl("source.pgm", wide(gray(61, 43), 10), "-d", "0")
    levels = np.asarray(Image.open(io.BytesIO(deep_gray))) >> 8
    yield Case("deep_gray.jxl", deep_gray, "10 bits, gray", np.dstack([levels.astype(np.uint8)] * 3),
               "Pillow clips gray of more than 8 bits")
    for orientation in (1, 6):
        source = turned(picture(61, 43), "JPEG", orientation, quality=80)
        yield Case(f"of_jpeg_{orientation}.jxl", by_cjxl("source.jpg", source), f"made of a JPEG of orientation {orientation}")
    yield Case("of_jpeg_gray.jxl", by_cjxl("source.jpg", turned(gray(61, 43), "JPEG", 1, quality=80)), "made of a gray JPEG")


def damaged():
    good = saved(picture(61, 43), lossless=True)
    yield Case("signature_only.jxl", good[:2], "nothing after the signature")
    yield Case("half.jxl", good[:len(good) // 2], "half of it")
    yield Case("zero_filled.jxl", good[:len(good) // 3] + bytes(len(good) - len(good) // 3), "picture data of zeros")
