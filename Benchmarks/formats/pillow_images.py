#!/usr/bin/env python3
"""Compares what `retrieve` decodes with what Pillow does, for every picture below a folder, and prints where they differ.

    python3 Benchmarks/formats/pillow_images.py FOLDER

Meant for Pillow's own test images (`Tests/images` of its repository), which hold what each format has of the unusual and the damaged.
Needs what `run.py` does. Files are told by their first bytes, as by `retrieve`; those of other formats are left out. Exits with 1 where
samples of a lossless format differ, one side alone refuses, or a decoder crashes.
"""

import argparse
import collections
import io
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

sys.dont_write_bytecode = True

import numpy
import pillow_heif
import pillow_jxl  # noqa: F401, registers itself
from PIL import Image

from program import NAMES, compile_decoder

pillow_heif.register_heif_opener()
warnings.simplefilter("ignore")

BRANDS = {b"avif": "avif", b"avis": "avif", b"heic": "heic", b"heix": "heic", b"heim": "heic", b"heis": "heic", b"hevc": "heic"}
# Pillow clips samples of more than 8 bits; the high byte is what they show.
WIDE = {"I", "I;16", "I;16B", "I;16L", "F"}
# How the values of the orientation tag are undone.
TURNS = [
    lambda its: its,
    lambda its: its,
    lambda its: its[:, ::-1],
    lambda its: its[::-1, ::-1],
    lambda its: its[::-1],
    lambda its: its.transpose(1, 0, 2),
    lambda its: its.transpose(1, 0, 2)[:, ::-1],
    lambda its: its.transpose(1, 0, 2)[::-1, ::-1],
    lambda its: its.transpose(1, 0, 2)[::-1],
]


def format_of(data):
    """The format of a file by its first bytes, as ImageFormat tells it; None for others."""
    if data[:3] == b"\xff\xd8\xff":
        return "jpeg"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "png"
    if data[:4] == b"RIFF" and data[8:15] == b"WEBPVP8":
        return "webp"
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if data[:2] == b"BM" and data[15:18] == bytes(3):
        return "bmp"
    if data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "tiff"
    if data[4:8] == b"ftyp":
        brands = [data[8:12]] + [data[place : place + 4] for place in range(16, min(64, int.from_bytes(data[:4])), 4)]
        found = [BRANDS[brand] for brand in brands if brand in BRANDS]
        return "avif" if "avif" in found else found[0] if found else "heic" if brands[0] in (b"mif1", b"msf1") else None
    if data[:2] == b"\xff\x0a" or data[4:12] == b"JXL \r\n\x87\n":
        return "jxl"
    return None


def by_pillow(data):
    """The samples, and the mode they were stored in; or Pillow's words."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            return numpy.asarray(image.convert("RGB")), image.mode
    except Exception as error:
        return f"{type(error).__name__}: {error}", None


def by_retrieve(program, form, path):
    """The samples, or why there are none."""
    try:
        run = subprocess.run([program, str(NAMES.index(form)), path], capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        return "hang"
    if run.returncode not in (0, 2):
        return f"crash: {run.returncode}"
    if run.returncode == 2:
        return run.stderr.decode(errors="replace").strip()
    _, orientation, size, _, samples = run.stdout.split(b"\n", 4)
    width, height = (int(side) for side in size.split())
    picture = numpy.frombuffer(samples, numpy.uint8).reshape(height, width, 3)
    # Pillow turns TIFF as it loads it.
    return TURNS[int(orientation[2:])](picture) if form == "tiff" else picture


def judge(ours, theirs, mode):
    """What became of a picture, in a word, and the details."""
    if isinstance(ours, str) and isinstance(theirs, str):
        return ("crash" if ours.startswith(("crash", "hang")) else "refused by both"), f"{ours} / {theirs}"
    if isinstance(ours, str):
        return "refused by retrieve", ours
    if isinstance(theirs, str):
        return "refused by Pillow", theirs
    if ours.shape != theirs.shape:
        return "other size", f"{ours.shape} / {theirs.shape}"
    largest = int(numpy.abs(ours.astype(int) - theirs).max(initial=0))
    if largest == 0:
        return "equal", ""
    if mode in WIDE:
        return "wide samples", f"{mode}, {largest} levels"
    return ("within 2 levels" if largest <= 2 else "other samples"), f"{mode}, {largest} levels"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    counts = collections.defaultdict(collections.Counter)
    with tempfile.TemporaryDirectory() as scratch:
        program = compile_decoder(scratch)
        for path in sorted(file for file in folder.rglob("*") if file.is_file()):
            data = path.read_bytes()
            form = format_of(data)
            if form is None:
                continue
            verdict, details = judge(by_retrieve(program, form, path), *by_pillow(data))
            counts[form][verdict] += 1
            if verdict not in ("equal", "refused by both"):
                print(f"{path.relative_to(folder)}: {form}, {verdict}: {details}", flush=True)
    print(f"\nPillow {Image.__version__}, pillow-heif {pillow_heif.__version__}")
    for form in NAMES:
        if counts[form]:
            print(f"{form}: " + ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts[form].items())))
    wrong = ("crash", "other size", "other samples", "refused by retrieve", "refused by Pillow")
    sys.exit(any(counts[form][verdict] for form in NAMES for verdict in wrong))


if __name__ == "__main__":
    main()
