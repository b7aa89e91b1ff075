"""Writes Tests/Fixtures/truncation.json: for every length a file may be cut to, whether Pillow still reads it."""

import numpy as np

from .cases import read
from .decode import write_lines

FILES = ("baseline_420.jpg", "baseline_444.jpg", "progressive_420.jpg", "grayscale.jpg", "restart_rows.jpg", "arithmetic.jpg",
         "cmyk_adobe.jpg", "ycck_420.jpg", "orientation_6_little.jpg", "trailing_junk.jpg", "rgb_8_31x22.png",
         "palette_4_adam7_31x22.png", "gray_1_31x22.png", "rgba_16_adam7_5x7.png", "idat_100.png", "chunk_texts.png",
         "apng_default_is_first.png", "trailing_junk.png")


def write(output):
    """One entry a file. Lengths in no range are refused; `same` tells whether the samples are those of the whole file."""
    entries = []
    for name in FILES:
        data = (output / "decode" / name).read_bytes()
        entries.append({"file": name, "length": len(data), "accepted": accepted(data)})
    write_lines(output / "truncation.json", entries)


def accepted(data, read=read):
    """The ranges of lengths [from, to) that Pillow reads."""
    whole = read(data).rgb
    ranges = []
    for length in range(len(data)):
        try:
            rgb = read(data[:length]).rgb
        except Exception:  # Pillow refuses files with many unrelated exception types.
            continue
        same = rgb.shape == whole.shape and bool(np.array_equal(rgb, whole))
        if ranges and ranges[-1]["to"] == length and ranges[-1]["same"] == same:
            ranges[-1]["to"] = length + 1
        else:
            ranges.append({"from": length, "to": length + 1, "same": same})
    return ranges
