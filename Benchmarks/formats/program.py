"""The program of decode.c: the decoders of `retrieve` by themselves."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODECS = ROOT / "Sources/CImageCodecs"
# In the order of CIC_CODECS.
NAMES = ["jpeg", "png", "webp", "gif", "bmp", "tiff", "avif", "heic", "jxl"]


def compile_decoder(folder):
    """The program of decode.c."""
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "libjpeg", "libpng"], capture_output=True, text=True, check=True).stdout.split()
    loader = ROOT / "Sources/CLibraryLoader"
    program = Path(folder) / "decode"
    sources = [Path(__file__).with_name("decode.c"), *sorted(CODECS.glob("*.c")), *sorted(loader.glob("*.c"))]
    compiler = os.environ.get("CC") or shutil.which("clang") or "cc"
    options = ["-O2", "-pthread", "-w", f"-I{CODECS}/include", f"-I{loader}/include"]
    subprocess.run([compiler, *options, *sources, *flags, "-lz", "-ldl", "-o", program], check=True)
    return program
