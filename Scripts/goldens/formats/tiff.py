"""TIFF fixtures: Pillow's writer for what it writes, and files put together here, tag by tag, for the rest."""

import io
import struct
import zlib

import numpy as np
from PIL import Image

from ..cases import Case
from ..pictures import gray, noise, picture

CUT = ("rgb_deflate.tif", "tiles_le.tif", "rgb_lzw.tif")
HIGH_BYTE = "gray of 12 or 16 bits keeps its high bits; Pillow clamps to 255 instead"
SHORT, LONG, LONG8 = 3, 4, 16
BLACK, RGB, PALETTE, CMYK = 1, 2, 3, 5


def build(strips, width, height, bits, photometric, order="<", big=False, tags=(), rows=None, tile=None, compression=1,
          planar=1):
    """A file of one page. `strips` are the strips or tiles as they are to stand in the file."""
    if compression in (8, 32946):
        strips = [zlib.compress(strip) for strip in strips]
    start = 16 if big else 8
    offsets, at = [], start
    for strip in strips:
        offsets.append(at)
        at += len(strip) + len(strip) % 2
    body = b"".join(strip + b"\0" * (len(strip) % 2) for strip in strips)
    entries = {256: (LONG, [width]), 257: (LONG, [height]), 258: (SHORT, bits), 259: (SHORT, [compression]),
               262: (SHORT, [photometric]), 277: (SHORT, [len(bits)]), 284: (SHORT, [planar])}
    counts = [len(strip) for strip in strips]
    if tile:
        entries |= {322: (SHORT, [tile[0]]), 323: (SHORT, [tile[1]]), 324: (LONG, offsets), 325: (LONG, counts)}
    else:
        entries |= {278: (LONG, [rows or height]), 273: (LONG, offsets), 279: (LONG, counts)}
    entries |= {tag: (kind, values) for tag, kind, values in tags}
    return head(order, big, start + len(body)) + body + directory(entries, order, big, start + len(body))


def head(order, big, at):
    mark = b"II" if order == "<" else b"MM"
    return mark + (struct.pack(order + "HHHQ", 43, 8, 0, at) if big else struct.pack(order + "HI", 42, at))


def directory(entries, order, big, at):
    """The directory at `at`, and behind it the values that have no room in it."""
    room, entry_size = (8, 20) if big else (4, 12)
    count = struct.pack(order + ("Q" if big else "H"), len(entries))
    tail_at = at + len(count) + entry_size * len(entries) + room
    listed, tail = b"", b""
    for tag, (kind, values) in sorted(entries.items()):
        data = struct.pack(order + {SHORT: "H", LONG: "I", LONG8: "Q"}[kind] * len(values), *values)
        listed += struct.pack(order + "HH" + ("Q" if big else "I"), tag, kind, len(values))
        if len(data) <= room:
            listed += data.ljust(room, b"\0")
        else:
            listed += struct.pack(order + ("Q" if big else "I"), tail_at + len(tail))
            tail += data + b"\0" * (len(data) % 2)
    return count + listed + b"\0" * room + tail


def raw(samples, order="<"):
    return np.ascontiguousarray(samples.astype(order + "u2") if samples.dtype == np.uint16 else samples).tobytes()


def strips(samples, rows, order="<"):
    return [raw(samples[at:at + rows], order) for at in range(0, len(samples), rows)]


def tiles(samples, width, height):
    padded = np.pad(samples, ((0, -samples.shape[0] % height), (0, -samples.shape[1] % width), (0, 0)))
    return [raw(padded[y:y + height, x:x + width]) for y in range(0, padded.shape[0], height)
            for x in range(0, padded.shape[1], width)]


def saved(image, **options):
    out = io.BytesIO()
    image.save(out, "TIFF", **options)
    return out.getvalue()


def cases():
    yield from written_by_pillow()
    yield from layouts()
    yield from depths()
    yield from extras()
    yield from orientations()


def written_by_pillow():
    rgb = Image.fromarray(picture(45, 31))
    for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "packbits", "jpeg"):
        name = compression.removeprefix("tiff_").removeprefix("adobe_")
        if compression == "tiff_deflate":
            name = "old_deflate"
        yield Case(f"rgb_{name}.tif", saved(rgb, compression=compression), f"RGB, {compression}")
        yield Case(f"gray_{name}.tif", saved(rgb.convert("L"), compression=compression), f"gray, {compression}")
    for compression in ("raw", "tiff_lzw", "group3", "group4", "tiff_ccitt"):
        yield Case(f"bilevel_{compression}.tif", saved(rgb.convert("1"), compression=compression), f"one bit, {compression}")
    yield Case("predictor.tif", saved(rgb, compression="tiff_lzw", tiffinfo={317: 2}), "LZW of differences")
    yield Case("palette.tif", saved(rgb.quantize(50), compression="tiff_lzw"), "a palette")
    cmyk = Image.fromarray(np.dstack([picture(45, 31, 2), gray(45, 31, 3)]), "CMYK")
    yield Case("cmyk.tif", saved(cmyk), "CMYK")
    yield Case("cmyk_lzw.tif", saved(cmyk, compression="tiff_lzw"), "CMYK, LZW")
    rgba = Image.fromarray(np.dstack([picture(45, 31, 2), noise(45, 31, 3).astype(np.uint8)]), "RGBA")
    yield Case("rgba.tif", saved(rgba), "RGBA")
    yield Case("rgba_deflate.tif", saved(rgba, compression="tiff_adobe_deflate"), "RGBA, deflate")
    yield Case("gray_alpha.tif", saved(rgba.convert("LA")), "gray with alpha")
    yield Case("pages.tif", saved(rgb, save_all=True, append_images=[rgb.rotate(180)]), "two pages, of which the first counts")
    for quality in (30, 90):
        yield Case(f"jpeg_{quality}.tif", saved(rgb, compression="jpeg", quality=quality), f"JPEG in TIFF, quality {quality}")
    yield Case("tiff_named.jpg", saved(rgb), "a TIFF whose name says JPEG")


def layouts():
    samples = picture(45, 31, 4)
    for order, name in (("<", "le"), (">", "be")):
        for big in (False, True):
            kind = f"{name}{'_big' if big else ''}"
            options = {"order": order, "big": big}
            yield Case(f"strips_{kind}.tif", build(strips(samples, 7), 45, 31, [8] * 3, RGB, rows=7, **options), "strips of 7 rows")
            yield Case(f"tiles_{kind}.tif", build(tiles(samples, 16, 16), 45, 31, [8] * 3, RGB, tile=(16, 16), compression=8,
                                                  **options), "tiles")
            planes = [part for channel in range(3) for part in strips(samples[:, :, channel], 10)]
            yield Case(f"planes_{kind}.tif", build(planes, 45, 31, [8] * 3, RGB, rows=10, planar=2, compression=8, **options),
                       "planes apart, in strips")
    planes = [part for channel in range(3) for part in tiles(samples[:, :, channel:channel + 1], 32, 16)]
    yield Case("planes_tiles.tif", build(planes, 45, 31, [8] * 3, RGB, tile=(32, 16), planar=2, compression=8),
               "planes apart, in tiles")
    yield Case("planes_raw.tif", build([raw(samples[:, :, channel]) for channel in range(3)], 45, 31, [8] * 3, RGB, planar=2),
               "planes apart, not compressed")
    yield Case("tiles_raw.tif", build(tiles(samples, 16, 32), 45, 31, [8] * 3, RGB, tile=(16, 32)), "tiles, not compressed")
    yield Case("tile_larger.tif", build(tiles(samples, 64, 64), 45, 31, [8] * 3, RGB, tile=(64, 64), compression=8),
               "a tile larger than the picture")
    yield Case("no_rows_per_strip.tif", build([raw(samples)], 45, 31, [8] * 3, RGB, rows=0xffffffff), "one strip of all rows")
    yield Case("one_pixel.tif", build([b"\1\2\3"], 1, 1, [8] * 3, RGB), "one pixel")


def packed(indices, bits):
    per = 8 // bits
    padded = np.pad(indices, ((0, 0), (0, -indices.shape[1] % per))).reshape(len(indices), -1, per)
    return (padded << np.arange(8 - bits, -1, -bits)).sum(axis=2).astype(np.uint8)


def packed_12(samples):
    """Two samples of 12 bits in three bytes."""
    pairs = np.pad(samples, ((0, 0), (0, samples.shape[1] % 2))).reshape(len(samples), -1, 2)
    parts = pairs[:, :, 0] >> 4, (pairs[:, :, 0] & 15) << 4 | pairs[:, :, 1] >> 8, pairs[:, :, 1] & 255
    rows = np.dstack(parts).reshape(len(samples), -1).astype(np.uint8)
    return rows[:, :(samples.shape[1] * 12 + 7) // 8]


def depths():
    for bits in (1, 2, 4, 8):
        indices = gray(45, 31, bits).astype(np.int64) >> (8 - bits)
        for photometric, name in ((0, "white_is_0"), (1, "black_is_0")):
            for compression in (1, 8):
                data = build([raw(packed(indices, bits))], 45, 31, [bits], photometric, compression=compression)
                yield Case(f"{name}_{bits}_{compression}.tif", data, f"{bits} bits of gray, {name}")
        colours = [int(value) * 257 for value in noise(1 << bits, 3, bits).ravel()]
        data = build([raw(packed(indices, bits))], 45, 31, [bits], PALETTE, tags=[(320, SHORT, colours)])
        yield Case(f"palette_{bits}.tif", data, f"a palette, {bits} bits")
    for order, name in (("<", "le"), (">", "be")):
        wide = (picture(45, 31, 5).astype(np.uint16) << 8) | noise(45, 31, 5).astype(np.uint16)[:, :, None]
        yield Case(f"rgb_16_{name}.tif", build(strips(wide, 9, order), 45, 31, [16] * 3, RGB, order=order, rows=9), "RGB of 16 bits")
        yield Case(f"rgb_16_deflate_{name}.tif", build(strips(wide, 9, order), 45, 31, [16] * 3, RGB, order=order, rows=9,
                                                       compression=8), "RGB of 16 bits, deflate")
        high = np.repeat((wide[:, :, :1] >> 8).astype(np.uint8), 3, 2)
        yield Case(f"gray_16_{name}.tif", build([raw(wide[:, :, 0], order)], 45, 31, [16], BLACK, order=order), "gray of 16 bits",
                   high, HIGH_BYTE)
        twelve = build(strips(packed_12(wide[:, :, 0] >> 4), 9), 45, 31, [12], BLACK, order=order, rows=9)
        yield Case(f"gray_12_{name}.tif", twelve, "gray of 12 bits", high, HIGH_BYTE)
    floats = (gray(45, 31, 6).astype(np.float32) * 1.5 - 40.25)
    yield Case("gray_float.tif", build([floats.tobytes()], 45, 31, [32], BLACK, tags=[(339, SHORT, [3])]), "gray in floats")
    numbers = gray(45, 31, 6).astype(np.int32) * 2 - 100
    yield Case("gray_32.tif", build([numbers.tobytes()], 45, 31, [32], BLACK, tags=[(339, SHORT, [2])]), "gray of 32 bits")


def extras():
    alpha = noise(45, 31, 7).astype(np.uint8)
    alpha[:10] = 255
    alpha[20:] = 0
    samples = np.dstack([picture(45, 31, 7), alpha])
    premultiplied = np.dstack([samples[:, :, :3].astype(int) * alpha[:, :, None] // 255, alpha]).astype(np.uint8)
    for extra, name in ((0, "unspecified"), (1, "associated"), (2, "unassociated")):
        data = premultiplied if extra == 1 else samples
        for compression in (1, 8):
            yield Case(f"extra_{name}_{compression}.tif", build([raw(data)], 45, 31, [8] * 4, RGB, tags=[(338, SHORT, [extra])],
                                                                compression=compression), f"a fourth sample, {name}")
    yield Case("extra_none.tif", build([raw(samples)], 45, 31, [8] * 4, RGB), "a fourth sample without a word on it")
    gray_alpha = np.dstack([samples[:, :, 1], alpha])
    for extra, name in ((0, "unspecified"), (2, "unassociated")):
        yield Case(f"gray_extra_{name}.tif", build([raw(gray_alpha)], 45, 31, [8] * 2, BLACK, tags=[(338, SHORT, [extra])]),
                   f"gray with a second sample, {name}")


    planes = build([zlib.compress(raw(samples[:, :, 1])), b""], 45, 31, [8] * 2, BLACK, tags=[(338, SHORT, [0])], planar=2)
    yield Case("gray_extra_plane_empty.tif", planes.replace(struct.pack("<HHII", 259, SHORT, 1, 1), struct.pack("<HHII", 259, SHORT, 1, 8)),
               "gray with a plane of no meaning and of no bytes")


def orientations():
    samples = picture(23, 17, 8)
    for orientation in range(0, 10):
        data = build([raw(samples)], 23, 17, [8] * 3, RGB, tags=[(274, SHORT, [orientation])], compression=8)
        yield Case(f"orientation_{orientation}.tif", data, f"orientation {orientation}")
    yield Case("orientation_6_raw.tif", build([raw(samples)], 23, 17, [8] * 3, RGB, tags=[(274, SHORT, [6])]),
               "orientation 6, not compressed")


def damaged():
    samples = picture(45, 31, 4)
    good = build(strips(samples, 7), 45, 31, [8] * 3, RGB, rows=7)
    yield Case("header_only.tif", good[:8], "nothing after the header")
    yield Case("directory_beyond.tif", good[:4] + struct.pack("<I", 1 << 30) + good[8:], "a directory beyond the end")
    yield Case("no_strips.tif", build([], 45, 31, [8] * 3, RGB), "no strips")
    yield Case("bits_64.tif", build([raw(samples)], 45, 31, [64], BLACK), "64 bits")
    yield Case("samples_20.tif", build([raw(samples)], 45, 31, [8] * 20, RGB), "twenty samples a pixel")
    yield Case("compression_9999.tif", build([raw(samples)], 45, 31, [8] * 3, RGB, compression=9999), "an unknown compression")
    yield Case("deflate_garbage.tif", good.replace(struct.pack("<HHII", 259, SHORT, 1, 1), struct.pack("<HHII", 259, SHORT, 1, 8)),
               "deflate that is none")
    for width, height in ((0, 31), (65000, 65000), (0x7fffffff, 0x7fffffff)):
        yield Case(f"claims_{width}x{height}.tif", build([raw(samples)], width, height, [8] * 3, RGB), f"{width}x{height} claimed")
    huge = build(tiles(samples, 16, 16), 45, 31, [8] * 3, RGB, tile=(65520, 65520), compression=8)
    yield Case("claims_huge_tile.tif", huge, "a tile of 4,293 million pixels claimed")
