#!/usr/bin/env python3
"""Remakes Tests/Fixtures/clip-preparation: what OpenCLIP's validation transform makes of image files.

The files are those of Tests/Fixtures/decode, which have every mode that Pillow gives JPEG and PNG, and some of awkward shape.
Expected values come from open_clip's own transform over Pillow and torchvision, never from this project's output. Every run
writes the same bytes. The versions are those of Scripts/requirements-clip.txt.

    samples.rgb       the pictures before normalisation, RGB rows, one after another
    cases.json        a line each: the file, the settings, where its samples begin
    normalized.json   the bits of the float32 that each of the 256 samples becomes, by channel, for two settings
"""

import argparse
import json
import pathlib
import shutil
import struct
import sys
import warnings

import numpy as np
from open_clip.constants import OPENAI_DATASET_MEAN, OPENAI_DATASET_STD
from open_clip.transform import image_transform
from PIL import Image, ImageOps

from goldens import png
from goldens.decode import write_lines
from goldens.pictures import gray, picture

ROOT = pathlib.Path(__file__).resolve().parent.parent
NOTE = "16-bit gray keeps the high byte; Pillow clamps"
NORMALIZATIONS = {"openai": (OPENAI_DATASET_MEAN, OPENAI_DATASET_STD), "half": ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))}

# Every mode and its larger files, for the settings that few models have.
PICKED = ("baseline_420_97x61.jpg", "grayscale.jpg", "cmyk_adobe.jpg", "ycck_420_97x61.jpg", "gray_1_31x22.png",
          "gray_4_31x22.png", "gray_8_5x7.png", "gray_16_31x22.png", "rgb_8_31x22.png", "rgb_16_adam7_31x22.png",
          "palette_1_31x22.png", "palette_8_31x22.png", "palette_8_adam7_5x7.png", "gray_alpha_8_31x22.png",
          "gray_alpha_16_adam7_31x22.png", "rgba_8_31x22.png", "rgba_8_5x7.png", "rgba_16_31x22.png", "trns_palette_8.png",
          "size_1x19_420.jpg", "orientation_6_little.jpg")
SETTINGS = ({"size": 11, "mode": "shortest", "interpolation": "bilinear"}, {"size": 40, "mode": "shortest"},
            {"size": 14, "mode": "longest"}, {"size": 37, "mode": "longest", "fill": 201},
            {"size": 13, "mode": "squash"}, {"size": 22, "mode": "shortest"}, {"size": 31, "mode": "longest", "fill": 255})


def strips():
    """Files as long as makes an order of passes, a rounding or a limit show."""
    for width, height in ((3, 700), (1, 300), (300, 2), (7, 2500)):
        yield f"strip_{width}x{height}.png", png.encode(picture(width, height, 3), 8, png.RGB)
    rgba = np.dstack([picture(5, 640, 4), gray(5, 640, 5)])
    yield "strip_rgba_5x640.png", png.encode(rgba, 8, png.RGBA)


def opened(path, upright):
    """The image as Pillow opens it; 16-bit gray as our contract has it."""
    image = Image.open(path)
    if image.mode.startswith("I;16"):
        image = Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8), "L")
    if upright:
        image = ImageOps.exif_transpose(image)
    return image


def prepared(path, size, mode, interpolation="bicubic", fill=0, upright=False):
    """Samples (size, size, 3) before they are made a tensor."""
    transform = image_transform(size, is_train=False, resize_mode=mode, interpolation=interpolation, fill_color=fill)
    image = opened(path, upright)
    for step in transform.transforms[:-2]:
        image = step(image)
    samples = np.asarray(image)
    assert samples.shape == (size, size, 3)
    return samples


def normalized(mean, deviation):
    """The float32 bits of all samples through the last steps of the transform."""
    transform = image_transform(16, is_train=False, mean=mean, std=deviation)
    every = Image.fromarray(np.arange(256, dtype=np.uint8).reshape(16, 16)).convert("RGB")
    values = every
    for step in transform.transforms[-2:]:
        values = step(values)
    return [[f"{struct.unpack('<I', struct.pack('<f', float(v)))[0]:08x}" for v in plane.reshape(-1)] for plane in values]


def cases(decode, own):
    """Path and settings of every case; the square's side varies, and with it how halves are rounded."""
    entries = [entry for entry in json.loads((decode.parent / "decode.json").read_text()) if not entry.get("damaged")]
    for index, entry in enumerate(entries):
        path = decode / entry["file"]
        yield path, {"size": 8 + index % 3, "mode": "shortest"}
        if entry["orientation"] != 1:
            yield path, {"size": 9, "mode": "shortest", "upright": True}
    for name in PICKED:
        for setting in SETTINGS:
            yield decode / name, setting
    for size in range(9, 20):
        yield decode / "baseline_444_97x61.jpg", {"size": size, "mode": "shortest"}
    for path in sorted(own.glob("*.png")):
        for mode in ("shortest", "longest", "squash"):
            yield path, {"size": 9, "mode": mode}


def is_refused(path, setting):
    """Whether OpenCLIP cannot prepare it: a side of it would be less than half a pixel."""
    width, height = Image.open(path).size
    return setting["mode"] == "longest" and round(min(width, height) * setting["size"] / max(width, height)) == 0


def write(output):
    own = output / "clip-preparation"
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir()
    for name, data in strips():
        (own / name).write_bytes(data)
    lines, samples = [], bytearray()
    for path, setting in cases(output / "decode", own):
        if is_refused(path, setting):
            continue
        lines.append({"file": f"{path.parent.name}/{path.name}", **setting, "offset": len(samples)}
                     | ({"note": NOTE} if Image.open(path).mode.startswith("I;16") else {}))
        samples += prepared(path, **setting).tobytes()
    (own / "samples.rgb").write_bytes(bytes(samples))
    write_lines(own / "cases.json", lines)
    write_lines(own / "normalized.json", [{"mean": mean, "deviation": deviation, "bits": normalized(mean, deviation)}
                                          for mean, deviation in NORMALIZATIONS.values()])


def main():
    parser = argparse.ArgumentParser(description="Remake the fixtures of image preparation from OpenCLIP.")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "Tests" / "Fixtures", metavar="DIR")
    warnings.simplefilter("ignore")
    write(parser.parse_args().output.resolve())


if __name__ == "__main__":
    sys.exit(main())
