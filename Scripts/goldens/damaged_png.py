"""Broken and hostile PNG files. Whether each is a bad file or an oddity that decodes is for Pillow to say."""

import struct
import zlib

from . import png
from .cases import Case
from .decode_png import palette, samples

WIDTH, HEIGHT = 23, 14


def cases():
    yield from headers()
    yield from checksums()
    yield from streams()
    yield from structure()
    yield from palettes()


def file(*chunks):
    """Signature, the given chunks, IEND."""
    return png.SIGNATURE + b"".join(chunks) + png.chunk(b"IEND")


def pieces():
    """IHDR and the compressed samples of a small RGB picture."""
    data = zlib.compress(png.scanlines(samples(png.RGB, 8, WIDTH, HEIGHT), 8), 9)
    return png.header(WIDTH, HEIGHT, 8, png.RGB), data


def headers():
    idat = png.chunk(b"IDAT", pieces()[1])
    yield Case("signature_only.png", png.SIGNATURE, "nothing after the signature")
    for width, height in ((0, 5), (5, 0), (65000, 65000), (2**31 - 1, 1), (1, 2**31 - 1), (2**31 - 1, 2**31 - 1), (2**31, 1),
                          (2**32 - 1, 2**32 - 1), (13400, 13400)):
        yield Case(f"claims_{width}x{height}.png", file(png.header(width, height, 8, png.RGB), idat),
                   f"{width}x{height} claimed, a few hundred bytes there")
    for colour_type, depth in ((png.GRAY, 3), (png.GRAY, 32), (png.RGB, 4), (png.PALETTE, 16), (png.GRAY_ALPHA, 4),
                               (png.RGBA, 1), (1, 8), (5, 8), (7, 8)):
        yield Case(f"colour_type_{colour_type}_depth_{depth}.png", file(png.header(WIDTH, HEIGHT, depth, colour_type), idat),
                   "a colour type and depth that do not go together")
    for name, fields in (("compression_1", (1, 0, 0)), ("filter_method_1", (0, 1, 0)), ("interlace_2", (0, 0, 2))):
        head = png.chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, png.RGB, *fields))
        yield Case(f"{name}.png", file(head, idat), "a method byte of IHDR out of range")
    head = png.chunk(b"IHDR", struct.pack(">IIBB", WIDTH, HEIGHT, 8, png.RGB))
    yield Case("ihdr_short.png", file(head, idat), "IHDR of 10 bytes")


def checksums():
    head, data = pieces()
    text = png.chunk(b"tEXt", b"Title\0A picture")
    bad_text = png.chunk(b"tEXt", b"Title\0A picture", damage_crc=True)
    half = len(data) // 2
    halves = png.chunk(b"IDAT", data[:half], damage_crc=True), png.chunk(b"IDAT", data[half:])
    idat = png.chunk(b"IDAT", data)
    bad_head = png.header(WIDTH, HEIGHT, 8, png.RGB, damage_crc=True)
    yield Case("crc_ihdr.png", file(bad_head, idat), "wrong CRC in IHDR")
    yield Case("crc_text_before.png", file(head, bad_text, idat), "wrong CRC in an ancillary chunk before IDAT")
    yield Case("crc_text_after.png", file(head, idat, bad_text), "wrong CRC in an ancillary chunk after IDAT")
    yield Case("crc_idat.png", file(head, png.chunk(b"IDAT", data, damage_crc=True)), "wrong CRC in the only IDAT")
    yield Case("crc_idat_first.png", file(head, *halves), "wrong CRC in the first of two IDATs")
    yield Case("crc_iend.png", file(head, idat)[:-1] + b"\0", "wrong CRC in IEND")
    yield Case("crc_idat_and_text.png", file(head, text, png.chunk(b"IDAT", data, damage_crc=True)), "wrong CRC in IDAT after text")
    yield Case("adler_wrong.png", file(head, png.chunk(b"IDAT", data[:-1] + bytes([data[-1] ^ 1]))), "wrong Adler-32 in the stream")


def streams():
    head, data = pieces()
    raw = png.scanlines(samples(png.RGB, 8, WIDTH, HEIGHT), 8)
    row = 1 + WIDTH * 3
    broken = bytearray(data)
    broken[len(data) // 2] ^= 0xFF
    variants = {
        "zlib_header": (b"\x78\x00" + data[2:], "a zlib header with wrong check bits"),
        "zlib_corrupt": (bytes(broken), "a flipped byte in the middle of the stream"),
        "zlib_junk": (bytes(range(1, 200)), "junk instead of a zlib stream"),
        "zlib_preset_dictionary": (b"\x78\x20" + data[2:], "the stream asks for a dictionary"),
        "idat_none": (b"", "an empty stream"),
        "idat_cut": (data[:len(data) * 2 // 3], "a third of the stream missing"),
        "idat_without_adler": (data[:-4], "no Adler-32 at the end of the stream"),
        "rows_missing": (zlib.compress(raw[:row * (HEIGHT - 1)]), "a complete stream that lacks the last row"),
        "last_byte_missing": (zlib.compress(raw[:-1]), "a complete stream that lacks the last byte"),
        "rows_extra": (zlib.compress(raw + raw[-row:]), "a stream with a row too many"),
        "junk_after_stream": (data + b"junk" * 9, "junk behind the stream, inside IDAT"),
        "filter_5": (zlib.compress(raw[:row * 7] + b"\5" + raw[row * 7 + 1:]), "an undefined filter kind in one row"),
        "filter_255_last_row": (zlib.compress(raw[:-row] + b"\xff" + raw[1 - row:]), "an undefined filter kind in the last row"),
    }
    for name, (stream, what) in variants.items():
        yield Case(f"{name}.png", file(head, png.chunk(b"IDAT", stream)), what)
    interlaced = zlib.compress(png.scanlines(samples(png.RGB, 8, WIDTH, HEIGHT), 8, True)[:-row], 9)
    yield Case("adam7_last_pass_short.png", file(png.header(WIDTH, HEIGHT, 8, png.RGB, True), png.chunk(b"IDAT", interlaced)),
               "Adam7, the last pass lacks rows")


def structure():
    head, data = pieces()
    idat = png.chunk(b"IDAT", data)
    half = len(data) // 2
    first, second = png.chunk(b"IDAT", data[:half]), png.chunk(b"IDAT", data[half:])
    text = png.chunk(b"tEXt", b"Title\0A picture")
    gamma = png.chunk(b"gAMA", bytes(3))
    yield Case("idat_apart.png", file(head, first, text, second), "a text chunk between two IDATs")
    yield Case("idat_missing.png", file(head), "no IDAT")
    yield Case("ihdr_missing.png", file(idat), "no IHDR")
    yield Case("ihdr_second_chunk.png", file(text, head, idat), "a text chunk before IHDR")
    yield Case("ihdr_twice.png", file(head, head, idat), "IHDR twice")
    yield Case("iend_missing.png", (png.SIGNATURE + head + idat), "no IEND")
    yield Case("iend_first.png", file(head, png.chunk(b"IEND"), idat), "IEND before IDAT")
    yield Case("critical_unknown.png", file(head, png.chunk(b"CRIT", b"?"), idat), "an unknown critical chunk before IDAT")
    yield Case("critical_unknown_after.png", file(head, idat, png.chunk(b"CRIT", b"?")), "an unknown critical chunk after IDAT")
    yield Case("chunk_name_digits.png", file(head, png.chunk(b"12!4", b"?"), idat), "a chunk whose name is not letters")
    yield Case("chunk_length_huge.png", file(head, b"\xff\xff\xff\xfftEXtTitle\0", idat), "a chunk length of 2^32 - 1")
    yield Case("idat_length_huge.png", png.SIGNATURE + head + b"\x7f\xff\xff\xffIDAT" + data, "an IDAT length of 2^31 - 1")
    yield Case("gamma_short.png", file(head, gamma, idat), "gAMA of 3 bytes")
    yield Case("icc_corrupt.png", file(head, png.chunk(b"iCCP", b"made up\0\0junk"), idat), "an iCCP that does not inflate")
    yield Case("ztxt_corrupt.png", file(head, png.chunk(b"zTXt", b"Comment\0\0junk"), idat), "a zTXt that does not inflate")
    bomb = png.chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(5_000_000), 9))
    yield Case("ztxt_bomb.png", file(head, bomb, idat), "a zTXt that inflates to 5 MB")
    yield Case("trns_long.png", file(head, png.chunk(b"tRNS", bytes(9)), idat), "tRNS of 9 bytes on RGB")
    yield Case("signature_damaged.png", b"\x89PNG\n\n\x1a\n" + file(head, idat)[8:], "a signature hurt by newline conversion")


def palettes():
    values = samples(png.PALETTE, 8, WIDTH, HEIGHT, 2)
    small = samples(png.PALETTE, 2, WIDTH, HEIGHT, 2)
    for name, indices, depth in (("8", values, 8), ("2", small, 2)):
        head = png.header(WIDTH, HEIGHT, depth, png.PALETTE)
        idat = png.chunk(b"IDAT", zlib.compress(png.scanlines(indices, depth), 9))
        ragged = png.chunk(b"PLTE", bytes(range(8)))
        oversized = png.chunk(b"PLTE", bytes(range(256)) * 4)
        yield Case(f"palette_missing_{name}.png", file(head, idat), "no PLTE for a palette image")
        yield Case(f"palette_late_{name}.png", file(head, idat, palette(1 << depth)), "PLTE after IDAT")
        yield Case(f"palette_empty_{name}.png", file(head, png.chunk(b"PLTE"), idat), "an empty PLTE")
        yield Case(f"palette_ragged_{name}.png", file(head, ragged, idat), "a PLTE of 8 bytes")
        yield Case(f"palette_oversized_{name}.png", file(head, oversized, idat), "a PLTE of 1024 bytes")
        yield Case(f"palette_index_out_{name}.png", file(head, palette(3, 2), idat), "indices beyond the palette")
        yield Case(f"palette_trns_long_{name}.png", file(head, palette(1 << depth), png.chunk(b"tRNS", bytes(300)), idat),
                   "more alpha values than colours")
    gray = samples(png.GRAY, 8, WIDTH, HEIGHT, 2)
    yield Case("palette_on_gray.png", file(png.header(WIDTH, HEIGHT, 8, png.GRAY), palette(4),
               png.chunk(b"IDAT", zlib.compress(png.scanlines(gray, 8)))), "PLTE in a grayscale image")
