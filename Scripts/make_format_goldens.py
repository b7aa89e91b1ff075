#!/usr/bin/env python3
"""Remakes Tests/Fixtures/formats: files of the formats beside JPEG and PNG, and what Pillow makes of them.

The expected values come from Pillow, pillow-heif and pillow-jxl-plugin (Scripts/requirements-formats.txt), never from this
project's own output. Every run writes the same bytes.

    Scripts/make_format_goldens.py               everything
    Scripts/make_format_goldens.py gif webp      these formats alone
"""

import argparse
import json
import pathlib
import shutil
import sys

import numpy as np

from goldens.formats import FORMATS, same
from goldens.formats.reading import read
from goldens.truncation import accepted

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    parser = argparse.ArgumentParser(description="Remake the fixtures of all formats but JPEG and PNG.")
    parser.add_argument("formats", nargs="*", choices=[*FORMATS, []], metavar="FORMAT", help=", ".join(FORMATS))
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "Tests" / "Fixtures" / "formats", metavar="DIR")
    options = parser.parse_args()
    for name in options.formats or FORMATS:
        write(options.output / name, FORMATS[name])
    if not options.formats:
        write_same(options.output / "same")


def write(folder, source):
    """Writes the files of one format, their samples, and the list of them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    entries = [entry(folder, case, getattr(source, "TOLERANCE", 0)) | cuts(case, source) for case in source.cases()]
    entries += [entry(folder, case, getattr(source, "TOLERANCE", 0)) | {"damaged": True} for case in source.damaged()]
    lines = ",\n".join(json.dumps(item) for item in entries)
    (folder / "list.json").write_text(f"[\n{lines}\n]\n")
    refused = sum("refused" in item for item in entries)
    print(f"{folder.name}: {len(entries)} files, {refused} of them refused by Pillow")


def write_same(folder):
    """Writes one picture in all formats."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files = same.files()
    samples = {name: read(data).rgb for name, data in files.items()}
    for name in same.LOSSLESS:
        if not np.array_equal(samples[name], samples["png"]):
            raise ValueError(f"{name} is not lossless")
    for name, data in files.items():
        (folder / f"picture.{name}").write_bytes(data)


def cuts(case, source):
    """Of the files that tests cut to every length: the lengths that Pillow reads."""
    return {"accepted": accepted(case.data, read)} if case.name in source.CUT else {}


def entry(folder, case, tolerance):
    path = folder / case.name
    if path.exists():
        raise ValueError(f"two cases are called {case.name}")
    path.write_bytes(case.data)
    result = {"file": f"{folder.name}/{case.name}", "what": case.what}
    try:
        reading = read(case.data)
    except Exception as error:  # Pillow refuses files with many unrelated exception types.
        return result | {"refused": " ".join(f"{type(error).__name__}: {error}".split("<_io")[0].split())}
    rgb = reading.rgb if case.expected is None else case.expected
    result |= {"width": rgb.shape[1], "height": rgb.shape[0], "orientation": reading.orientation}
    (folder / f"{case.name}.rgb").write_bytes(np.ascontiguousarray(rgb).tobytes())
    if tolerance:
        result["tolerance"] = tolerance
    if case.note:
        result["note"] = case.note
    return result


if __name__ == "__main__":
    sys.exit(main())
