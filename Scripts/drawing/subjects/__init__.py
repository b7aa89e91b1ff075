"""The things of the complex labels, each drawn in units of half its own width, standing at height 0."""

from dataclasses import dataclass

from . import bicycle, bus, crocodile, mushroom, owl, sailboat, umbrella


@dataclass(frozen=True)
class Subject:
    """How to paint a thing and how it may stand in a picture."""

    paint: object  # (layer, rng, wet)
    height: float  # in units: 2.0 is as high as it is wide
    width: tuple  # smallest and largest share of the picture's width
    tilt: float  # degrees
    wetness: float  # how often it stands in water
    grounded: bool = True  # whether it throws a shadow or a reflection at its foot


SUBJECTS = {
    "Bicycle": Subject(bicycle.paint, 1.2, (0.52, 0.74), 3, 0.30),
    "Bus": Subject(bus.paint, 1.15, (0.58, 0.78), 1, 0.28),
    "Crocodile": Subject(crocodile.paint, 0.75, (0.62, 0.80), 2, 0.45),
    "Mushroom": Subject(mushroom.paint, 2.3, (0.38, 0.62), 4, 0.0),
    "Owl": Subject(owl.paint, 2.7, (0.32, 0.52), 3, 0.50, grounded=False),
    "Sailboat": Subject(sailboat.paint, 2.5, (0.36, 0.60), 4, 1.0),
    "Umbrella": Subject(umbrella.paint, 1.95, (0.45, 0.70), 9, 0.35),
}
