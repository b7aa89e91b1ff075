#!/usr/bin/env python3
"""Measures how fast pictures of each format are decoded, beside Pillow and its plug-ins, and prints a table.

    python3 Benchmarks/formats/run.py --photo FILE [--repeat R] [--cores N] [--only FORMATS] [--root FOLDER]

Needs the packages of `Scripts/requirements-formats.txt`, a C compiler, and the headers that building `retrieve` needs. One photo is saved
in each format by Pillow; both sides then decode the same bytes from memory to RGB by turns, and the median counts, of the time that passed
and of the processor's time over all threads. With `--cores 1` everything runs on one core, whatever threads a library starts. With `--root`
the decoders of `retrieve` run in the root of another system, by its libraries. Nothing is asserted.
"""

import argparse
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True

import numpy
import pillow_heif
import pillow_jxl  # noqa: F401, registers itself
from PIL import Image

from program import NAMES, compile_decoder

pillow_heif.register_heif_opener()


def cases(photo):
    """What is saved: a name for the table, the format's name, and its bytes."""
    palette = photo.quantize(256, method=Image.Quantize.MEDIANCUT)
    alpha = photo.copy()
    alpha.putalpha(photo.convert("L"))
    wide = Image.fromarray(numpy.asarray(photo.convert("I;16")) * 257)

    def save(name, image, form, **options):
        file = io.BytesIO()
        image.save(file, form, **options)
        return name, file.getvalue()

    return [
        ("jpeg", *save("JPEG", photo, "JPEG", quality=90)),
        ("png", *save("PNG", photo, "PNG")),
        ("webp", *save("WebP, lossy", photo, "WEBP", quality=85)),
        ("webp", *save("WebP, lossless", photo, "WEBP", lossless=True)),
        ("gif", *save("GIF", palette, "GIF")),
        ("gif", *save("GIF, interlaced", palette, "GIF", interlace=1)),
        ("bmp", *save("BMP, 24 bits", photo, "BMP")),
        ("bmp", *save("BMP, 8 bits", palette, "BMP")),
        ("tiff", *save("TIFF, uncompressed", photo, "TIFF")),
        ("tiff", *save("TIFF, LZW", photo, "TIFF", compression="tiff_lzw")),
        ("tiff", *save("TIFF, Deflate", photo, "TIFF", compression="tiff_adobe_deflate")),
        ("tiff", *save("TIFF, PackBits, alpha", alpha, "TIFF", compression="packbits")),
        ("tiff", *save("TIFF, 16-bit gray", wide, "TIFF")),
        ("avif", *save("AVIF", photo, "AVIF", quality=75, speed=8)),
        ("heic", *save("HEIC", photo, "HEIF", quality=75)),
        ("jxl", *save("JPEG XL, lossy", photo, "JXL", quality=90)),
        ("jxl", *save("JPEG XL, lossless", photo, "JXL", lossless=True)),
    ]


class Codecs:
    """The decoders of `retrieve`, in a process of their own."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def decode(self, form, path):
        """Milliseconds, those of the processor, and the sum of the samples."""
        self.process.stdin.write(f"{NAMES.index(form)} {path}\n")
        self.process.stdin.flush()
        words = self.process.stdout.readline().split()
        if not words or words[0] == "failed":
            sys.exit(f"{path} was not decoded: {' '.join(words)}")
        return float(words[0]), float(words[1]), int(words[2])


def pillow(data):
    """The same by Pillow."""
    wall, processor = time.perf_counter(), time.process_time()
    with Image.open(io.BytesIO(data)) as image:
        shown = image.convert("RGB")
    taken = (time.perf_counter() - wall) * 1e3, (time.process_time() - processor) * 1e3
    return *taken, int(numpy.asarray(shown).sum(dtype=numpy.uint64))


def row(name, ours, theirs):
    """A row of the table. The first of each is not counted: libraries are opened then."""
    words = [name]
    for column in range(2):
        mine, others = (statistics.median(run[column] for run in runs[1:]) for runs in (ours, theirs))
        words += [f"{mine:.2f}", f"{others:.2f}", f"{mine / others:.2f}"]
    words.append("equal" if ours[0][2] == theirs[0][2] else "differ")
    return f"| {' | '.join(words)} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photo", required=True, help="a photograph, saved in every format")
    parser.add_argument("--repeat", type=int, default=15, help="how often each is decoded")
    parser.add_argument("--cores", type=int, help="how many cores may be used")
    parser.add_argument("--root", type=Path, help="the root of another system, to be entered by chroot")
    parser.add_argument("--only", help="formats to measure, as in gif,tiff")
    arguments = parser.parse_args()
    if arguments.cores:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: arguments.cores])

    photo = Image.open(arguments.photo).convert("RGB")
    cores = len(os.sched_getaffinity(0))
    print(f"{photo.width} × {photo.height}, {cores} core(s), Pillow {Image.__version__}, median of {arguments.repeat}\n")
    print("| format | retrieve, ms | Pillow, ms | ratio | retrieve, CPU ms | Pillow, CPU ms | ratio | samples |")
    print("|---|---:|---:|---:|---:|---:|---:|---|")
    root = arguments.root
    with tempfile.TemporaryDirectory(dir=root and root / "tmp") as folder:
        program = compile_decoder(folder)
        seen = [Path("/") / path.relative_to(root) if root else path for path in (program, Path(folder))]
        codecs = Codecs(["chroot", root, seen[0]] if root else [program])
        for form, name, data in cases(photo):
            if arguments.only and form not in arguments.only.split(","):
                continue
            (Path(folder) / f"picture.{form}").write_bytes(data)
            ours, theirs = [], []
            for _ in range(arguments.repeat + 1):
                ours.append(codecs.decode(form, seen[1] / f"picture.{form}"))
                theirs.append(pillow(data))
            print(row(name, ours, theirs), flush=True)


if __name__ == "__main__":
    main()
