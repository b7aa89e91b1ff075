"""Writes Tests/Fixtures/decode and decode.json: files, and the samples that decoding them must give."""

import json

import numpy as np

from . import decode_jpeg, decode_png
from .cases import read


def write(output, damaged=()):
    """Writes every case that decodes; `damaged` are broken files that Pillow reads all the same, and are marked so."""
    folder = output / "decode"
    folder.mkdir()
    entries = [entry(folder, case) for case in [*decode_jpeg.cases(), *decode_png.cases()]]
    entries += [entry(folder, case) | {"damaged": True} for case in damaged]
    write_lines(output / "decode.json", entries)


def entry(folder, case):
    """Writes the file and its samples, and returns its line of decode.json."""
    path = written(folder, case)
    reading = read(path)
    rgb = reading.rgb if case.expected is None else case.expected
    if rgb.shape != reading.rgb.shape:
        raise ValueError(f"{case.name}: the expected size is not Pillow's")
    height, width = rgb.shape[:2]
    result = {"file": case.name, "what": case.what, "width": width, "height": height,
              "rgb": samples_file(path, "", rgb), "orientation": reading.orientation}
    if reading.orientation != 1:
        height, width = reading.oriented.shape[:2]
        result["oriented"] = {"width": width, "height": height, "rgb": samples_file(path, ".oriented", reading.oriented)}
    if case.note:
        result["note"] = case.note
    return result


def written(folder, case):
    """Writes the case's file and returns its path."""
    path = folder / case.name
    if path.exists():
        raise ValueError(f"two cases are called {case.name}")
    path.write_bytes(case.data)
    return path


def samples_file(path, suffix, rgb):
    """Writes raw RGB rows beside the image and returns the file's name."""
    name = f"{path.name}{suffix}.rgb"
    (path.parent / name).write_bytes(np.ascontiguousarray(rgb).tobytes())
    return name


def write_lines(path, entries):
    """JSON: an array with one entry a line, so that a change shows as a line."""
    lines = ",\n".join(json.dumps(item) for item in entries)
    path.write_text(f"[\n{lines}\n]\n")
