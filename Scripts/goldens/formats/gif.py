"""GIF fixtures, written block by block, so that every field takes every value that matters."""

import struct

import numpy as np

from ..cases import Case
from ..pictures import gray, noise

CUT = ("extensions.gif", "interlaced_9.gif", "offset_local.gif")


def codes(indices, minimum_size, clears=True):
    """The LZW codes of `indices` as bytes, their first code a clear code and their last the end. Unless it `clears`, a full table stays."""
    clear, end = 1 << minimum_size, (1 << minimum_size) + 1
    table, size, word = {}, minimum_size + 1, ()
    bits, count, out = 0, 0, bytearray()

    def put(code):
        nonlocal bits, count
        bits |= code << count
        count += size
        while count >= 8:
            out.append(bits & 255)
            bits >>= 8
            count -= 8

    def number(word):
        return word[0] if len(word) == 1 else table[word]

    put(clear)
    for index in indices:
        longer = word + (int(index),)
        if len(longer) == 1 or longer in table:
            word = longer
            continue
        put(number(word))
        if end + 1 + len(table) < 4096:
            table[longer] = end + 1 + len(table)
            if end + len(table) >= 1 << size and size < 12:
                size += 1
        elif clears:
            put(clear)
            table, size = {}, minimum_size + 1
        word = longer[-1:]
    if word:
        put(number(word))
    put(end)
    if count:
        out.append(bits & 255)
    return bytes(out)


def blocks(data, size=255):
    parts = [data[at:at + size] for at in range(0, len(data), size)]
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"


def palette(count, seed=1):
    return noise(3, count, seed).astype(np.uint8).tobytes()


def screen(width, height, colours=b"", background=0, version=b"89a"):
    """The header; `colours` is the global palette."""
    flags = 0x80 | palette_size(colours) if colours else 0
    return b"GIF" + version + struct.pack("<HHBBB", width, height, flags | 0x70, background, 0) + colours


def palette_size(colours):
    return (len(colours) // 3).bit_length() - 2


def control(transparent=None, disposal=0, delay=0):
    flags = disposal << 2 | (transparent is not None)
    return b"!\xf9" + bytes([4, flags]) + struct.pack("<HB", delay, transparent or 0) + b"\0"


def frame(indices, left=0, top=0, colours=b"", interlaced=False, minimum_size=8, block_size=255, clears=True):
    height, width = indices.shape
    flags = (0x80 | palette_size(colours) if colours else 0) | (0x40 if interlaced else 0)
    order = range(height)
    if interlaced:
        order = [*range(0, height, 8), *range(4, height, 8), *range(2, height, 4), *range(1, height, 2)]
    data = codes(indices[list(order)].ravel(), minimum_size, clears)
    return (b"," + struct.pack("<HHHHB", left, top, width, height, flags) + colours + bytes([minimum_size])
            + blocks(data, block_size))


def cases():
    yield from sizes()
    yield from canvases()
    yield from palettes()
    yield from around()


def sizes():
    for bits in range(1, 9):
        indices = gray(23, 17, bits) >> (8 - bits)
        yield Case(f"global_{bits}.gif", screen(23, 17, palette(1 << bits, bits)) + frame(indices, minimum_size=max(bits, 2))
                   + b";", f"{bits} bits, a global palette")
    for height in (1, 2, 3, 4, 5, 8, 9, 17):
        indices = gray(9, height, 3) >> 3
        yield Case(f"interlaced_{height}.gif", screen(9, height, palette(32)) + frame(indices, interlaced=True,
                   minimum_size=5) + b";", f"interlaced, {height} rows")
    indices = noise(83, 61, 1) & 255
    yield Case("full_table.gif", screen(83, 61, palette(256)) + frame(indices) + b";", "more codes than the table has room for")
    yield Case("table_stays_full.gif", screen(83, 61, palette(256)) + frame(indices, clears=False) + b";",
               "a table that stays as it is once it is full")
    yield Case("constant.gif", screen(83, 61, palette(16)) + frame(np.full((61, 83), 9), minimum_size=4) + b";",
               "one colour: every code is used as it is made")
    for bits in (9, 11):
        yield Case(f"wide_codes_{bits}.gif", screen(23, 17, palette(256)) + frame(indices[:17, :23], minimum_size=bits) + b";",
                   f"codes of {bits} bits, more than an index has")
    yield Case("small_blocks.gif", screen(23, 17, palette(16)) + frame(gray(23, 17) >> 4, minimum_size=4, block_size=1) + b";",
               "blocks of one byte")
    yield Case("one_pixel.gif", screen(1, 1, palette(2)) + frame(np.ones((1, 1), int), minimum_size=2) + b";", "one pixel")


def canvases():
    """A frame that is smaller than the screen, or larger; what lies under it."""
    small = gray(12, 9, 2) >> 4
    for name, extra in (("", b""), ("_transparent", control(5)), ("_transparent_0", control(0))):
        yield Case(f"offset{name}.gif", screen(20, 15, palette(16), 3) + extra + frame(small, 5, 4, minimum_size=4) + b";",
                   "a frame smaller than the screen")
    yield Case("offset_local.gif", screen(20, 15, palette(16)) + control(7) + frame(small, 5, 4, palette(16, 9), minimum_size=4)
               + b";", "the same with a local palette")
    yield Case("larger_than_screen.gif", screen(6, 20, palette(16)) + frame(small, 3, 2, minimum_size=4) + b";",
               "a frame that reaches over the screen's edge")
    yield Case("no_screen.gif", screen(0, 0, palette(16)) + frame(small, minimum_size=4) + b";", "a screen of no size")
    yield Case("outside.gif", screen(4, 4, palette(16)) + control(2) + frame(small, 8, 8, minimum_size=4) + b";",
               "a frame beside the screen")


def palettes():
    indices = gray(15, 11, 4) >> 4
    ramp = bytes(value for index in range(16) for value in (index,) * 3)
    yield Case("local.gif", screen(15, 11) + frame(indices, colours=palette(16, 2), minimum_size=4) + b";", "a local palette alone")
    yield Case("local_over_global.gif", screen(15, 11, palette(16, 3)) + frame(indices, colours=palette(16, 2), minimum_size=4)
               + b";", "a local palette before the global one")
    yield Case("no_palette.gif", screen(15, 11) + frame(indices, minimum_size=4) + b";", "no palette: indices are gray")
    yield Case("gray_ramp.gif", screen(15, 11, ramp) + frame(indices, minimum_size=4) + b";", "a palette of the indices themselves")
    yield Case("gray_ramp_local.gif", screen(15, 11, palette(16)) + frame(indices, colours=ramp, minimum_size=4) + b";",
               "the same, local, before another")
    yield Case("short_palette.gif", screen(15, 11, palette(4)) + frame(indices, minimum_size=4) + b";",
               "indices that the palette has no entry for")
    yield Case("short_ramp.gif", screen(15, 11, ramp[:12]) + control(9) + frame(indices, minimum_size=4) + b";",
               "the same, gray")


def around():
    indices = gray(15, 11, 5) >> 4
    head, picture = screen(15, 11, palette(16)), frame(indices, minimum_size=4)
    comment = b"!\xfe" + blocks(b"a comment " * 40)
    loop = b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    text = b"!\x01\x0c" + bytes(12) + blocks(b"plain text")
    second = frame(gray(15, 11, 6) >> 4, minimum_size=4)
    yield Case("version_87a.gif", screen(15, 11, palette(16), version=b"87a") + picture + b";", "version 87a")
    yield Case("extensions.gif", head + comment + loop + text + control(3) + control() + picture + b";",
               "all kinds of extensions before the frame")
    yield Case("animated.gif", head + loop + control(4, 2, 10) + picture + control(None, 1, 10) + second + b";",
               "two frames, of which the first counts")
    yield Case("no_trailer.gif", head + picture, "nothing after the frame")
    yield Case("trailing_junk.gif", head + picture + b";" + b"junk" * 30, "bytes after the end")
    yield Case("gif_named.png", head + picture + b";", "a GIF whose name says PNG")


def damaged():
    indices = gray(15, 11, 5) >> 4
    head, picture = screen(15, 11, palette(16)), frame(indices, minimum_size=4)
    rows = frame(indices[:7], minimum_size=4)
    yield Case("header_only.gif", head, "nothing after the palette")
    yield Case("no_frame.gif", head + control(3) + b";", "no frame")
    yield Case("rows_missing.gif", head + b"," + struct.pack("<HHHHB", 0, 0, 15, 11, 0) + rows[10:] + b";", "7 of 11 rows")
    yield Case("no_data.gif", head + b"," + struct.pack("<HHHHB", 0, 0, 15, 11, 0) + b"\4\0;", "no picture data")
    yield Case("invalid_code.gif", head + picture[:11] + b"\4\xff\xff\xff\xff" + picture[11:] + b";", "a code that is not defined")
    yield Case("code_size_0.gif", head + picture[:10] + b"\0" + picture[11:] + b";", "codes of no bits")
    yield Case("code_size_9.gif", head + picture[:10] + b"\x09" + picture[11:] + b";", "codes of nine bits")
    yield Case("zero_width.gif", head + b"," + struct.pack("<HHHHB", 0, 0, 0, 11, 0) + picture[10:] + b";", "a frame of no width")
    yield Case("unknown_block.gif", head + b"?\0" + picture + b";", "a block of unknown kind")
    yield Case("claims_65535x65535.gif", screen(65535, 65535, palette(2)) + frame(indices & 1, minimum_size=2) + b";",
               "4,295 million pixels claimed")
