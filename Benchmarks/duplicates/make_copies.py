#!/usr/bin/env python3
"""Makes altered copies of the photographs in a folder, a folder a kind of change.

    make_copies.py PHOTOS OUTPUT

OUTPUT/original holds the photographs themselves, OUTPUT/<kind> one copy of each, of the same name. How strong a change is depends on the
photograph's place among all, so that every run makes the same copies and each kind has weak and strong ones.
"""

import argparse
import pathlib
import shutil

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

SAVED = {"quality": 92, "subsampling": 0}


def pick(values, number):
    """One of `values`, all of them equally often."""
    return values[number % len(values)]


def crop(image, parts):
    """Takes `parts` of each side off, a different share of it from either end."""
    width, height = image.size
    left, top = round(width * parts * 0.35), round(height * parts * 0.6)
    return image.crop((left, top, left + round(width * (1 - parts)), top + round(height * (1 - parts))))


def scale(image, factor):
    size = tuple(max(1, round(side * factor)) for side in image.size)
    return image.resize(size, Image.Resampling.LANCZOS)


def text(image, number):
    """Writes a line over the picture, as memes and watermarks have it."""
    copy = image.copy()
    draw = ImageDraw.Draw(copy)
    font = ImageFont.load_default(max(12, image.height // 12))
    place = (image.width * 0.05, image.height * pick([0.05, 0.45, 0.85], number))
    draw.text(place, "A line of text over it", font=font, fill="white", stroke_width=2, stroke_fill="black")
    return copy


def border(image, number):
    parts = pick([0.02, 0.04, 0.06], number)
    return ImageOps.expand(image, round(min(image.size) * parts), pick(["white", "black"], number // 3))


# For each kind how a photograph is changed, by its number, and how the copy is saved.
KINDS = {
    "jpeg": lambda image, number: (image, {"quality": pick([5, 10, 20, 35, 50, 70, 90], number)}),
    "scale": lambda image, number: (scale(image, pick([0.25, 0.35, 0.5, 0.7, 1.4, 2.0], number)), SAVED),
    "crop5": lambda image, _: (crop(image, 0.05), SAVED),
    "crop10": lambda image, _: (crop(image, 0.10), SAVED),
    "crop20": lambda image, _: (crop(image, 0.20), SAVED),
    "crop30": lambda image, _: (crop(image, 0.30), SAVED),
    "brightness": lambda image, number: (ImageEnhance.Brightness(image).enhance(pick([0.6, 0.8, 1.2, 1.4], number)), SAVED),
    "contrast": lambda image, number: (ImageEnhance.Contrast(image).enhance(pick([0.6, 0.8, 1.25, 1.5], number)), SAVED),
    "gray": lambda image, _: (ImageOps.grayscale(image), {"quality": 92}),
    "blur": lambda image, number: (image.filter(ImageFilter.GaussianBlur(pick([1, 2, 4], number))), SAVED),
    "border": lambda image, number: (border(image, number), SAVED),
    "text": lambda image, number: (text(image, number), SAVED),
    "mirror": lambda image, _: (ImageOps.mirror(image), SAVED),
    "turn": lambda image, number: (image.rotate(pick([90, 180, 270], number), expand=True), SAVED),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    arguments = parser.parse_args()
    photos = sorted(p for p in arguments.photos.rglob("*") if p.suffix.lower() in {".jpg", ".jpeg", ".png"})
    for kind in ["original", *KINDS]:
        (arguments.output / kind).mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(photos):
        name = f"{number:05}.jpg"
        image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
        if path.suffix.lower() == ".png":
            image.save(arguments.output / "original" / name, **SAVED)
        else:
            shutil.copyfile(path, arguments.output / "original" / name)
        for kind, change in KINDS.items():
            copy, options = change(image, number)
            copy.save(arguments.output / kind / name, **options)
    print(f"{len(photos)} photographs, {len(KINDS)} copies of each, in {arguments.output}")


if __name__ == "__main__":
    main()
