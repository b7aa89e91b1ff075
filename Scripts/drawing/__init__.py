"""Draws pictures of twelve things, some easily told by their pixels and some not.

`draw(label, seed, size)` gives the same picture for the same arguments. The *easy* labels are fruit on
plain light grounds, whose colour decides; the *complex* ones stand on cluttered grounds which they all share,
so that two pictures alike in their pixels mostly show the same ground and not the same thing.
"""

import zlib

import numpy as np

from . import fruit, scene
from .camera import developed

EASY = tuple(fruit.FRUIT)
COMPLEX = tuple(scene.SUBJECTS)
LABELS = tuple(sorted(EASY + COMPLEX))
CAPTIONS = {label: ("an " if label[0] in "AEIOU" else "a ") + label.lower() for label in LABELS}

__all__ = ["CAPTIONS", "COMPLEX", "EASY", "LABELS", "draw"]


def draw(label, seed, size):
    """An RGB picture of `label`, one of LABELS, with `size` = (width, height) in pixels."""
    rng = np.random.default_rng([seed, zlib.crc32(label.encode())])
    width, height = size
    if label in EASY:
        return developed(fruit.picture(label, rng, width, height), rng, strength=0.18)
    return developed(scene.picture(label, rng, width, height), rng)
