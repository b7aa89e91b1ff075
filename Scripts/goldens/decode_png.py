"""The well-formed PNG fixtures: every colour type, depth, filter and interlacing, and the chunks around them."""

import struct
import zlib

import numpy as np

from . import exif, png
from .cases import Case
from .pictures import gray, noise, picture

SIZES = ((31, 22), (1, 1), (3, 2), (5, 7))
HIGH_BYTE = "16-bit gray keeps its high byte; Pillow clamps to 255 instead"
KINDS = {
    "gray": (png.GRAY, (1, 2, 4, 8, 16)), "rgb": (png.RGB, (8, 16)), "palette": (png.PALETTE, (1, 2, 4, 8)),
    "gray_alpha": (png.GRAY_ALPHA, (8, 16)), "rgba": (png.RGBA, (8, 16)),
}


def cases():
    for name, (colour_type, depths) in KINDS.items():
        for depth in depths:
            for interlaced in (False, True):
                for size in SIZES:
                    yield layout(name, colour_type, depth, interlaced, *size)
    yield from transparency()
    yield from filters()
    yield from palettes()
    yield from chunks()
    yield from animations()
    yield from orientations()


def samples(colour_type, depth, width, height, seed=1):
    """Samples (height x width x channels) of a picture in a colour type; low bytes of 16-bit samples are noise."""
    alpha = noise(width, height, seed)[:, :, None]
    if colour_type == png.PALETTE:
        return (gray(width, height, seed) >> (8 - depth))[:, :, None]
    if colour_type in (png.RGB, png.RGBA):
        values = picture(width, height, seed).astype(np.int64)
    else:
        values = gray(width, height, seed)[:, :, None].astype(np.int64)
    if colour_type in (png.GRAY_ALPHA, png.RGBA):
        values = np.concatenate([values, alpha], axis=2)
    return (values << 8 | 255 - alpha) if depth == 16 else values >> (8 - depth)


def palette(count, seed=1):
    """A PLTE chunk of `count` unlike colours."""
    return png.chunk(b"PLTE", noise(3, count, seed).astype(np.uint8).tobytes())


def high_byte(values):
    """The contract's reading of 16-bit gray samples."""
    return np.repeat((values[:, :, :1] >> 8).astype(np.uint8), 3, axis=2)


def gray16(name, values, what, **options):
    return Case(name, png.encode(values, 16, png.GRAY, **options), what, high_byte(values), HIGH_BYTE)


def layout(kind, colour_type, depth, interlaced, width, height):
    values = samples(colour_type, depth, width, height)
    name = f"{kind}_{depth}{'_adam7' if interlaced else ''}_{width}x{height}.png"
    what = f"{kind}, {depth} bits, {'Adam7' if interlaced else 'not interlaced'}"
    if (colour_type, depth) == (png.GRAY, 16):
        return gray16(name, values, what, interlaced=interlaced)
    extra = palette(1 << depth) if colour_type == png.PALETTE else b""
    return Case(name, png.encode(values, depth, colour_type, interlaced, extra), what)


def transparency():
    """tRNS is dropped: the colour below it counts."""
    for depth in (1, 2, 4, 8):
        values = samples(png.GRAY, depth, 21, 14, 2)
        key = png.chunk(b"tRNS", struct.pack(">H", int(values[7, 10, 0])))
        yield Case(f"trns_gray_{depth}.png", png.encode(values, depth, png.GRAY, extra=key), "gray with a transparent value")
    values = samples(png.GRAY, 16, 21, 14, 2)
    key = png.chunk(b"tRNS", struct.pack(">H", int(values[7, 10, 0])))
    yield gray16("trns_gray_16.png", values, "16-bit gray with a transparent value", extra=key)
    for depth in (8, 16):
        values = samples(png.RGB, depth, 21, 14, 2)
        key = png.chunk(b"tRNS", struct.pack(">HHH", *(int(v) for v in values[7, 10])))
        yield Case(f"trns_rgb_{depth}.png", png.encode(values, depth, png.RGB, extra=key), "RGB with a transparent colour")
    for depth in (1, 2, 4, 8):
        values = samples(png.PALETTE, depth, 21, 14, 2)
        for name, count in (("", 1 << depth), ("_short", 1)):
            alphas = png.chunk(b"tRNS", noise(count, 1, 5).astype(np.uint8).tobytes())
            data = png.encode(values, depth, png.PALETTE, extra=palette(1 << depth, 2) + alphas)
            yield Case(f"trns_palette_{depth}{name}.png", data, f"a palette with {count} alpha values")


def filters():
    values = samples(png.RGB, 8, 30, 20, 3)
    for kind, name in enumerate(("none", "sub", "up", "average", "paeth")):
        yield Case(f"filter_{name}.png", png.encode(values, 8, png.RGB, filters=(kind,)), f"filter {name} in every row")
    values = samples(png.RGBA, 16, 20, 13, 3)
    yield Case("filter_paeth_rgba_16.png", png.encode(values, 16, png.RGBA, filters=(4,)), "filter Paeth, 8 bytes a pixel")


def palettes():
    values = samples(png.PALETTE, 8, 40, 26, 4) % 5
    yield Case("palette_8_five_colours.png", png.encode(values, 8, png.PALETTE, extra=palette(5, 4)),
               "a palette shorter than the index range, all indices valid")
    values = samples(png.PALETTE, 4, 19, 11, 4) % 3
    yield Case("palette_4_three_colours.png", png.encode(values, 4, png.PALETTE, True, palette(3, 4)),
               "the same at 4 bits, Adam7")
    values = samples(png.RGB, 8, 19, 11, 4)
    yield Case("rgb_suggested_palette.png", png.encode(values, 8, png.RGB, extra=palette(7)), "RGB with a suggested palette")


def chunks():
    values = samples(png.RGB, 8, 37, 23, 5)
    profile = png.chunk(b"iCCP", b"made up\0\0" + zlib.compress(bytes(range(256))))
    gamma = png.chunk(b"gAMA", struct.pack(">I", 100000))
    white = png.chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000))
    text = png.chunk(b"tEXt", b"Title\0A picture")
    packed_text = png.chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"words " * 50))
    wide_text = png.chunk(b"iTXt", b"Author\0\0\0en\0\0" + "Zoë".encode())
    upright = png.chunk(b"eXIf", b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0")
    extras = {
        "srgb_and_gamma": (png.chunk(b"sRGB", b"\0") + png.chunk(b"gAMA", struct.pack(">I", 45455)), "sRGB and gAMA"),
        "gamma_one": (gamma, "gAMA of 1.0 is ignored"),
        "icc_profile": (gamma + white + profile, "gAMA, cHRM and a (meaningless) iCCP are ignored"),
        "texts": (text + packed_text + wide_text, "tEXt, zTXt and iTXt"),
        "background": (png.chunk(b"bKGD", struct.pack(">HHH", 255, 0, 0)), "a background colour is ignored"),
        "significant_bits": (png.chunk(b"sBIT", b"\5\6\5"), "sBIT is ignored"),
        "unknown_ancillary": (png.chunk(b"prVt", b"private"), "an unknown ancillary chunk"),
    }
    for name, (extra, what) in extras.items():
        yield Case(f"chunk_{name}.png", png.encode(values, 8, png.RGB, extra=extra), what)
    yield Case("chunk_exif.png", png.encode(values, 8, png.RGB, extra=upright), "an eXIf chunk with orientation 6")
    plain = png.encode(values, 8, png.RGB)
    for size in (1, 100):
        few = values if size > 1 else values[:6, :7]
        yield Case(f"idat_{size}.png", png.encode(few, 8, png.RGB, idat_size=size), f"IDAT chunks of {size} bytes")
    at = plain.index(b"IDAT") - 4
    yield Case("idat_empty_first.png", plain[:at] + png.chunk(b"IDAT") + plain[at:], "an empty IDAT before the others")
    yield Case("text_after_idat.png", plain[:-12] + text + plain[-12:], "a text chunk between IDAT and IEND")
    yield Case("trailing_junk.png", plain + b"junk" * 50, "bytes after IEND")
    yield Case("png_named.jpg", plain, "a PNG whose name says JPEG")
    stored = zlib.compress(png.scanlines(values, 8), 0)
    yield Case("stored_deflate.png", png.SIGNATURE + png.header(37, 23, 8, png.RGB) + png.data_chunks(stored)
               + png.chunk(b"IEND"), "deflate without compression")


def animations():
    """Animated PNG: the still image is what counts."""
    first, second = samples(png.RGB, 8, 24, 17, 6), samples(png.RGB, 8, 24, 17, 7)

    def control(sequence):
        return png.chunk(b"fcTL", struct.pack(">IIIIIHHBB", sequence, 24, 17, 0, 0, 1, 10, 0, 0))

    def data(sequence, values):
        return png.chunk(b"fdAT", struct.pack(">I", sequence) + zlib.compress(png.scanlines(values, 8)))

    def file(frames, before, after):
        still = png.chunk(b"IDAT", zlib.compress(png.scanlines(first, 8)))
        counts = png.chunk(b"acTL", struct.pack(">II", frames, 0))
        return (png.SIGNATURE + png.header(24, 17, 8, png.RGB) + counts + before + still + after + png.chunk(b"IEND"))

    yield Case("apng_default_is_first.png", file(2, control(0), control(1) + data(2, second)),
               "the still image is the first frame")
    yield Case("apng_default_apart.png", file(1, b"", control(0) + data(1, second)),
               "the still image is not part of the animation")


def profile(block):
    """An EXIF block as ImageMagick writes it into a text."""
    digits = block.hex()
    lines = "\n".join(digits[i:i + 72] for i in range(0, len(digits), 72))
    return f"\nexif\n{len(block):8}\n{lines}\n".encode()


def packet(attribute):
    return b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description ' + attribute + b"/></x:xmpmeta>"


def orientations():
    """How the picture is to be turned: by eXIf, by texts, by XMP, before the picture and after it."""
    values = samples(png.RGB, 8, 13, 9, 8)
    plain = png.encode(values, 8, png.RGB)

    def block(value, order="<"):
        return exif.tiff([(0x0103, exif.SHORT, 6), (0x0112, exif.SHORT, value)], order)

    def text(kind, keyword, content):
        between = {b"tEXt": b"\0", b"zTXt": b"\0\0", b"iTXt": b"\0\0\0\0\0", b"iTXc": b"\0\1\0en\0\0"}[kind]
        packed = content if kind in (b"tEXt", b"iTXt") else zlib.compress(content)
        return png.chunk(b"iTXt" if kind == b"iTXc" else kind, keyword + between + packed)

    def chunk(value):
        return png.chunk(b"eXIf", block(value))

    raw, xmp = b"Raw profile type exif", b"XML:com.adobe.xmp"
    six = packet(b'tiff:Orientation="6"')
    variants = {f"exif_{value}": chunk(value) for value in range(10)}
    variants |= {f"exif_big_{value}": png.chunk(b"eXIf", block(value, ">")) for value in (2, 6)}
    variants |= {
        "exif_marked": png.chunk(b"eXIf", b"Exif\0\0" + block(6)), "exif_twice": chunk(6) + chunk(3),
        "exif_text": png.chunk(b"tEXt", b"exif\0" + block(6)), "exif_text_last": chunk(3) + png.chunk(b"tEXt", b"exif\0" + block(6)),
        "exif_cut": png.chunk(b"eXIf", block(6)[:32]),
        "profile": text(b"tEXt", raw, profile(b"Exif\0\0" + block(6))), "profile_unmarked": text(b"tEXt", raw, profile(block(8))),
        "profile_packed": text(b"zTXt", raw, profile(block(5))), "profile_wide": text(b"iTXt", raw, profile(block(7))),
        "profile_and_exif": text(b"tEXt", raw, profile(block(6))) + chunk(3),
        "xmp": text(b"iTXt", xmp, six), "xmp_packed": text(b"iTXc", xmp, six), "xmp_text": text(b"tEXt", xmp, six),
        "xmp_packed_text": text(b"zTXt", xmp, six), "xmp_element": text(b"iTXt", xmp, b"<tiff:Orientation>8</tiff:Orientation>"),
        "xmp_0": text(b"iTXt", xmp, packet(b'tiff:Orientation="0"')), "xmp_16": text(b"iTXt", xmp, packet(b'tiff:Orientation="16"')),
        "xmp_second": text(b"iTXt", xmp, packet(b'tiff:Orientation=x tiff:Orientation="6"')),
        "xmp_twice": text(b"iTXt", xmp, six) + text(b"iTXt", xmp, packet(b'tiff:Orientation="3"')),
        "xmp_and_exif": text(b"iTXt", xmp, six) + chunk(3), "xmp_and_upright": text(b"iTXt", xmp, six) + chunk(1),
        "xmp_and_other_exif": text(b"iTXt", xmp, six) + png.chunk(b"eXIf", exif.tiff([(0x0103, exif.SHORT, 6)])),
        "other_texts": text(b"tEXt", b"Raw profile type iptc", profile(block(6))) + text(b"iTXt", b"xmp2", six),
    }
    for name, extra in variants.items():
        yield Case(f"orientation_{name}.png", png.encode(values, 8, png.RGB, extra=extra), f"orientation: {name.replace('_', ' ')}")
    for name in ("exif_6", "xmp", "profile", "exif_text"):
        yield Case(f"orientation_{name}_at_end.png", plain[:-12] + variants[name] + plain[-12:], f"{name}, after the picture")
    yield Case("orientation_in_between.png", png.encode(values, 8, png.RGB, extra=chunk(3))[:-12] + chunk(6) + plain[-12:],
               "before the picture and after it")
    for colour_type, depth, interlaced in ((png.PALETTE, 4, False), (png.GRAY, 1, True), (png.RGBA, 16, True), (png.GRAY_ALPHA, 8, False)):
        colours = samples(colour_type, depth, 13, 9, 8)
        extra = (palette(1 << depth) if colour_type == png.PALETTE else b"") + chunk(6)
        yield Case(f"orientation_6_type_{colour_type}_{depth}.png", png.encode(colours, depth, colour_type, interlaced, extra),
                   f"orientation 6, colour type {colour_type}, {depth} bits")
