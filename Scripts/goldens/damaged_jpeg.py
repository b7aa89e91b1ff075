"""Broken and hostile JPEG files. Whether each is a bad file or an oddity that decodes is for Pillow to say."""

import re
import struct

from . import exif, jpeg
from .cases import Case
from .pictures import picture


def cases():
    yield from headers()
    yield from frames()
    yield from tables()
    yield from coded_data()
    yield from applications()


def plain(*switches):
    """A small 4:2:0 JPEG."""
    return jpeg.cjpeg(picture(43, 30, 3), "-quality", "80", *switches)


def headers():
    data = plain()
    yield Case("soi_only.jpg", jpeg.SOI, "the start marker alone")
    yield Case("soi_eoi.jpg", jpeg.SOI + jpeg.EOI, "start and end marker, nothing between")
    yield Case("soi_zeros.jpg", jpeg.SOI + bytes(500), "zeros after the start marker")
    yield Case("soi_missing.jpg", data[2:], "no start marker")
    yield Case("soi_twice.jpg", jpeg.SOI + data, "the start marker twice")
    yield Case("leading_byte.jpg", b"\0" + data, "a byte before the start marker")
    sof = jpeg.frame_offset(data)
    yield Case("bytes_between_segments.jpg", data[:sof] + b"abc" + data[sof:], "stray bytes between segments")
    yield Case("segment_length_0.jpg", data[:sof] + b"\xff\xfe\0\0" + data[sof:], "a comment of length 0")
    yield Case("segment_length_huge.jpg", data[:sof] + b"\xff\xfe\xff\xff" + data[sof:], "a comment longer than the file")
    yield Case("text_only.jpg", data[:jpeg.scan_offset(data)], "everything up to the coded data")


def frames():
    data = plain()
    sof = jpeg.frame_offset(data)
    length = 2 + struct.unpack(">H", data[sof + 2:sof + 4])[0]
    scan = jpeg.segments(data)[-1][0]
    yield Case("sof_missing.jpg", data[:sof] + data[sof + length:], "no frame header")
    yield Case("sof_twice.jpg", data[:sof + length] + data[sof:], "two frame headers")
    yield Case("scan_missing.jpg", data[:scan] + jpeg.EOI, "no scan")
    for height, width in ((65500, 65500), (65535, 65535), (0, 43), (30, 0), (13400, 13400)):
        yield Case(f"claims_{width}x{height}.jpg", jpeg.patched(data, sof + 5, struct.pack(">HH", height, width)),
                   f"{width}x{height} claimed, a few hundred bytes there")
    taller = jpeg.patched(data, sof + 5, struct.pack(">H", 200))
    yield Case("taller_than_data.jpg", taller, "200 rows claimed, 30 there, and an end marker")
    shorter = jpeg.patched(data, sof + 5, struct.pack(">H", 10))
    yield Case("shorter_than_data.jpg", shorter, "10 rows claimed, 30 there")
    for precision in (0, 9, 12, 16):
        yield Case(f"precision_{precision}.jpg", jpeg.patched(data, sof + 4, bytes([precision])), f"{precision}-bit samples claimed")
    for marker in (0xC3, 0xC5, 0xC6, 0xC7, 0xC8, 0xCB, 0xCD, 0xCE, 0xCF, 0xF7):
        yield Case(f"sof_{marker:02x}.jpg", jpeg.patched(data, sof + 1, bytes([marker])), f"frame header of kind {marker:02X}")
    lossless = jpeg.patched(jpeg.patched(data, sof + 1, b"\xc3"), len(data) - 2, jpeg.EOI)
    yield Case("lossless_predictor.jpg", jpeg.patched(lossless, scan + 11, b"\1\0\0"), "lossless (SOF3), predictor 1")
    for name, value in (("0", 0x00), ("5x1", 0x51), ("4x4", 0x44)):
        yield Case(f"sampling_{name}.jpg", jpeg.patched(data, sof + 11, bytes([value])), f"luma sampling {name}")
    yield Case("component_ids_equal.jpg", jpeg.patched(data, sof + 13, data[sof + 10:sof + 11]), "two components with one id")
    yield Case("scan_component_unknown.jpg", jpeg.patched(data, scan + 5, b"\x09"), "the scan names an unknown component")
    for count in (0, 2, 4, 5, 200):
        yield Case(f"components_{count}.jpg", components(data, count), f"{count} components")
    yield Case("scan_of_luma_only.jpg", luma_scan_only(), "three components, but a scan for the first only")


def components(data, count):
    """The file with a frame and scan of `count` components, all coded as luma."""
    sof = jpeg.frame_offset(data)
    scan = jpeg.segments(data)[-1][0]
    height_width = data[sof + 5:sof + 9]
    frame = jpeg.segment(0xC0, b"\x08" + height_width + bytes([count]) + b"".join(bytes([i, 0x11, 0]) for i in range(count)))
    start = jpeg.segment(0xDA, bytes([count]) + b"".join(bytes([i, 0]) for i in range(count)) + b"\0\x3f\0")
    return jpeg.without(data[:jpeg.scan_offset(data)], 0xC0, 0xDA) + frame + start + data[jpeg.scan_offset(data):]


def luma_scan_only():
    """A frame of three components whose only scan holds the luma."""
    gray = jpeg.cjpeg(picture(43, 30, 3), "-grayscale", "-quality", "80")
    sof = jpeg.frame_offset(gray)
    _, _, length = next(s for s in jpeg.segments(gray) if s[0] == sof)
    frame = jpeg.segment(0xC0, gray[sof + 4:sof + 9] + b"\3\1\x11\0\2\x11\0\3\x11\0")
    return gray[:sof] + frame + gray[sof + length:]


def tables():
    data = plain()
    yield Case("huffman_missing.jpg", jpeg.without(data, 0xC4), "no Huffman tables")
    yield Case("quantisation_missing.jpg", jpeg.without(data, 0xDB), "no quantisation tables")
    dht, dqt = jpeg.find(data, 0xC4), jpeg.find(data, 0xDB)
    yield Case("huffman_overfull.jpg", jpeg.patched(data, dht + 5, b"\xff" * 16), "more Huffman codes than the segment holds")
    yield Case("huffman_class_9.jpg", jpeg.patched(data, dht + 4, b"\x99"), "an undefined Huffman table")
    yield Case("quantisation_slot_9.jpg", jpeg.patched(data, dqt + 4, b"\x09"), "an undefined quantisation table")
    yield Case("quantisation_zero.jpg", jpeg.patched(data, dqt + 5, bytes(64)), "a quantisation table of zeros")


def coded_data():
    for name, switches in (("baseline", ()), ("progressive", ("-progressive",)), ("restart", ("-restart", "1")),
                           ("arithmetic", ("-arithmetic",))):
        data = plain(*switches)
        start, end = longest_run(data)
        middle = (start + end) // 2
        yield Case(f"corrupt_{name}.jpg", jpeg.patched(data, middle, b"\x5a\xa5\x3c\x00\x81"), "bytes overwritten amid the scan")
        yield Case(f"corrupt_start_{name}.jpg", jpeg.patched(data, start + 3, b"\xfe\xfe\xfe\xfe"), "bytes overwritten early in the scan")
        yield Case(f"hole_{name}.jpg", data[:middle] + data[middle + 40:], "40 bytes missing in the middle of the scan")
        yield Case(f"early_end_{name}.jpg", data[:middle] + jpeg.EOI, "an end marker in the middle of the scan")
        yield Case(f"cut_{name}.jpg", data[:middle], "the file ends in the middle of the scan")
        yield Case(f"marker_inside_{name}.jpg", jpeg.patched(data, middle, b"\xff\xe5\0\4\0\0"), "an APP5 segment amid the scan")
        yield Case(f"zeros_{name}.jpg", data[:middle] + bytes(len(data) - middle), "zeros from the middle of the scan on")
    restart = plain("-restart", "1")
    at = restart.index(b"\xff\xd0")
    yield Case("restart_wrong_number.jpg", jpeg.patched(restart, at, b"\xff\xd5"), "a restart marker out of order")
    yield Case("restart_missing.jpg", restart[:at] + restart[at + 2:], "a restart marker left out")
    yield Case("end_missing.jpg", plain()[:-2], "no end marker")
    yield Case("end_half.jpg", plain()[:-1], "half an end marker")


def longest_run(data):
    """Where the longest run of coded data lies, so that damage hits data and not the headers between scans."""
    marks = [m.start() for m in re.finditer(rb"\xff[\xc0-\xfe]", data)]
    return max(zip(marks, marks[1:]), key=lambda run: run[1] - run[0])


def applications():
    data = plain()
    app14 = jpeg.segment(0xEE, b"Adobe\0\x64\0\0\0\0\x07")
    yield Case("adobe_transform_7.jpg", jpeg.inserted(jpeg.without(data, 0xE0), app14), "an unknown Adobe transform")
    yield Case("adobe_short.jpg", jpeg.inserted(data, jpeg.segment(0xEE, b"Adobe")), "an Adobe marker of 5 bytes")
    yield Case("jfif_short.jpg", jpeg.inserted(jpeg.without(data, 0xE0), jpeg.segment(0xE0, b"JFIF")), "a JFIF marker of 4 bytes")
    yield Case("exif_claims_more.jpg", jpeg.SOI + b"\xff\xe1\xff\xf0" + exif.orientation(6)[4:] + data[2:],
               "an EXIF segment that claims more bytes than the file has")
    yield Case("icc_cut.jpg", jpeg.inserted(data, jpeg.segment(0xE2, b"ICC_PROFILE\0\x01\x03" + bytes(40))), "one ICC chunk of three")
    yield Case("mpf_junk.jpg", jpeg.inserted(data, jpeg.segment(0xE2, b"MPF\0" + bytes(range(60)))), "a multi-picture index of junk")
    yield Case("photoshop_junk.jpg", jpeg.inserted(data, jpeg.segment(0xED, b"Photoshop 3.0\x008BIM\xff\xff" + bytes(range(40)))),
               "a Photoshop block of junk")
