"""EXIF blocks, as JPEG APP1 segments carry them."""

import struct

from .jpeg import segment

SHORT, LONG = 3, 4
XMP_MARK = b"http://ns.adobe.com/xap/1.0/\0"


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


def entries(*fields, order="<", data=b""):
    """A TIFF block of raw entries (tag, type, count, four bytes), followed by `data`, which begins at `data_offset(len(fields))`."""
    out = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, len(fields))
    for tag, kind, count, value in fields:
        out += struct.pack(order + "HHI", tag, kind, count) + value
    return out + bytes(4) + data


def data_offset(count):
    """Where what follows a directory of `count` entries begins."""
    return 10 + 12 * count + 4


def typed_orientations():
    """Orientation 6 as numbers of every type, and as what is no number."""
    def inline(kind, value, count=1):
        return entries((0x0112, kind, count, value.ljust(4, b"\0")))

    def apart(kind, data, count=1):
        return entries((0x0112, kind, count, struct.pack("<I", data_offset(1))), data=data)

    return {
        "byte": inline(1, b"\6"), "text": inline(2, b"6\0", 2), "signed_byte": inline(6, b"\6"), "undefined": inline(7, b"\6"),
        "signed_short": inline(8, b"\6\0"), "signed_long": inline(9, b"\6\0\0\0"), "float": inline(11, struct.pack("<f", 6)),
        "ifd": inline(13, b"\6\0\0\0"), "two_shorts": inline(3, b"\6\0\3\0", 2), "three_shorts": apart(3, b"\6\0\3\0\1\0", 3),
        "rational": apart(5, struct.pack("<II", 12, 2)), "uneven_rational": apart(5, struct.pack("<II", 13, 2)),
        "signed_rational": apart(10, struct.pack("<ii", -6, -1)), "double": apart(12, struct.pack("<d", 6)),
        "long8": apart(16, struct.pack("<Q", 6)), "unknown_type": inline(99, b"\6"), "no_value": inline(3, b"\6", 0),
    }


def astray():
    """Blocks in which something before the orientation is wrong."""
    six = (0x0112, SHORT, 1, b"\6\0\0\0")

    def after(*fields, data=b""):
        return entries(*fields, six, data=data)

    maker = struct.pack("<I", data_offset(2))
    return {
        "maker_elsewhere": after((0x010F, 2, 8, maker), data=b"a maker\0"),
        "maker_past_the_end": after((0x010F, 2, 8, maker), data=b"cut"),
        "maker_too_long": after((0x010F, 2, 5000, maker)),
        "maker_of_unknown_type": after((0x010F, 77, 5000, maker)),
        "orientation_twice": after((0x0112, SHORT, 1, b"\3\0\0\0")),
        "orientation_twice_first_empty": after((0x0112, SHORT, 0, b"\3\0\0\0")),
        "orientation_of_text_first": after((0x0112, 2, 2, b"6\0\0\0")),
        "marked_wrongly": b"MM*\0" + tiff([(0x0112, SHORT, 6)], ">")[4:],
        "marked_as_big": b"MM\0+" + tiff([(0x0112, SHORT, 6)], ">")[4:],
    }
