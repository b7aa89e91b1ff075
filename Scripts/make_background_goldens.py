#!/usr/bin/env python3
"""Remakes Tests/Fixtures/background, background.json and colours.json from the files of `decode` and `formats`, which must be there.

The expected values come from Pillow's `Image.alpha_composite` (Scripts/requirements-formats.txt), never from this project's own
output. Every run writes the same bytes.
"""

import pathlib
import shutil

import pillow_heif
import pillow_jxl  # noqa: F401: the import registers it

from goldens import background

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures"

if __name__ == "__main__":
    pillow_heif.register_heif_opener()
    shutil.rmtree(FIXTURES / "background", ignore_errors=True)
    background.write(FIXTURES)
