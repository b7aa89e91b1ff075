"""Makes JPEG files of many kinds with libjpeg-turbo's `cjpeg` and `libturbojpeg`, and edits their segments."""

import ctypes
import ctypes.util
import io
import struct
import subprocess

import numpy as np
from PIL import Image

SOI, EOI = b"\xff\xd8", b"\xff\xd9"


def cjpeg(rgb, *switches):
    """A JPEG of the RGB array, by `cjpeg` with these switches."""
    height, width = rgb.shape[:2]
    source = b"P6\n%d %d\n255\n" % (width, height) + rgb.tobytes()
    return subprocess.run(["cjpeg", *switches], input=source, capture_output=True, check=True).stdout


def cmyk(rgb, **options):
    """A CMYK JPEG as Pillow saves it: Adobe marker, transform 0, inverted samples."""
    out = io.BytesIO()
    Image.fromarray(ink(rgb), "CMYK").save(out, "JPEG", **options)
    return out.getvalue()


def ycck(rgb, subsampling, quality=90):
    """A YCCK JPEG (Adobe transform 2) by TurboJPEG; `subsampling` is a TJSAMP value (0: 4:4:4, 1: 4:2:2, 2: 4:2:0)."""
    turbo = ctypes.CDLL(ctypes.util.find_library("turbojpeg"))
    turbo.tjInitCompress.restype = ctypes.c_void_p
    turbo.tjGetErrorStr.restype = ctypes.c_char_p
    pixel_format_cmyk = 11
    height, width = rgb.shape[:2]
    inverted = np.ascontiguousarray(255 - ink(rgb))
    buffer, size = ctypes.POINTER(ctypes.c_ubyte)(), ctypes.c_ulong(0)
    handle = ctypes.c_void_p(turbo.tjInitCompress())
    status = turbo.tjCompress2(handle, inverted.ctypes.data_as(ctypes.c_void_p), width, 0, height, pixel_format_cmyk,
                               ctypes.byref(buffer), ctypes.byref(size), subsampling, quality, 0)
    if status != 0:
        raise RuntimeError(turbo.tjGetErrorStr().decode())
    data = ctypes.string_at(buffer, size.value)
    turbo.tjFree(buffer)
    turbo.tjDestroy(handle)
    if adobe_transform(data) != 2:
        raise RuntimeError("TurboJPEG wrote no Adobe transform 2")
    return data


def ink(rgb):
    """CMYK samples of an RGB array, with black taken out of the colours so that K varies."""
    inks = 255 - rgb.astype(np.int64)
    black = inks.min(axis=2, keepdims=True) * 3 // 4
    return np.ascontiguousarray(np.concatenate([inks - black, black], axis=2).astype(np.uint8))


def segments(data):
    """The header as a list of (offset, marker byte, length with marker), up to and including SOS."""
    found, at = [], 2
    while True:
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2:at + 4])[0] + 2
        found.append((at, marker, length))
        if marker == 0xDA:
            return found
        at += length


def find(data, *markers):
    """The offset of the first segment with one of these marker bytes."""
    return next(at for at, marker, _ in segments(data) if marker in markers)


def without(data, *markers):
    """The file with all header segments of these marker bytes taken out."""
    out, last = bytearray(), 0
    for at, marker, length in segments(data):
        if marker in markers:
            out += data[last:at]
            last = at + length
    return bytes(out + data[last:])


def segment(marker, payload):
    """One segment: marker, length, payload."""
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def inserted(data, *new):
    """The file with these segments right after SOI."""
    return data[:2] + b"".join(new) + data[2:]


def patched(data, at, replacement):
    """The file with bytes from `at` on overwritten."""
    return data[:at] + replacement + data[at + len(replacement):]


def frame_offset(data):
    """The offset of the frame header (SOF)."""
    return find(data, *(m for m in range(0xC0, 0xD0) if m not in (0xC4, 0xC8, 0xCC)))


def scan_offset(data):
    """The offset of the first byte of coded data."""
    at, _, length = segments(data)[-1]
    return at + length


def adobe_transform(data):
    """The transform byte of the Adobe marker, or None."""
    for at, marker, _ in segments(data):
        if marker == 0xEE and data[at + 4:at + 9] == b"Adobe":
            return data[at + 15]
    return None
