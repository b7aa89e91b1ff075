#!/usr/bin/env python3
"""Makes an index of ten times as many images as an index has, for measuring how a search that trusts it grows.

    python3 multiply_index.py INDEX OUTPUT GALLERY LINKS [TIMES]

INDEX holds pixels of GALLERY at one size, of format 4 (`Documentation/IndexFormat.md`). The first part of OUTPUT is a copy of it. Each
further part tells of the same files under other names, with the coarsest level changed a little by chance, and zeros for the finer
ones, which take no room on the disk. LINKS becomes a folder of links by which all names lead to files. So a search with
--trust-index streams as much as it would of so many pictures, and looks at as many on the second level; those it takes for its first
hits can be read, and so set the bar, at the distance of the nearest picture: in a gallery ten times as dense the fifth is as near as
that. Copies are ruled out on the second level, as most pictures are. Needs numpy and xxhash.
"""

import os
import struct
import sys
from pathlib import Path

import numpy
import xxhash

HEADER, ROW, LEVEL_ROW = 256, 96, 40
STRIDES = {(448, 448): (1216, 4736, 23552)}
NOISE = 6
LATER_NAMES = 0x80


def rounded(offset):
    return (offset + 63) & ~63


def seed(segment, level, row):
    return ((segment * 0x9E3779B97F4A7C15) ^ (level << 56) ^ row) & (2**64 - 1)


class Segment:
    """The sections of a segment of pixels."""

    def __init__(self, data):
        version, _, self.images, failures, strings = struct.unpack_from("<IIIIQ", data, 8)
        if version != 4 or struct.unpack_from("<I", data, 32)[0]:
            sys.exit("the index must be of format 4, without stored pixels")
        self.identifier = struct.unpack_from("<Q", data, 56)[0]
        self.strides = STRIDES[struct.unpack_from("<II", data, 65)]
        self.rows = HEADER
        self.level_rows = rounded(self.rows + (self.images + failures) * ROW)
        self.strings = rounded(self.level_rows + len(self.strides) * self.images * LEVEL_ROW)
        self.end_of_strings = self.strings + strings
        self.paths = [struct.unpack_from("<II", data, self.rows + row * ROW + 56) for row in range(self.images + failures)]
        self.levels = []
        end = self.end_of_strings
        for stride in self.strides:
            self.levels.append(rounded(end))
            end = self.levels[-1] + stride * self.images
        self.length = len(data)


def later_name(part, first):
    """The first byte of a path in another part; in INDEX it is a digit."""
    return LATER_NAMES + 10 * (part - 1) + first - ord("0")


def link(gallery, links, times):
    """Makes a link to each of the gallery's folders for every part."""
    links.mkdir(parents=True, exist_ok=True)
    for folder in gallery.resolve().glob("[0-9]*"):
        name = os.fsencode(folder.name)
        for first in [name[0]] + [later_name(part, name[0]) for part in range(1, times)]:
            place = os.path.join(os.fsencode(links), bytes([first]) + name[1:])
            if not os.path.lexists(place):
                os.symlink(folder, place)


def varied(data, part, segment, identifier, random):
    """The bytes of a segment up to the end of the coarsest level: that of other pictures, under other names."""
    end = segment.levels[0] + segment.strides[0] * segment.images
    copy = bytearray(data[:end])
    struct.pack_into("<Q", copy, 56, identifier)
    for offset, length in segment.paths:
        if length:
            place = segment.strings + offset
            copy[place] = later_name(part, copy[place])
    level = numpy.frombuffer(copy, numpy.uint8, offset=segment.levels[0]).reshape(segment.images, segment.strides[0])
    noise = random.integers(-NOISE, NOISE + 1, level.shape)
    level[:] = numpy.clip(level.astype(numpy.int16) + noise, 0, 255)
    for number, stride in enumerate(segment.strides):
        zeros = bytes(stride)
        for row in range(segment.images):
            cells = level[row].tobytes() if number == 0 else zeros
            digest = xxhash.xxh3_64_intdigest(cells, seed(identifier, number, row))
            struct.pack_into("<Q", copy, segment.level_rows + (number * segment.images + row) * LEVEL_ROW + 32, digest)
    struct.pack_into("<Q", copy, 48, xxhash.xxh3_64_intdigest(bytes(copy[HEADER : segment.end_of_strings])))
    struct.pack_into("<Q", copy, 248, xxhash.xxh3_64_intdigest(bytes(copy[:248])))
    return copy


def main():
    source, output, gallery, links = map(Path, sys.argv[1:5])
    times = int(sys.argv[5]) if len(sys.argv) > 5 else 10
    link(gallery, links, times)
    if (output / "manifest").exists():
        return
    output.mkdir(parents=True, exist_ok=True)
    manifest = (source / "manifest").read_bytes()
    segments = sorted(source.glob("segment-*"), key=lambda path: int(path.name.split("-")[1]))
    random = numpy.random.default_rng(1)
    references = []
    identifier = 1 + max(int(path.name.split("-")[1]) for path in segments)
    for path in segments:
        data = path.read_bytes()
        (output / path.name).unlink(missing_ok=True)
        (output / path.name).hardlink_to(path)
        references.append((int(path.name.split("-")[1]), xxhash.xxh3_64_intdigest(data[:HEADER])))
    for part in range(1, times):
        for path in segments:
            data = path.read_bytes()
            segment = Segment(data)
            copy = varied(data, part, segment, identifier, random)
            with open(output / f"segment-{identifier}", "wb") as file:
                file.write(copy)
                file.truncate(segment.length)
            references.append((identifier, xxhash.xxh3_64_intdigest(bytes(copy[:HEADER]))))
            identifier += 1
    # The key stands between the number of kinds and that of segments, after which there is nothing but these.
    listed = b"".join(struct.pack("<QQI", name, digest, 0) for name, digest in references)
    tail = len(segments) * 20
    body = struct.pack("<Q", identifier) + manifest[40 : len(manifest) - tail - 4] + struct.pack("<I", len(references)) + listed
    version = struct.unpack_from("<I", manifest, 8)[0]
    header = manifest[:16] + struct.pack("<QQ", len(body), xxhash.xxh3_64_intdigest(body, version))
    (output / "manifest").write_bytes(header + body)


if __name__ == "__main__":
    main()
