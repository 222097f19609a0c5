"""Six kinds of X-ray detector, and instruments drawn at random around each of them.

The twin (`twin`) imitates one instrument. A network that has seen only that one fails on others.
Here everything that differs from one beam line to the next is drawn anew for each frame: the kind
of detector, its size, pixels, gaps and gain, the distance and the wavelength, the background and
what throws a shadow. The ranges are wider than what exists: a network that has met them all takes
an unknown instrument for one more of them (J. Tobin et al., "Domain randomization", IROS 2017).

Sides are those of real detectors divided by up to four, because a frame of 16 million pixels takes
ten seconds to simulate. Angles stay as they are: a pixel then covers more.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Kind:
    """What detectors of one kind have in common; pairs are the ends of a range.

    name : str
    share : of all frames
    side : pixels, drawn evenly in its logarithm
    pixel_um : size of a pixel in µm
    modules : rows and columns of modules, each a range of numbers; (1, 1) has no gaps
    gap : width of a gap as a share of a module's side
    level : typical background, photons per pixel, drawn evenly in its logarithm
    blur : rms of the point spread, pixels
    gain : the frame's unit per photon; (1, 1) where photons are counted
    read_noise : photons, rms per pixel; (0, 0) where photons are counted
    offset : the frame's unit, most of it
    saturation : largest number that a pixel can have
    gap_value : what pixels in gaps hold
    laser : chance that the beam is an X-ray laser's, with its wider band
    """

    name: str
    share: float
    side: tuple[int, int]
    pixel_um: tuple[float, float]
    modules: tuple[tuple[int, int], tuple[int, int]]
    gap: tuple[float, float]
    level: tuple[float, float]
    blur: tuple[float, float]
    gain: tuple[float, float]
    read_noise: tuple[float, float]
    offset: float
    saturation: float
    gap_value: int
    laser: float

    @property
    def counts_photons(self) -> bool:
        """Whether its frames are whole photons without any read noise."""
        return self.read_noise == (0, 0)


#: Data sheets give pixels, modules and gaps; levels are those of published frames, widened.
KINDS = (
    Kind("CSPAD", 0.22, (560, 1100), (110, 110), ((6, 10), (3, 5)), (0.05, 0.2), (0.5, 60),
         (0.5, 0.9), (5, 30), (0.2, 0.5), 0, 15_000, 0, 1.0),
    Kind("Pilatus", 0.22, (520, 950), (172, 172), ((3, 12), (1, 5)), (0.02, 0.1), (0.03, 60),
         (0.5, 0.9), (1, 1), (0, 0), 0, 1_048_000, -1, 0.1),
    Kind("Eiger", 0.16, (560, 1100), (75, 75), ((2, 8), (1, 4)), (0.02, 0.08), (0.03, 40),
         (0.5, 0.9), (1, 1), (0, 0), 0, 65_000, -1, 0.2),
    Kind("Jungfrau", 0.12, (520, 950), (75, 75), ((2, 8), (1, 4)), (0.02, 0.08), (0.1, 60),
         (0.5, 0.9), (1, 40), (0.02, 0.2), 0, 100_000, 0, 0.7),
    Kind("CCD", 0.18, (520, 950), (40, 180), ((1, 4), (1, 4)), (0.002, 0.006), (1, 150),
         (0.8, 1.7), (0.7, 30), (0.3, 1.5), 100, 65_535, 0, 0.2),
    Kind("image plate", 0.10, (520, 950), (80, 170), ((1, 1), (1, 1)), (0, 0), (1, 150),
         (0.8, 1.7), (0.5, 5), (0.3, 1.2), 40, 250_000, 0, 0.0),
)  # fmt: skip
#: Resolutions of the strongest powder rings of hexagonal ice, q in 1/Å (with the factor 2π).
ICE_RINGS = (1.61, 1.713, 1.82, 2.35, 2.79, 3.03)


@dataclass(frozen=True)
class Scene:
    """One instrument and the background of one shot.

    side : pixels                    pixel_m : size of a pixel in m
    wavelength : Å                   bandwidth : rms ΔE/E
    distance : m                     centre : (row, column) where the beam strikes, pixels
    blur : rms, pixels               gain : the frame's unit per photon
    read_noise : photons             offset : the frame's unit
    photons : (side, side) float32, expected background per pixel
    sensor : (side, side) bool, where there is a sensor
    transmitted : (side, side) float32, the share of X-rays that shadows let through
    beam_stop : radius, pixels
    """

    kind: Kind
    side: int
    pixel_m: float
    wavelength: float
    bandwidth: float
    distance: float
    centre: tuple[float, float]
    blur: float
    gain: float
    read_noise: float
    offset: float
    photons: np.ndarray
    sensor: np.ndarray
    transmitted: np.ndarray
    beam_stop: float


def evenly(rng: np.random.Generator, ends: tuple[float, float]) -> float:
    """Draw a number between two ends, evenly in its logarithm; equal ends give that number."""
    low, high = ends
    return float(low) if low == high else float(np.exp(rng.uniform(np.log(low), np.log(high))))


def scene(rng: np.random.Generator, kind: Kind | None = None) -> Scene:
    """Draw an instrument and the background of one shot.

    Parameters
    ----------
    rng : numpy.random.Generator
    kind : Kind, optional
        By default one of KINDS by its share.
    """
    kind = kind or KINDS[rng.choice(len(KINDS), p=[k.share for k in KINDS])]
    side = round(evenly(rng, kind.side))
    # The real detector has more and smaller pixels; the angle at its edge is what matters.
    pixel_m = rng.uniform(*kind.pixel_um) * 1e-6
    distance = side / 2 * pixel_m / np.tan(np.radians(rng.uniform(18, 42)))
    wavelength = rng.uniform(0.9, 1.5)
    row, column = (side - 1) / 2 * (1 + rng.normal(0, 0.04, 2))
    y, x = np.indices((side, side), dtype=np.float32)
    y, x = y - np.float32(row), x - np.float32(column)
    radius = np.hypot(y, x)
    stop = rng.uniform(0.008, 0.04) * side
    transmitted = shadows(x, y, radius, stop, rng)
    angle = np.arctan(radius * np.float32(pixel_m / distance))
    q = np.float32(4 * np.pi / wavelength) * np.sin(angle / 2)
    level = evenly(rng, kind.level)
    photons = level * diffuse(q, rng) * np.cos(angle) ** 3
    if rng.random() < 0.7:  # air and slits scatter at small angles
        steep = (stop / np.maximum(radius, stop / 2)) ** np.float32(rng.uniform(2, 3.5))
        photons += level * evenly(rng, (0.3, 200)) * np.minimum(steep, 4)
    return Scene(
        kind=kind, side=side, pixel_m=pixel_m, wavelength=wavelength,
        bandwidth=1e-3 if rng.random() < kind.laser else 2e-4,
        distance=distance, centre=(row, column),
        blur=rng.uniform(*kind.blur), gain=evenly(rng, kind.gain),
        read_noise=rng.uniform(*kind.read_noise),
        offset=rng.uniform(0, kind.offset) if rng.random() < 0.5 else 0.0,
        photons=photons * transmitted, sensor=sensors(kind, side, rng),
        transmitted=transmitted, beam_stop=stop,
    )  # fmt: skip


def diffuse(q: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a random background over scattering vectors q in 1/Å, about 1, as float32.

    The ring of water near q = 2.0 and its shoulder near 2.9 (as in `detector.background`), more or
    less of it; a halo that falls with the angle; a level part; and in every eighth scene rings of
    ice, which are as sharp as spots in one direction.
    """
    water = np.exp(-0.5 * ((q - 2.0) / 0.28) ** 2) + 0.5 * np.exp(-0.5 * ((q - 2.9) / 0.6) ** 2)
    photons = rng.uniform(0, 1) * water
    photons += rng.uniform(0.1, 1.2) * np.exp(-q / np.float32(rng.uniform(0.2, 0.6)))
    photons += rng.uniform(0.05, 0.4)
    if rng.random() < 0.12:
        for ring in ICE_RINGS:
            width = rng.uniform(0.006, 0.02)
            photons += rng.uniform(0.2, 2) * np.exp(-0.5 * ((q - ring) / width) ** 2)
    return photons.astype(np.float32)


def shadows(
    x: np.ndarray, y: np.ndarray, radius: np.ndarray, stop: float, rng: np.random.Generator
) -> np.ndarray:
    """Return the share of X-rays that reaches each pixel, float32.

    The beam stop is nearly black; its holder, and the edge of a nozzle or a cryostat, let a part
    through.

    Parameters
    ----------
    x, y, radius : (H, W) arrays, pixels from where the beam strikes
    stop : radius of the beam stop in pixels
    """
    share = np.ones(x.shape, np.float32)
    share[radius < stop] = rng.choice([0, 0.02, 0.1])
    if rng.random() < 0.6:
        turn = rng.uniform(0, 2 * np.pi)
        along, across = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
        holder = (along > 0) & (np.abs(across) < stop * rng.uniform(0.15, 0.6))
        share[holder] *= rng.uniform(0.05, 0.6)
    if rng.random() < 0.2:
        first = int(rng.uniform(0.5, 0.9) * len(share))
        share[first:] *= 1 - rng.uniform(0.2, 0.8)
    return share


def sensors(kind: Kind, side: int, rng: np.random.Generator) -> np.ndarray:
    """Return where a detector has a sensor: modules in rows and columns with gaps between.

    An image plate is round.

    Returns
    -------
    (side, side) bool
    """
    if kind.name == "image plate":
        y, x = np.indices((side, side)) - (side - 1) / 2
        return np.hypot(y, x) < side / 2 * rng.uniform(0.95, 1.0)
    lines = []
    for least, most in kind.modules:
        line = np.ones(side, bool)
        number = int(rng.integers(least, most + 1))
        module = max(side // number, 8)
        gap = max(1, round(module * rng.uniform(*kind.gap)))
        begin = int(rng.integers(0, module)) if number > 1 else side
        for start in range(begin, side, module):
            line[start : start + gap] = False
        lines.append(line)
    return np.outer(*lines)
