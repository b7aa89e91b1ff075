"""What the usual Python readers make of a file: Pillow, with pillow-heif and pillow-jxl-plugin for what it lacks."""

import io
import warnings

import numpy as np
import pillow_heif
import pillow_jxl  # noqa: F401: the import registers it
from PIL import Image, ImageOps

from ..cases import ORIENTATION, Reading

pillow_heif.register_heif_opener()

# What undoes Pillow's transposition of each orientation.
UNDONE = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
          5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
          8: Image.Transpose.ROTATE_270}


def read(data):
    """The samples as stored, the orientation, and the picture upright. Raises whatever Pillow raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data)) as image:
            orientation = own_orientation(image)
            if image.format == "TIFF":
                # Pillow turns a TIFF while loading it.
                upright = rgb(image)
                stored = upright.transpose(UNDONE[orientation]) if orientation > 1 else upright
            else:
                stored, upright = rgb(image), rgb(ImageOps.exif_transpose(image)) if orientation > 1 else rgb(image)
    return Reading(np.asarray(stored), orientation, np.asarray(upright))


def own_orientation(image):
    """1 where there is none; a JPEG XL file's is applied by its decoder, whatever its EXIF says, unless it holds a JPEG."""
    orientation = 1 if image.format == "JXL" and not image.jpeg else image.getexif().get(ORIENTATION, 1)
    return orientation if orientation in range(1, 9) else 1


def rgb(image):
    return image.convert("RGB")
