"""Files of the formats beside JPEG and PNG. Each module yields `cases()`, files that are in order, and `damaged()`."""

from . import bmp, gif, webp

FORMATS = {"webp": webp, "gif": gif, "bmp": bmp}
