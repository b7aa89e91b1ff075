"""WebP fixtures: libwebp's encoder for the pictures, chunks put together here where the encoder would not."""

import io
import struct

import numpy as np
from PIL import Image

from ..cases import Case
from ..pictures import noise, picture

CUT = ("lossy_16x16.webp", "lossless_16x16.webp", "alpha_lossy.webp", "animated_alpha.webp", "orientation_6.webp")


def encoded(samples, **options):
    out = io.BytesIO()
    Image.fromarray(samples).save(out, "WEBP", **options)
    return out.getvalue()


def with_alpha(width, height, seed=1):
    alpha = noise(width, height, seed).astype(np.uint8)
    alpha[: height // 3] = 0
    alpha[2 * height // 3:] = 255
    return np.dstack([picture(width, height, seed), alpha])


def chunk(name, data):
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def chunks(data):
    """The chunks of a file as they stand there."""
    at, found = 12, []
    while at < len(data):
        size = struct.unpack_from("<I", data, at + 4)[0]
        found.append((data[at:at + 4], data[at + 8:at + 8 + size]))
        at += 8 + size + size % 2
    return found


def riff(*parts):
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def number(value):
    return struct.pack("<I", value)[:3]


def extended(flags, width, height):
    return chunk(b"VP8X", bytes([flags, 0, 0, 0]) + number(width - 1) + number(height - 1))


def picture_chunks(data):
    return b"".join(chunk(name, content) for name, content in chunks(data) if name in (b"ALPH", b"VP8 ", b"VP8L"))


def animated(width, height, frames, alpha, background=b"\x10\x20\x30\xff"):
    """An animation. Each frame is (file, left, top, width, height, flags)."""
    body = [chunk(b"ANIM", background + b"\0\0")]
    for data, left, top, frame_width, frame_height, flags in frames:
        head = number(left // 2) + number(top // 2) + number(frame_width - 1) + number(frame_height - 1) + number(100)
        body.append(chunk(b"ANMF", head + bytes([flags]) + picture_chunks(data)))
    return riff(extended(2 | (0x10 if alpha else 0), width, height), *body)


def exif(orientation, order="<"):
    mark = b"II*\0" if order == "<" else b"MM\0*"
    return mark + struct.pack(order + "IHHHI", 8, 1, 0x0112, 3, 1) + struct.pack(order + "HHI", orientation, 0, 0)


def cases():
    for quality in (10, 75, 95):
        yield Case(f"lossy_{quality}.webp", encoded(picture(61, 43), quality=quality), f"lossy, quality {quality}")
    for size in ((1, 1), (2, 3), (16, 16), (17, 33), (130, 5)):
        yield Case(f"lossy_{size[0]}x{size[1]}.webp", encoded(picture(*size, 2)), "lossy, of another size")
        yield Case(f"lossless_{size[0]}x{size[1]}.webp", encoded(picture(*size, 2), lossless=True), "lossless")
    yield Case("lossy_sharp.webp", encoded(picture(61, 43), use_sharp_yuv=True, method=6), "lossy, sharp YUV conversion")
    few = (picture(40, 30) // 128 * 127).astype(np.uint8)
    yield Case("lossless_palette.webp", encoded(few, lossless=True), "lossless, of few colours")
    yield Case("lossless_gray.webp", encoded(np.repeat(picture(40, 30)[:, :, :1], 3, 2), lossless=True), "lossless, gray")
    yield from alphas()
    yield from animations()
    yield from orientations()
    lossy = encoded(picture(31, 22, 3))
    yield Case("trailing_junk.webp", lossy + b"junk" * 20, "bytes after the end")
    yield Case("webp_named.jpg", lossy, "a WebP whose name says JPEG")


def alphas():
    samples = with_alpha(37, 29)
    yield Case("alpha_lossy.webp", encoded(samples), "lossy with alpha")
    yield Case("alpha_lossy_filtered.webp", encoded(samples, alpha_quality=30), "lossy with reduced alpha")
    yield Case("alpha_lossless.webp", encoded(samples, lossless=True), "lossless with alpha, colours under it cleared")
    yield Case("alpha_lossless_exact.webp", encoded(samples, lossless=True, exact=True), "the same, colours under it kept")
    opaque = samples.copy()
    opaque[:, :, 3] = 255
    yield Case("alpha_opaque.webp", encoded(opaque, lossless=True), "alpha that is opaque")


def animations():
    small, other = picture(20, 14, 2), picture(20, 14, 3)
    lossy, lossless = encoded(small), encoded(with_alpha(20, 14, 2), lossless=True, exact=True)
    yield Case("animated.webp", animated(20, 14, [(lossy, 0, 0, 20, 14, 2), (encoded(other), 0, 0, 20, 14, 2)], False),
               "two frames, of which the first counts")
    yield Case("animated_offset.webp", animated(40, 30, [(lossy, 6, 8, 20, 14, 2)], True),
               "a first frame smaller than the canvas")
    yield Case("animated_offset_opaque.webp", animated(40, 30, [(lossy, 6, 8, 20, 14, 2)], False),
               "the same on a canvas without alpha")
    yield Case("animated_alpha.webp", animated(33, 31, [(lossless, 12, 16, 20, 14, 0), (lossy, 0, 0, 20, 14, 1)], True),
               "a first frame with alpha, blended over the canvas")
    yield Case("animated_alpha_replace.webp", animated(33, 31, [(lossless, 2, 2, 20, 14, 2)], True),
               "the same, not blended")


def orientations():
    data = encoded(picture(23, 16, 4))
    for orientation in range(0, 10):
        block = exif(orientation, "<>"[orientation % 2])
        file = riff(extended(8, 23, 16), picture_chunks(data), chunk(b"EXIF", block))
        yield Case(f"orientation_{orientation}.webp", file, f"EXIF orientation {orientation}")
    marked = riff(extended(8, 23, 16), picture_chunks(data), chunk(b"EXIF", b"Exif\0\0" + exif(6)))
    yield Case("orientation_6_marked.webp", marked, "EXIF with the mark of JPEG's segment")
    packet = chunk(b"XMP ", b'<rdf:Description tiff:Orientation="8"/>')
    yield Case("orientation_in_xmp.webp", riff(extended(4, 23, 16), picture_chunks(data), packet), "orientation 8 in XMP, no EXIF")
    both = riff(extended(12, 23, 16), picture_chunks(data), chunk(b"EXIF", exif(3)), packet)
    yield Case("orientation_in_both.webp", both, "EXIF before XMP")
    cut = riff(extended(8, 23, 16), picture_chunks(data), chunk(b"EXIF", exif(6)[:20]))
    yield Case("orientation_cut.webp", cut, "EXIF whose only entry is cut off")
    unannounced = riff(extended(0, 23, 16), picture_chunks(data), chunk(b"EXIF", exif(6)))
    yield Case("orientation_6_unannounced.webp", unannounced, "EXIF that the header does not announce")


def damaged():
    lossy = encoded(picture(31, 22, 3))
    chunk_of = picture_chunks(lossy)
    yield Case("riff_only.webp", b"RIFF\x04\0\0\0WEBP", "nothing after the header")
    yield Case("wrong_start_code.webp", lossy.replace(b"\x9d\x01\x2a", b"\x9d\x01\x2b"), "a VP8 frame without its start code")
    yield Case("zero_filled.webp", lossy[:60] + bytes(len(lossy) - 60), "picture data of zeros")
    yield Case("canvas_mismatch.webp", riff(extended(0, 40, 40), chunk_of), "a picture of another size than its canvas")
    yield Case("claims_16384x16384.webp", animated(16384, 16384, [(lossy, 0, 0, 31, 22, 2)], False), "268 million pixels claimed")
    yield Case("claims_too_many.webp", riff(extended(2, 1 << 24, 1 << 24), chunk(b"ANIM", bytes(6))), "2⁴⁸ pixels claimed")
