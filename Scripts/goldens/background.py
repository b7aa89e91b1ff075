"""Writes Tests/Fixtures/background, background.json and colours.json: pictures with transparency over a colour."""

import io
import warnings

import numpy as np
from PIL import Image, ImageColor

from . import decode_png, png
from .decode import write_lines


COLOURS = {"white": "#ffffff", "orange": "#ff8000"}
# Pillow compares the samples it scaled with the value as it is stored, or 16 bits with 8: here the transparent value is the one
# that the file names.
MISREAD = ("trns_gray_2.png", "trns_gray_4.png", "trns_gray_16.png", "trns_rgb_16.png")
LOSSY = ("avif", "heic", "jxl")


def write(fixtures):
    """Writes what is made of the files of `decode` and `formats` that have transparency, and of some that have none."""
    folder = fixtures / "background"
    folder.mkdir()
    own = {f"ramp_{name}.png": data for name, data in ramps()}
    for name, data in own.items():
        (folder / name).write_bytes(data)
    paths = [*sorted((fixtures / "decode").glob("*.png")), *sorted((fixtures / "decode").glob("cmyk_adobe.jpg")),
             *sorted((fixtures / "formats").glob("*/*alpha*")), *sorted((fixtures / "formats").glob("gif/*")),
             *sorted((fixtures / "formats").glob("bmp/*")), *sorted((fixtures / "formats").glob("tiff/*")),
             *sorted(folder.glob("ramp_*"))]
    entries = []
    for path in dict.fromkeys(paths):
        if path.suffix not in (".rgb", ".json"):
            entries += cases(folder, path, fixtures)
    write_lines(fixtures / "background.json", entries)
    write_lines(fixtures / "colours.json", names())


def names():
    """Every name of a colour that Pillow knows, with its digits."""
    for name in sorted(ImageColor.colormap):
        yield {"name": name, "digits": "#%02x%02x%02x" % ImageColor.getrgb(name)}


def ramps():
    """Every alpha over and under every tenth level."""
    levels, alphas = np.meshgrid(np.arange(0, 256, 10), np.arange(256))
    colours = np.dstack([levels, 255 - levels, (levels * 7) % 256, alphas]).astype(np.uint8)
    yield "rgba", png.encode(colours, 8, png.RGBA)
    yield "gray_alpha", png.encode(colours[:, :, [0, 3]], 8, png.GRAY_ALPHA)


def cases(folder, path, fixtures):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(path.read_bytes()))
            image.load()
            if image.mode.startswith("I") or image.mode == "F":
                return
            layer = transparent(path.name, image)
    except Exception:  # Pillow refuses files with many unrelated exception types.
        return
    is_wanted = layer.getextrema()[3][0] < 255 or path.name in ("rgb_8_5x7.png", "cmyk_adobe.jpg")
    if not is_wanted or layer.width * layer.height > 20000:
        return
    for name, colour in COLOURS.items():
        composite = Image.alpha_composite(Image.new("RGBA", layer.size, colour), layer).convert("RGB")
        target = folder / f"{path.name}_{name}.rgb"
        target.write_bytes(np.asarray(composite).tobytes())
        entry = {"file": str(path.relative_to(fixtures)), "background": colour, "width": layer.width, "height": layer.height,
                 "rgb": f"background/{target.name}"}
        if path.parent.name in LOSSY:
            entry["tolerance"] = 2
        yield entry


def transparent(name, image):
    """The picture as RGBA."""
    if name not in MISREAD:
        return image.convert("RGBA")
    kind, depth = (png.RGB, 16) if "rgb" in name else (png.GRAY, int(name.removesuffix(".png").rsplit("_", 1)[1]))
    values = decode_png.samples(kind, depth, 21, 14, 2)
    alpha = np.where((values == values[7, 10]).all(axis=2), 0, 255).astype(np.uint8)
    return Image.fromarray(np.dstack([np.asarray(image.convert("RGB")), alpha]), "RGBA")
