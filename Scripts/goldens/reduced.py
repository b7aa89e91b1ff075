"""Writes reduced.json and reduced.rgb: files of `decode`, decoded at a half, a quarter and an eighth by Pillow's `Image.draft`."""

import numpy as np
from PIL import Image

from .decode import write_lines

FILES = [
    *(f"{coding}_{sampling}_97x61.jpg" for coding in ("baseline", "progressive") for sampling in ("444", "422", "420", "440")),
    "ycck_420_97x61.jpg", "cmyk_adobe.jpg", "grayscale.jpg", "orientation_6_big.jpg",
]


def write(output):
    entries, samples = [], b""
    for name in FILES:
        for divisor in (2, 4, 8):
            with Image.open(output / "decode" / name) as image:
                # Asked for less than that, it takes the next larger size.
                image.draft(image.mode, (image.width // divisor, image.height // divisor))
                if image.decoderconfig[0] != divisor:
                    raise ValueError(f"{name} is not drafted at 1/{divisor}")
                rgb = np.asarray(image.convert("RGB"))
            height, width = rgb.shape[:2]
            entries.append({"file": name, "divisor": divisor, "width": width, "height": height, "offset": len(samples)})
            samples += rgb.tobytes()
    write_lines(output / "reduced.json", entries)
    (output / "reduced.rgb").write_bytes(samples)
