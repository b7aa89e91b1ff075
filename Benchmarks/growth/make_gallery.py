#!/usr/bin/env python3
"""Grows a folder of photographs to a given number, for measuring how an index grows.

    python3 make_gallery.py PHOTOS OUTPUT COUNT [WIDTHxHEIGHT]

Every image is one of the photographs under another crop, flip, brightness and contrast, drawn from its own number, so that the same
count always gives the same images and a smaller gallery is the beginning of a larger one. With a size, images are enlarged to it and
get the grain of a sensor, so that their files are as large as those of a camera. Needs Pillow.
"""

import multiprocessing
import random
import sys
from pathlib import Path

from PIL import Image, ImageChops, ImageEnhance

SUFFIXES = (".jpg", ".jpeg", ".png")
GRAIN = 12


def altered(image, number):
    """The photograph as number `number` shows it."""
    chance = random.Random(number)
    width, height = image.size
    share = chance.uniform(0.6, 0.95)
    crop = (int(width * share), int(height * share))
    left = chance.randint(0, width - crop[0])
    top = chance.randint(0, height - crop[1])
    image = image.crop((left, top, left + crop[0], top + crop[1]))
    if chance.random() < 0.5:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    image = ImageEnhance.Brightness(image).enhance(chance.uniform(0.6, 1.4))
    return ImageEnhance.Contrast(image).enhance(chance.uniform(0.7, 1.3))


def enlarged(image, size):
    """The photograph as a camera of that many pixels might have taken it."""
    image = image.resize(size, Image.Resampling.BICUBIC)
    grain = Image.effect_noise(size, GRAIN).convert("RGB")
    return ImageChops.add(image, grain, scale=1, offset=-128)


def write(task):
    photo, target, number, size = task
    if not target.exists():
        with Image.open(photo) as image:
            image = altered(image.convert("RGB"), number)
        (enlarged(image, size) if size else image).save(target, quality=85)


def main():
    photos, output, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    size = tuple(map(int, sys.argv[4].split("x"))) if len(sys.argv) > 4 else None
    sources = sorted(path for path in photos.rglob("*") if path.suffix.lower() in SUFFIXES)
    tasks = []
    for number in range(count):
        folder = output / f"{number // 1000:03d}"
        folder.mkdir(parents=True, exist_ok=True)
        tasks.append((sources[number % len(sources)], folder / f"{number:06d}.jpg", number, size))
    with multiprocessing.Pool() as pool:
        pool.map(write, tasks, chunksize=16 if size else 64)


if __name__ == "__main__":
    main()
