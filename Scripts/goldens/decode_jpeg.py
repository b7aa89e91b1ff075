"""The well-formed JPEG fixtures: every coding, sampling, colour space and orientation a photograph may come with."""

from . import exif, jpeg
from .cases import Case
from .pictures import picture

SAMPLINGS = {
    "444": "1x1", "422": "2x1", "420": "2x2", "440": "1x2", "411": "4x1", "441": "1x4", "410": "4x2",
    # Legal, but without a name: 4:4:4 written as 2x1, different chroma planes, a threefold factor, luma coarser than chroma.
    "444_as_2x1": "2x1,2x1,2x1", "mixed_chroma": "2x2,1x2,2x1", "3x1": "3x1", "coarse_luma": "1x1,2x2,1x1",
}
CODINGS = {"baseline": [], "progressive": ["-progressive"]}


def cases():
    yield from samplings()
    yield from codings()
    yield from colour_spaces()
    yield from sizes()
    yield from orientations()
    yield from odd_orientations()
    yield from wrappings()


def samplings():
    for coding, switches in CODINGS.items():
        for name, factors in SAMPLINGS.items():
            data = jpeg.cjpeg(picture(33, 21, 1), "-quality", "85", "-sample", factors, *switches)
            yield Case(f"{coding}_{name}.jpg", data, f"{coding}, sampling {factors}")
        for name in ("444", "422", "420", "440"):
            data = jpeg.cjpeg(picture(97, 61, 2), "-quality", "60", "-sample", SAMPLINGS[name], *switches)
            yield Case(f"{coding}_{name}_97x61.jpg", data, f"{coding}, sampling {SAMPLINGS[name]}, several blocks")
    for quality in ("5", "100"):
        data = jpeg.cjpeg(picture(41, 37, 3), "-quality", quality)
        yield Case(f"quality_{quality}.jpg", data, f"4:2:0 at quality {quality}: many samples clamp")


def codings():
    rgb = picture(45, 29, 4)
    switches = {
        "grayscale": ["-grayscale"],
        "grayscale_progressive": ["-grayscale", "-progressive"],
        "grayscale_sampled_2x2": ["-grayscale", "-sample", "2x2"],
        "optimised": ["-optimize"],
        "restart_rows": ["-restart", "1"],
        "restart_blocks": ["-restart", "2B"],
        "restart_progressive": ["-restart", "1", "-progressive"],
        "arithmetic": ["-arithmetic"],
        "arithmetic_progressive": ["-arithmetic", "-progressive"],
        "tables_16_bit": ["-quality", "1"],
    }
    for name, extra in switches.items():
        yield Case(f"{name}.jpg", jpeg.cjpeg(rgb, *extra), f"cjpeg {' '.join(extra)}")
    plain = jpeg.cjpeg(rgb)
    sof = jpeg.frame_offset(plain)
    yield Case("extended_sequential.jpg", jpeg.patched(plain, sof + 1, b"\xc1"), "SOF1 with 8-bit samples")


def colour_spaces():
    rgb = picture(35, 27, 5)
    plain = jpeg.cjpeg(rgb, "-sample", "1x1")
    rgb_coded = jpeg.cjpeg(rgb, "-rgb")
    inks = jpeg.cmyk(rgb, quality=90, subsampling=0)
    yield Case("rgb_adobe.jpg", rgb_coded, "RGB samples, told by Adobe transform 0")
    yield Case("rgb_component_ids.jpg", jpeg.without(rgb_coded, 0xEE), "RGB samples, told by the component ids R, G, B")
    yield Case("ycc_without_jfif.jpg", jpeg.without(plain, 0xE0), "YCbCr samples, no JFIF, component ids 1, 2, 3")
    adobe = jpeg.segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01")
    yield Case("ycc_adobe.jpg", jpeg.inserted(jpeg.without(plain, 0xE0), adobe), "YCbCr samples, told by Adobe transform 1")
    yield Case("ycc_jfif_beats_adobe.jpg", jpeg.inserted(plain, jpeg.segment(0xEE, b"Adobe\0\x64\0\0\0\0\0")),
               "JFIF after an Adobe marker with transform 0")
    yield Case("cmyk_adobe.jpg", inks, "CMYK, Adobe marker, inverted")
    yield Case("cmyk_adobe_progressive.jpg", jpeg.cmyk(rgb, quality=90, progressive=True), "CMYK, progressive")
    yield Case("cmyk_without_adobe.jpg", jpeg.without(inks, 0xEE), "CMYK without Adobe marker: read as inverted all the same")
    for name, subsampling in (("444", 0), ("422", 1), ("420", 2)):
        yield Case(f"ycck_{name}.jpg", jpeg.ycck(rgb, subsampling), f"YCCK (Adobe transform 2), {name}")
    yield Case("ycck_420_97x61.jpg", jpeg.ycck(picture(97, 61, 1), 2, 70), "YCCK (Adobe transform 2), several blocks")


def sizes():
    for width, height in ((1, 1), (1, 19), (23, 1), (2, 2), (3, 5), (8, 8), (16, 16), (17, 17)):
        for name in ("420", "444"):
            data = jpeg.cjpeg(picture(width, height, 6), "-quality", "90", "-sample", SAMPLINGS[name])
            yield Case(f"size_{width}x{height}_{name}.jpg", data, f"{width}x{height}, {name}")


def orientations():
    plain = jpeg.cjpeg(picture(29, 18, 7), "-quality", "85")
    for order, name in (("<", "little"), (">", "big")):
        for value in range(1, 9):
            data = jpeg.inserted(plain, exif.orientation(value, order))
            yield Case(f"orientation_{value}_{name}.jpg", data, f"EXIF orientation {value}, {name} endian")


def odd_orientations():
    plain = jpeg.cjpeg(picture(26, 15, 8), "-quality", "85")
    bare = jpeg.without(plain, 0xE0)
    six = exif.orientation(6)
    block = exif.tiff([(0x0112, exif.SHORT, 6)])
    thumbnail = block[:-4] + (26).to_bytes(4, "little") + exif.directory([(0x0112, exif.SHORT, 3)])
    only_thumbnail = exif.tiff([(0x0103, exif.SHORT, 6)])[:-4] + thumbnail[22:]
    comment = jpeg.segment(0xFE, b"a comment")
    xmp = jpeg.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>")
    variants = {
        "orientation_0": ([exif.orientation(0)], "orientation 0 is ignored"),
        "orientation_9": ([exif.orientation(9)], "orientation 9 is ignored"),
        "orientation_long": ([exif.orientation(6, kind=exif.LONG)], "the value stored as LONG, little endian"),
        "orientation_long_big": ([exif.orientation(6, ">", exif.LONG)], "the value stored as LONG, big endian"),
        "orientation_after_comment": ([comment, six], "EXIF after a comment"),
        "orientation_after_xmp": ([xmp, six], "EXIF after another APP1 segment"),
        "orientation_thumbnail_differs": ([exif.block(thumbnail)], "IFD0 says 6, the thumbnail's IFD1 says 3"),
        "orientation_thumbnail_only": ([exif.block(only_thumbnail)], "only the thumbnail's IFD1 has an orientation"),
        "exif_empty": ([jpeg.segment(0xE1, b"Exif\0\0")], "an EXIF block without TIFF header"),
        "exif_junk": ([jpeg.segment(0xE1, b"Exif\0\0" + bytes(range(200, 250)))], "an EXIF block of junk"),
        "exif_cut": ([exif.block(exif.tiff([(0x0112, exif.SHORT, 6)])[:15])], "an EXIF block cut inside its first entry"),
        "exif_far_directory": ([exif.block(b"II*\0\xff\xff\xff\x7f")], "a directory offset far outside the block"),
        "exif_many_entries": ([exif.block(b"II*\0\x08\0\0\0\xff\xff" + block[10:22])],
                              "a directory that claims 65535 entries, the first being orientation 6"),
    }
    for name, (new, what) in variants.items():
        yield Case(f"{name}.jpg", jpeg.inserted(plain, *new), what)
    told = xmp.replace(b"<x:xmpmeta/>", b'<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/>')
    told = jpeg.segment(0xE1, told[4:])
    yield Case("orientation_in_xmp.jpg", jpeg.inserted(plain, told), "orientation 6 in XMP, no EXIF")
    element = jpeg.segment(0xE1, exif.XMP_MARK + b"<tiff:Orientation>8</tiff:Orientation>")
    yield Case("orientation_in_xmp_element.jpg", jpeg.inserted(plain, element), "orientation 8 in an element of XMP")
    yield Case("orientation_in_two_xmps.jpg", jpeg.inserted(plain, told, element), "two XMP packets, of which the last counts")
    yield Case("orientation_in_both.jpg", jpeg.inserted(plain, exif.orientation(3), told), "EXIF before XMP")
    yield Case("orientation_in_xmp_beside_exif.jpg", jpeg.inserted(plain, exif.block(exif.tiff([(0x0103, exif.SHORT, 6)])), told),
               "EXIF without an orientation, and XMP with one")
    yield Case("orientation_9_in_exif.jpg", jpeg.inserted(plain, exif.orientation(9), told), "EXIF of 9 keeps XMP from counting")
    yield from directories(plain)
    yield Case("orientation_without_jfif.jpg", jpeg.inserted(bare, six), "EXIF without JFIF, as cameras write it")


def directories(plain):
    """Directories that are cut off, led astray, or hold the orientation as another type."""
    six = exif.tiff([(0x0112, exif.SHORT, 6)])
    for length in (18, 19, 20, 21, 22, 25, 26):
        yield Case(f"orientation_cut_{length}.jpg", jpeg.inserted(plain, exif.block(six[:length])),
                   f"an EXIF block of {length} bytes, whose only entry ends after 22")
    split = [exif.block(six[:20]), exif.block(six[20:])]
    yield Case("exif_in_two_segments.jpg", jpeg.inserted(plain, *split), "a block continued in a second segment")
    yield Case("exif_marked_twice.jpg", jpeg.inserted(plain, exif.block(b"Exif\0\0" + six)), "the mark stands there twice")
    for name, values in exif.typed_orientations().items():
        yield Case(f"orientation_as_{name}.jpg", jpeg.inserted(plain, exif.block(values)), f"orientation 6 as {name}")
    for name, block in exif.astray().items():
        yield Case(f"exif_{name}.jpg", jpeg.inserted(plain, exif.block(block)), name.replace("_", " "))


def wrappings():
    rgb = picture(39, 25, 9)
    plain = jpeg.cjpeg(rgb, "-quality", "80")
    scan = jpeg.segments(plain)[-1][0]
    second = jpeg.cjpeg(picture(20, 13, 1))
    yield Case("jpeg_named.png", plain, "a JPEG whose name says PNG")
    yield Case("trailing_junk.jpg", plain + bytes(range(256)) * 3, "bytes after the end marker")
    yield Case("trailing_zeros.jpg", plain + bytes(70000), "a long run of zeros after the end marker")
    yield Case("two_images.jpg", plain + second, "two JPEGs one after the other: the first counts")
    yield Case("mpo.jpg", multi_picture(plain, second), "a multi-picture file: the first counts")
    yield Case("fill_bytes.jpg", plain[:scan] + b"\xff" * 5 + plain[scan:], "fill bytes before a marker")
    profile = jpeg.segment(0xE2, b"ICC_PROFILE\0\x01\x01" + bytes(range(256)))
    yield Case("icc_profile.jpg", jpeg.inserted(plain, profile), "a (meaningless) ICC profile is ignored")
    big = jpeg.segment(0xEB, bytes(65533))
    yield Case("large_header.jpg", jpeg.inserted(plain, big, big), "128 KiB of application segments")
    photoshop = jpeg.segment(0xED, b"Photoshop 3.0\x008BIM\x03\xed\0\0\0\0\0\x10" + bytes((0, 72, 0, 0, 0, 1, 0, 1) * 2))
    yield Case("photoshop_segment.jpg", jpeg.inserted(plain, photoshop), "a Photoshop resource block")


def multi_picture(first, second):
    """Two JPEGs as a multi-picture (MPO) file: an APP2 index in the first gives size and offset of each."""
    def numbers(*values):
        return b"".join(value.to_bytes(4, "little") for value in values)

    def index(size):
        head = b"MPF\0II*\0\x08\0\0\0\x03\0"
        version = b"\x00\xb0\x07\0\x04\0\0\x000100"
        count = b"\x01\xb0\x04\0\x01\0\0\0\x02\0\0\0"
        entries = b"\x02\xb0\x07\0\x20\0\0\0\x32\0\0\0"
        # Offsets count from the TIFF header, which stands 10 bytes into the file: SOI, marker, length, "MPF\0".
        pictures = numbers(0x030000, size, 0, 0) + numbers(0, len(second), size - 10, 0)
        return jpeg.segment(0xE2, head + version + count + entries + bytes(4) + pictures)

    return jpeg.inserted(first, index(len(first) + len(index(10)))) + second
