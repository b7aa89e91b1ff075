"""The twelve grounds: which backdrop, which colours, what light."""

from dataclasses import dataclass

from . import backdrops


@dataclass(frozen=True)
class Ground:
    """Colours of sky and floor, what grows on it, and how it is lit."""

    backdrop: object  # a painter of `backdrops`
    sky: tuple  # RGB at the top and at the horizon
    floor: tuple  # two RGB colours that the floor mottles between
    litter: tuple  # colours strewn over the floor
    density: float  # how much litter
    key: tuple
    ambient: tuple
    front: str  # what is out of focus before the lens: see `foreground`
    water: tuple  # colour of water under this sky


GROUNDS = (
    Ground(
        backdrop=backdrops.marsh,
        sky=((0.62, 0.66, 0.64), (0.80, 0.80, 0.72)),
        floor=((0.34, 0.27, 0.18), (0.20, 0.16, 0.10)),
        litter=((0.42, 0.36, 0.24), (0.14, 0.11, 0.08)),
        density=0.50,
        key=(0.72, 0.70, 0.62),
        ambient=(0.42, 0.42, 0.40),
        front="blades",
        water=(0.30, 0.30, 0.22),
    ),
    Ground(
        backdrop=backdrops.forest,
        sky=((0.46, 0.60, 0.30), (0.60, 0.70, 0.40)),
        floor=((0.26, 0.22, 0.12), (0.16, 0.22, 0.08)),
        litter=((0.50, 0.36, 0.16), (0.26, 0.38, 0.12), (0.62, 0.48, 0.22)),
        density=0.90,
        key=(0.72, 0.76, 0.56),
        ambient=(0.32, 0.38, 0.28),
        front="leaves",
        water=(0.12, 0.20, 0.12),
    ),
    Ground(
        backdrop=backdrops.meadow,
        sky=((0.24, 0.50, 0.86), (0.72, 0.86, 0.96)),
        floor=((0.34, 0.56, 0.16), (0.22, 0.42, 0.10)),
        litter=((0.52, 0.70, 0.24), (0.95, 0.92, 0.50), (0.96, 0.96, 0.96)),
        density=0.60,
        key=(0.86, 0.84, 0.76),
        ambient=(0.36, 0.40, 0.44),
        front="blades",
        water=(0.16, 0.36, 0.50),
    ),
    Ground(
        backdrop=backdrops.beach,
        sky=((0.22, 0.54, 0.88), (0.74, 0.88, 0.95)),
        floor=((0.90, 0.79, 0.58), (0.80, 0.66, 0.45)),
        litter=((0.96, 0.90, 0.76), (0.60, 0.48, 0.34)),
        density=0.40,
        key=(0.92, 0.88, 0.78),
        ambient=(0.40, 0.42, 0.44),
        front="none",
        water=(0.10, 0.46, 0.58),
    ),
    Ground(
        backdrop=backdrops.street,
        sky=((0.66, 0.70, 0.76), (0.80, 0.80, 0.80)),
        floor=((0.36, 0.36, 0.38), (0.28, 0.28, 0.30)),
        litter=((0.48, 0.47, 0.46), (0.20, 0.20, 0.21)),
        density=0.50,
        key=(0.72, 0.70, 0.66),
        ambient=(0.40, 0.41, 0.43),
        front="none",
        water=(0.28, 0.32, 0.36),
    ),
    Ground(
        backdrop=backdrops.night,
        sky=((0.03, 0.04, 0.10), (0.14, 0.12, 0.22)),
        floor=((0.12, 0.12, 0.18), (0.19, 0.16, 0.19)),
        litter=((0.44, 0.32, 0.20), (0.16, 0.22, 0.36)),
        density=0.50,
        key=(0.78, 0.66, 0.52),
        ambient=(0.26, 0.27, 0.38),
        front="lights",
        water=(0.04, 0.06, 0.12),
    ),
    Ground(
        backdrop=backdrops.snow,
        sky=((0.68, 0.76, 0.88), (0.86, 0.90, 0.94)),
        floor=((0.90, 0.93, 0.98), (0.78, 0.84, 0.93)),
        litter=((0.97, 0.98, 1.0), (0.68, 0.74, 0.84)),
        density=0.40,
        key=(0.66, 0.66, 0.66),
        ambient=(0.46, 0.49, 0.54),
        front="flakes",
        water=(0.36, 0.46, 0.56),
    ),
    Ground(
        backdrop=backdrops.dusk,
        sky=((0.28, 0.22, 0.46), (0.98, 0.56, 0.26)),
        floor=((0.30, 0.18, 0.16), (0.18, 0.11, 0.13)),
        litter=((0.52, 0.30, 0.20), (0.12, 0.08, 0.10)),
        density=0.50,
        key=(0.92, 0.58, 0.36),
        ambient=(0.30, 0.24, 0.32),
        front="blades",
        water=(0.40, 0.24, 0.28),
    ),
    Ground(
        backdrop=backdrops.desert,
        sky=((0.30, 0.58, 0.86), (0.88, 0.88, 0.80)),
        floor=((0.86, 0.60, 0.36), (0.72, 0.46, 0.28)),
        litter=((0.94, 0.72, 0.46), (0.50, 0.34, 0.22)),
        density=0.60,
        key=(0.96, 0.86, 0.70),
        ambient=(0.36, 0.34, 0.34),
        front="none",
        water=(0.34, 0.46, 0.44),
    ),
    Ground(
        backdrop=backdrops.autumn,
        sky=((0.90, 0.76, 0.42), (0.94, 0.70, 0.30)),
        floor=((0.46, 0.32, 0.14), (0.34, 0.26, 0.12)),
        litter=((0.88, 0.50, 0.12), (0.92, 0.70, 0.22), (0.64, 0.24, 0.10)),
        density=1.2,
        key=(0.90, 0.76, 0.52),
        ambient=(0.36, 0.32, 0.28),
        front="leaves",
        water=(0.36, 0.28, 0.14),
    ),
    Ground(
        backdrop=backdrops.mist,
        sky=((0.76, 0.82, 0.86), (0.86, 0.89, 0.90)),
        floor=((0.42, 0.47, 0.44), (0.32, 0.37, 0.34)),
        litter=((0.54, 0.58, 0.54), (0.24, 0.27, 0.25)),
        density=0.60,
        key=(0.50, 0.51, 0.52),
        ambient=(0.48, 0.50, 0.52),
        front="blades",
        water=(0.46, 0.53, 0.56),
    ),
    Ground(
        backdrop=backdrops.harbour,
        sky=((0.44, 0.66, 0.86), (0.84, 0.90, 0.94)),
        floor=((0.52, 0.46, 0.40), (0.42, 0.37, 0.32)),
        litter=((0.62, 0.56, 0.48), (0.30, 0.27, 0.24)),
        density=0.50,
        key=(0.84, 0.80, 0.72),
        ambient=(0.40, 0.41, 0.43),
        front="none",
        water=(0.18, 0.34, 0.42),
    ),
)
