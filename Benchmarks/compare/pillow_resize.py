"""Pillow's bicubic resize of an ordinary photo's size, 500x375 to 448x448 RGB, on one thread.

This is the resize whose result `retrieve` equals bit for bit, so it is the one to compare its resampler with.
The samples are noise: the time does not depend on them.

Prints `milliseconds: X`, the median of `--repeat` calls.

    python pillow_resize.py [--repeat 200]
"""

import argparse
import random
import statistics
import time

from PIL import Image

SOURCE = (500, 375)
TARGET = (448, 448)
WARM_UP = 10


def milliseconds(image):
    start = time.perf_counter()
    image.resize(TARGET, Image.Resampling.BICUBIC)
    return (time.perf_counter() - start) * 1000


def main():
    parser = argparse.ArgumentParser(description="Time Pillow's bicubic resize.")
    parser.add_argument("--repeat", type=int, default=200)
    options = parser.parse_args()

    width, height = SOURCE
    image = Image.frombytes("RGB", SOURCE, random.Random(0).randbytes(width * height * 3))
    for _ in range(WARM_UP):
        milliseconds(image)
    print(f"milliseconds: {statistics.median(milliseconds(image) for _ in range(options.repeat)):.4f}")


if __name__ == "__main__":
    main()
