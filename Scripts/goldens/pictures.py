"""Small synthetic pictures, in integer arithmetic only, so that every machine draws the same bytes."""

import numpy as np


def noise(width, height, seed):
    """A height x width array of hashed bytes: reproducible, without structure."""
    y, x = np.mgrid[0:height, 0:width].astype(np.uint64)
    h = (x * 374761393 + y * 668265263 + np.uint64(seed * 2246822519 + 3266489917)) & 0xFFFFFFFF
    h = ((h ^ (h >> 15)) * 2246822519) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 3266489917) & 0xFFFFFFFF
    return ((h ^ (h >> 16)) & 0xFF).astype(np.int64)


def picture(width, height, seed=1):
    """An RGB picture (height x width x 3, uint8): colourful gradients, a disc, a hard-edged grid, some noise.

    Gradients show chroma upsampling, edges make transforms and filters clamp, noise fills the high frequencies.
    """
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    u, v = x * 255 // max(width - 1, 1), y * 255 // max(height - 1, 1)
    planes = [u, v, (u * 2 + v * 3 + 40 * seed) % 511]
    planes[2] = np.where(planes[2] > 255, 510 - planes[2], planes[2])
    rgb = np.stack(planes[seed % 3:] + planes[:seed % 3], axis=2)
    disc = (2 * x - width) ** 2 + (2 * y - height) ** 2 < min(width, height) ** 2 // 3
    rgb[disc] = 255 - rgb[disc] // 3
    grid = (x * 4 < width) & (y * 2 > height)
    rgb[grid] = np.where((x // 2 + y // 3) % 2 == 0, 255, 0)[grid][:, None]
    for channel in range(3):
        rgb[:, :, channel] += noise(width, height, seed * 3 + channel) // 16 - 8
    rgb[grid & (noise(width, height, seed) < 128)] = (255, 0, 0)
    return np.clip(rgb, 0, 255).astype(np.uint8)


def gray(width, height, seed=1):
    """The middle channel of a picture (height x width, uint8)."""
    return picture(width, height, seed)[:, :, 1]
