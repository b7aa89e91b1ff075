"""BMP fixtures, written field by field: every depth, header and compression that Pillow reads, and some it does not."""

import struct

import numpy as np

from ..cases import Case
from ..pictures import gray, noise, picture

CUT = ("rgb_24.bmp", "rle8.bmp", "rle4_absolute.bmp", "palette_4.bmp", "bitfields_565.bmp")
CORRECT = "Pillow reads the indices at another depth than the header tells"


def header(width, height, bits, compression=0, colours=0, size=40, masks=(), top_down=False):
    if size == 12:
        return struct.pack("<IHHHH", 12, width, height, 1, bits)
    fields = struct.pack("<IIiHHIIiiII", size, width, -height if top_down else height, 1, bits, compression, 0, 2835, 2835,
                         colours, 0)
    inside = struct.pack(f"<{len(masks)}I", *masks) if size > 40 else b""
    return (fields + inside).ljust(size, b"\0")


def file(head, data, palette=b"", behind=b"", offset=None):
    """`behind` is what stands between the header and the palette."""
    start = 14 + len(head) + len(behind) + len(palette)
    return (b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start if offset is None else offset) + head + behind + palette
            + data)


def packed(indices, bits, top_down=False):
    """Rows of indices, the lowest first, padded to four bytes."""
    rows = []
    for row in indices if top_down else indices[::-1]:
        values = np.concatenate([row, np.zeros(-len(row) % (8 // bits), np.int64)]).reshape(-1, 8 // bits)
        data = (values << np.arange(8 - bits, -1, -bits)).sum(axis=1).astype(np.uint8).tobytes()
        rows.append(data + b"\0" * (-len(data) % 4))
    return b"".join(rows)


def plain(pixels, top_down=False):
    """Rows of whole bytes (height x width x bytes a pixel)."""
    rows = pixels if top_down else pixels[::-1]
    return b"".join(row.astype(np.uint8).tobytes() + b"\0" * (-row.size % 4) for row in rows)


def palette(count, seed=1, entry=4):
    colours = noise(entry, count, seed).astype(np.uint8)
    return colours.tobytes()


def ramp(count):
    return b"".join(bytes([value] * 3 + [0]) for value in range(count))


def bgr(width, height, seed=1):
    return picture(width, height, seed)[:, :, ::-1]


def cases():
    yield from indexed()
    yield from direct()
    yield from bit_fields()
    yield from runs()


def indexed():
    for bits in (1, 4, 8):
        for width in (1, 9, 17, 32):
            indices = gray(width, 7, bits).astype(np.int64) >> (8 - bits)
            yield Case(f"palette_{bits}_{width}.bmp", file(header(width, 7, bits), packed(indices, bits), palette(1 << bits)),
                       f"{bits} bits, {width} pixels wide")
        indices = gray(21, 13, 3).astype(np.int64) >> (8 - bits)
        data, down = packed(indices, bits), packed(indices, bits, True)
        yield Case(f"palette_{bits}.bmp", file(header(21, 13, bits), data, palette(1 << bits)), f"{bits} bits")
        yield Case(f"palette_{bits}_top_down.bmp", file(header(21, 13, bits, top_down=True), down, palette(1 << bits)),
                   f"{bits} bits, the highest row first")
        yield Case(f"palette_{bits}_os2.bmp", file(header(21, 13, bits, size=12), data, palette(1 << bits, 2, 3)),
                   f"{bits} bits, the header of OS/2 version 1")
        yield Case(f"palette_{bits}_no_offset.bmp", file(header(21, 13, bits), data, palette(1 << bits), offset=54),
                   f"{bits} bits, an offset that forgets the palette")
        yield Case(f"palette_{bits}_zero_offset.bmp", file(header(21, 13, bits), data, palette(1 << bits), offset=0),
                   f"{bits} bits, no offset")
    indices = gray(21, 13, 3).astype(np.int64)
    yield Case("gray_8.bmp", file(header(21, 13, 8), packed(indices, 8), ramp(256)), "a palette of the indices themselves")
    two = b"\0\0\0\0\xff\xff\xff\0"
    yield Case("bilevel.bmp", file(header(21, 13, 1), packed(indices >> 7, 1), two), "black and white")
    yield Case("bilevel_inverted.bmp", file(header(21, 13, 1), packed(indices >> 7, 1), two[4:] + two[:4]), "white and black")
    yield Case("palette_8_five.bmp", file(header(21, 13, 8, colours=5), packed(indices % 5, 8), palette(5)), "five colours of 256")
    yield Case("palette_8_beyond.bmp", file(header(21, 13, 8, colours=5), packed(indices % 9, 8), palette(5)),
               "indices that the palette has no entry for")
    yield Case("palette_4_three.bmp", file(header(21, 13, 4, colours=3), packed(indices % 3, 4), palette(3)), "three colours of 16")
    black_white = np.repeat(np.where(indices % 2 == 1, 255, 0).astype(np.uint8)[:, :, None], 3, 2)
    yield Case("bilevel_8.bmp", file(header(21, 13, 8, colours=2), packed(indices % 2, 8), two), "black and white at 8 bits",
               black_white, CORRECT)
    yield Case("bilevel_4.bmp", file(header(21, 13, 4, colours=2), packed(indices % 2, 4), two), "black and white at 4 bits",
               black_white, CORRECT)


def direct():
    for width in (1, 2, 3, 21):
        yield Case(f"rgb_24_{width}.bmp", file(header(width, 5, 24), plain(bgr(width, 5))), f"24 bits, {width} pixels wide")
    for bits in (24, 32):
        pixels = bgr(21, 13, 2)
        if bits == 32:
            pixels = np.dstack([pixels, noise(21, 13, 2).astype(np.uint8)])
        yield Case(f"rgb_{bits}.bmp", file(header(21, 13, bits), plain(pixels)), f"{bits} bits")
        yield Case(f"rgb_{bits}_top_down.bmp", file(header(21, 13, bits, top_down=True), plain(pixels, True)),
                   f"{bits} bits, the highest row first")
        for size in (12, 52, 56, 64, 108, 124):
            yield Case(f"rgb_{bits}_header_{size}.bmp", file(header(21, 13, bits, size=size), plain(pixels)),
                       f"{bits} bits, a header of {size} bytes")
    pixels = noise(42, 13, 4).reshape(13, 21, 2)
    yield Case("rgb_16.bmp", file(header(21, 13, 16), plain(pixels)), "16 bits")
    yield Case("far_offset.bmp", file(header(21, 13, 24), b"\xaa" * 37 + plain(bgr(21, 13)), offset=54 + 37),
               "bytes between the header and the picture")
    yield Case("bmp_named.jpg", file(header(21, 13, 24), plain(bgr(21, 13))), "a BMP whose name says JPEG")


def bit_fields():
    sixteen = plain(noise(42, 13, 5).reshape(13, 21, 2))
    layouts = {"565": (0xf800, 0x7e0, 0x1f), "555": (0x7c00, 0x3e0, 0x1f)}
    for name, masks in layouts.items():
        yield Case(f"bitfields_{name}.bmp", file(header(21, 13, 16, 3), sixteen, behind=struct.pack("<3I", *masks)), f"16 bits, {name}")
        yield Case(f"bitfields_{name}_v4.bmp", file(header(21, 13, 16, 3, size=108, masks=(*masks, 0)), sixteen),
                   f"16 bits, {name}, version 4")
    yield Case("bitfields_24.bmp", file(header(21, 13, 24, 3, size=108, masks=(0xff0000, 0xff00, 0xff)), plain(bgr(21, 13))),
               "24 bits with masks")
    pixels = plain(noise(84, 13, 6).reshape(13, 21, 4))
    layouts = {"bgrx": (0xff0000, 0xff00, 0xff, 0), "xbgr": (0xff000000, 0xff0000, 0xff00, 0),
               "bgxr": (0xff000000, 0xff00, 0xff, 0), "abgr": (0xff000000, 0xff0000, 0xff00, 0xff),
               "rgba": (0xff, 0xff00, 0xff0000, 0xff000000), "bgra": (0xff0000, 0xff00, 0xff, 0xff000000),
               "bgar": (0xff000000, 0xff00, 0xff, 0xff0000), "none": (0, 0, 0, 0)}
    for name, masks in layouts.items():
        yield Case(f"bitfields_{name}.bmp", file(header(21, 13, 32, 3, size=124, masks=masks), pixels), f"32 bits, {name}")
    for size in (40, 52, 56):
        masks = layouts["bgrx"]
        behind = struct.pack("<3I", *masks[:3]) if size == 40 else b""
        head = header(21, 13, 32, 3, size=size, masks=masks[:3] if size == 52 else masks)
        yield Case(f"bitfields_bgrx_{size}.bmp", file(head, pixels, behind=behind), f"32 bits, a header of {size} bytes")


def encode_runs(indices, four=False):
    """Runs of equal indices, each line ended."""
    out = bytearray()
    for row in indices[::-1]:
        at = 0
        while at < len(row):
            end = at
            while end < len(row) and row[end] == row[at] and end - at < 255:
                end += 1
            out += bytes([end - at, int(row[at]) * 17 if four else int(row[at])])
            at = end
        out += b"\0\0"
    return bytes(out) + b"\0\1"


def encode_absolute(indices, four=False):
    """Indices one by one, at least three at a time."""
    out = bytearray()
    for row in indices[::-1]:
        data = bytes(int(value) for value in row)
        if four:
            padded = data + b"\0" * (len(data) % 2)
            data = bytes(padded[at] << 4 | padded[at + 1] for at in range(0, len(padded), 2))
        out += bytes([0, len(row)]) + data + b"\0" * (len(data) % 2) + b"\0\0"
    return bytes(out) + b"\0\1"


def runs():
    for four in (False, True):
        bits, name = (4, "rle4") if four else (8, "rle8")
        indices = gray(21, 13, 7).astype(np.int64) >> (8 - bits) & 0xfc
        colours = palette(1 << bits)
        head = header(21, 13, bits, 2 if four else 1)
        yield Case(f"{name}.bmp", file(head, encode_runs(indices, four), colours), f"runs of {bits} bits")
        yield Case(f"{name}_absolute.bmp", file(head, encode_absolute(indices, four), colours), f"{bits} bits, pixels one by one")
        odd = file(head, b"\xaa" + encode_absolute(indices, four), colours, offset=55 + len(colours))
        yield Case(f"{name}_odd_offset.bmp", odd, "the same from an odd place on, which is what alignment goes by")
        short = encode_runs(indices[:, :15], four)
        yield Case(f"{name}_short_lines.bmp", file(head, short, colours), "lines that end before the row does")
        long = encode_runs(np.concatenate([indices, indices[:, :5]], axis=1), four)
        yield Case(f"{name}_long_lines.bmp", file(head, long, colours), "lines with more pixels than the row has")
        delta = b"\5\x11\0\2\3\1\4\x22\0\0\0\2\0\2" + encode_runs(indices, four)
        yield Case(f"{name}_delta.bmp", file(head, delta, colours), "pixels that are passed over")
        no_ends = b"".join(bytes([21, int(row[0])]) for row in indices)
        yield Case(f"{name}_no_line_ends.bmp", file(head, no_ends, colours), "no line ends: a second run has no room")
    indices = gray(21, 13, 7).astype(np.int64)
    top_down = file(header(21, 13, 8, 1, top_down=True), encode_runs(indices >> 5), palette(256))
    yield Case("rle8_top_down.bmp", top_down, "runs, the highest row first")
    yield Case("rle8_gray.bmp", file(header(21, 13, 8, 1), encode_runs(indices >> 5), ramp(256)), "runs of gray")
    two = b"\0\0\0\0\xff\xff\xff\0"
    yield Case("rle8_bilevel.bmp", file(header(21, 13, 8, 1, 2), encode_runs(indices >> 7), two), "runs of black and white")
    yield Case("rle8_4_bits.bmp", file(header(21, 13, 4, 1), encode_runs(indices >> 5), palette(16)), "RLE8 of 4 bits")


def damaged():
    colours = palette(256)
    indices = gray(21, 13, 7).astype(np.int64)
    early = encode_runs(indices[:6])
    yield Case("rle8_ends_early.bmp", file(header(21, 13, 8, 1), early, colours), "the end before the last row")
    yield Case("rle8_no_end.bmp", file(header(21, 13, 8, 1), encode_runs(indices)[:-40], colours), "runs that are cut")
    rest = plain(bgr(21, 13))
    yield Case("header_only.bmp", b"BM" + bytes(12), "nothing after the file header")
    yield Case("header_size_41.bmp", file(header(21, 13, 24, size=41), rest), "a header of unknown size")
    for bits in (0, 2, 3, 5, 64):
        yield Case(f"bits_{bits}.bmp", file(header(21, 13, bits), rest), f"{bits} bits")
    for compression in (4, 5, 6, 11):
        yield Case(f"compression_{compression}.bmp", file(header(21, 13, 24, compression), rest), f"compression {compression}")
    yield Case("rle24.bmp", file(header(21, 13, 24, 1), rest), "runs of 24 bits")
    yield Case("masks_444.bmp", file(header(21, 13, 16, 3), rest, behind=struct.pack("<3I", 0xf00, 0xf0, 0xf)), "unusual masks")
    yield Case("masks_8.bmp", file(header(21, 13, 8, 3), rest, colours, behind=struct.pack("<3I", 0xf00, 0xf0, 0xf)),
               "masks of a palette")
    for width, height in ((0, 13), (21, 0), (65535, 65535), (0x7fffffff, 0x7fffffff)):
        yield Case(f"claims_{width}x{height}.bmp", file(header(width, height, 24), rest), f"{width}x{height} claimed")
    yield Case("colours_70000.bmp", file(header(21, 13, 8, colours=70000), rest, colours), "more colours than any palette has")
    yield Case("offset_beyond.bmp", file(header(21, 13, 24), rest, offset=1 << 30), "a picture beyond the end")
