"""EXIF blocks, as JPEG APP1 segments carry them."""

import struct

from .jpeg import segment

SHORT, LONG = 3, 4


def directory(entries, order="<", following=0):
    """A TIFF image file directory; entries are (tag, type, value) with values that fit the entry."""
    out = struct.pack(order + "H", len(entries))
    for tag, kind, value in entries:
        payload = struct.pack(order + "HH", value, 0) if kind == SHORT else struct.pack(order + "I", value)
        out += struct.pack(order + "HHI", tag, kind, 1) + payload
    return out + struct.pack(order + "I", following)


def tiff(entries, order="<"):
    """A TIFF block with one directory."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    return mark + struct.pack(order + "I", 8) + directory(entries, order)


def block(payload):
    """The APP1 segment of a TIFF block."""
    return segment(0xE1, b"Exif\0\0" + payload)


def orientation(value, order="<", kind=SHORT):
    """The APP1 segment that says only how to turn the picture, between two tags that do not matter."""
    return block(tiff([(0x0103, SHORT, 6), (0x0112, kind, value), (0x0128, SHORT, 2)], order))
