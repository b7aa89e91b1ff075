"""What a fixture is before it is written, and what Pillow says about it."""

import dataclasses
import io
import warnings

import numpy as np
from PIL import Image, ImageOps

ORIENTATION = 0x0112


@dataclasses.dataclass
class Case:
    """A file to write. `expected` (height x width x 3) overrides Pillow's samples where the contract differs."""

    name: str
    data: bytes
    what: str
    expected: np.ndarray | None = None
    note: str | None = None


@dataclasses.dataclass
class Reading:
    """Pillow's reading of a file: its RGB samples, the EXIF orientation (1 when absent or invalid), and them upright."""

    rgb: np.ndarray
    orientation: int
    oriented: np.ndarray


def read(source):
    """Reads a path or bytes as Pillow does by default. Raises whatever Pillow raises."""
    if isinstance(source, bytes):
        source = io.BytesIO(source)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(source) as image:
            rgb = np.asarray(image.convert("RGB"))
            orientation = 1
            oriented = rgb
            if image.format in ("JPEG", "MPO", "PNG"):
                orientation = image.getexif().get(ORIENTATION, 1)
                oriented = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    # A fraction may be a whole number.
    orientation = int(orientation) if orientation in range(1, 9) else 1
    return Reading(rgb, orientation, oriented)


def verdict(source):
    """("ok", None) or ("refused", the reason), by really decoding."""
    try:
        read(source)
    except Exception as error:  # Pillow refuses files with many unrelated exception types.
        return "refused", f"{type(error).__name__}: {error}"
    return "ok", None
