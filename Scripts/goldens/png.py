"""A PNG writer that reaches every corner of the format: all colour types, depths, filters, Adam7, any chunk."""

import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GRAY, RGB, PALETTE, GRAY_ALPHA, RGBA = 0, 2, 3, 4, 6
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind, data=b"", damage_crc=False):
    """One chunk: length, kind, data, CRC."""
    crc = zlib.crc32(kind + data) ^ (1 if damage_crc else 0)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def header(width, height, depth, colour_type, interlaced=False, **options):
    """The IHDR chunk."""
    fields = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, int(interlaced))
    return chunk(b"IHDR", fields, **options)


def packed(row, depth):
    """The bytes of one row of samples (width x channels)."""
    flat = row.reshape(-1).astype(np.uint32)
    if depth == 16:
        return flat.astype(">u2").tobytes()
    if depth == 8:
        return flat.astype(np.uint8).tobytes()
    bits = (flat[:, None] >> np.arange(depth - 1, -1, -1)) & 1
    return np.packbits(bits.reshape(-1).astype(np.uint8)).tobytes()


def filtered(kind, row, above, step):
    """The row under a filter kind 0...4, led by its kind; `step` is the distance to the sample on the left."""
    out = bytearray([kind])
    for i, value in enumerate(row):
        left = row[i - step] if i >= step else 0
        up = above[i]
        corner = above[i - step] if i >= step else 0
        estimate = left + up - corner
        paeth = min((left, up, corner), key=lambda candidate: abs(estimate - candidate))
        out.append((value - (0, left, up, (left + up) // 2, paeth)[kind]) & 0xFF)
    return bytes(out)


def scanlines(samples, depth, interlaced=False, filters=(0, 1, 2, 3, 4)):
    """The data to compress: samples (height x width x channels) as filtered rows, pass by pass, filters taking turns."""
    step = max(1, samples.shape[2] * depth // 8)
    out = bytearray()
    count = 0
    for left, top, across, down in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        part = samples[top::down, left::across]
        if part.size == 0:
            continue
        above = bytes(len(packed(part[0], depth)))
        for samples_row in part:
            row = packed(samples_row, depth)
            out += filtered(filters[count % len(filters)], row, above, step)
            above = row
            count += 1
    return bytes(out)


def data_chunks(compressed, size=None):
    """IDAT chunks of at most `size` bytes each."""
    size = size or len(compressed)
    return b"".join(chunk(b"IDAT", compressed[i:i + size]) for i in range(0, len(compressed), size))


def encode(samples, depth, colour_type, interlaced=False, extra=b"", idat_size=None, filters=(0, 1, 2, 3, 4)):
    """A whole file; `extra` holds the chunks between IHDR and IDAT."""
    height, width = samples.shape[:2]
    compressed = zlib.compress(scanlines(samples, depth, interlaced, filters), 9)
    return (SIGNATURE + header(width, height, depth, colour_type, interlaced) + extra
            + data_chunks(compressed, idat_size) + chunk(b"IEND"))
