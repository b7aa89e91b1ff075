"""Files of the formats beside JPEG and PNG. Each module yields `cases()`, files that are in order, and `damaged()`."""

from . import avif, bmp, gif, heic, jxl, tiff, webp

FORMATS = {"webp": webp, "gif": gif, "bmp": bmp, "tiff": tiff, "avif": avif, "heic": heic, "jxl": jxl}
