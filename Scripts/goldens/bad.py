"""Writes Tests/Fixtures/bad and bad.json: files that must be refused. Broken files that Pillow reads go to decode."""

import io

from PIL import Image

from . import damaged_jpeg, damaged_png
from .cases import Case, verdict
from .decode import write_lines, written
from .pictures import picture


def split():
    """The damaged files in two lists: those Pillow refuses, with its reason, and those it reads."""
    refused, decoded = [], []
    for case in [*damaged_png.cases(), *damaged_jpeg.cases()]:
        outcome, reason = verdict(case.data)
        if outcome == "ok":
            decoded.append(case)
        else:
            refused.append((case, reason))
    return refused, decoded


def foreign():
    """Files of other kinds under names that a gallery walk takes, some of which Pillow can read."""
    yield Case("empty.jpg", b"", "no bytes")
    yield Case("empty.png", b"", "no bytes")
    yield Case("one_byte.jpg", b"\xff", "one byte")
    yield Case("text.jpg", b"This is not a picture.\n" * 20, "text")
    yield Case("html.png", b"<!DOCTYPE html><title>404</title><p>Not found\n", "a web page")
    out = io.BytesIO()
    Image.fromarray(picture(24, 16, 1)).save(out, "PPM")
    yield Case("ppm_named.jpg", out.getvalue(), "PPM, a format that is not read")


def write(output, refused):
    folder = output / "bad"
    folder.mkdir()
    entries = []
    for case in foreign():
        outcome, reason = verdict(case.data)
        entries.append(entry(folder, case, outcome, reason))
    for case, reason in refused:
        entries.append(entry(folder, case, "refused", reason))
    write_lines(output / "bad.json", entries)


def entry(folder, case, outcome, reason):
    written(folder, case)
    result = {"file": case.name, "pillow": outcome, "what": case.what}
    if reason:
        result["reason"] = " ".join(reason.split("<_io")[0].split())
    return result
