"""Diffraction frames of many detectors: labelled shots to train and to judge with.

Three frames in a row, one of each class, share a scene (`kinds.scene`), so that nothing but their
spots tells them apart. The spots are those of a crystal and of debris, as in `simulate`. What fools
finders is in it: hot pixels, leaks of the beam beside the stop, rings of ice. A frame depends only
on (seed, index), so that any of them can be made without the others.

The label follows from the number of spots, as in the twin: those who labelled its model looked for
a lattice, and wrote HIT where they saw about 20 spots or more. Here, two of five HITs show 50 to
1500 spots, as synchrotrons' pictures do, and every fourth MISS shows none. In the weak set
(`weak=True`) hits are hardly brighter than debris, as in run 498 of the published ones, where a
finder's count gives an AUC of .917 only: a HIT shows a median of 16 spots, and a
MISS of 5.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tinyml_kit.datasets.bragg import crystal, detector, kinds, simulate, twin
from tinyml_kit.datasets.bragg.labels import CLASSES

#: Thermolysin, lysozyme, thaumatin-like and a monoclinic one: few and many reflections.
CELLS = (
    crystal.Cell(),
    crystal.Cell(79.0, 79.0, 38.0, 90.0, 90.0, 90.0),
    crystal.Cell(58.0, 58.0, 150.0, 90.0, 90.0, 90.0),
    crystal.Cell(61.0, 70.0, 75.0, 90.0, 95.0, 90.0),
)
#: Å; reflections of finer resolution are not computed: they lie outside most frames.
D_MIN = 2.0
#: Spots of the weak set at given shares of each class, as `twin.SPOT_SHARES`.
WEAK_SPOTS = {
    "HIT": ((0, 4), (0.05, 7), (0.25, 11), (0.5, 16), (0.75, 25), (0.95, 60), (1, 150)),
    "MAYBE": ((0, 3), (0.25, 6), (0.5, 8), (0.75, 11), (0.95, 17), (1, 25)),
    "MISS": ((0, 0.5), (0.05, 1), (0.25, 3), (0.5, 5), (0.75, 8), (0.95, 13), (1, 30)),
}
#: Added to the noise of a spot, in photons: its own photons come by chance, too. A spot in the dark
#: then needs `simulate.VISIBLE` times as many, about 14, before anyone calls it one.
OWN_NOISE = 1.5
#: A spot is drawn if it has this share of one pixel's noise; weaker ones change nothing.
FAINTEST = 0.3


@dataclass(frozen=True)
class Recorded:
    """One frame, and what is known of it.

    frame : (side, side) int32, the detector's unit
    masked : (side, side) bool, gaps between sensors
    label : int, in the order of CLASSES
    kind : str, of the detector
    lattice, stray : int, visible spots of the crystal and of debris that were asked for
    """

    frame: np.ndarray
    masked: np.ndarray
    label: int
    kind: str
    lattice: int
    stray: int


def spots_of(label: int, weak: bool, rng: np.random.Generator) -> tuple[int, int]:
    """Draw how many spots a frame of a class shows: those of the crystal, and of debris."""
    shares = WEAK_SPOTS if weak else twin.SPOT_SHARES
    name = CLASSES[label]

    def drawn(of):
        share, spots = zip(*shares[of], strict=True)
        return round(float(np.exp(np.interp(rng.random(), share, np.log(spots)))))

    total, debris = drawn(name), drawn("MISS")
    if name == "MISS":
        return 0, 0 if rng.random() < 0.25 else total
    if name == "HIT" and not weak and rng.random() < 0.4:
        total = round(kinds.evenly(rng, (50, 1500)))
    debris = 0 if rng.random() < 0.4 else min(debris, total // 2)
    return total - debris, debris


def shot(
    index: int, seed: int, weak: bool = False, label: int | None = None, kind: str | None = None
) -> Recorded:
    """Simulate frame `index` of the set `seed`; the classes alternate, so that none is rare.

    Parameters
    ----------
    index, seed : int, from 0
    weak : bool
        Draw the numbers of spots of the weak set.
    label : int, optional
        By default ``index % 3``, in the order of CLASSES.
    kind : str, optional
        Name of one of `kinds.KINDS`; by default one is drawn.
    """
    rng = np.random.default_rng([seed, index, 5])
    label = index % len(CLASSES) if label is None else label
    lattice, stray = spots_of(label, weak, rng)
    scene = _scene(seed, index // len(CLASSES), kind)
    image = scene.photons.astype(np.float64)
    if lattice:
        spots = candidates(scene, rng)
        if len(spots.row):
            photons = np.minimum(spots.photons * simulate.scale_for(spots, lattice), 1e6)
            seen = photons > FAINTEST * spots.noise
            _draw(image, spots.pick(seen), photons[seen])
    if stray:
        spots = _debris(seed, index // len(CLASSES), kind)
        if len(spots.row):
            chance = spots.photons / spots.noise
            number = min(stray, int(np.count_nonzero(chance)))
            chosen = rng.choice(len(chance), number, replace=False, p=chance / chance.sum())
            spots = spots.pick(chosen)
            bright = simulate.VISIBLE * (1.55 + rng.exponential(0.6, len(chosen)))
            _draw(image, spots, bright * spots.noise)
    frame = read_out(image, scene, rng)
    return Recorded(frame, ~scene.sensor, label, scene.kind.name, lattice, stray)


@lru_cache(maxsize=1)
def _scene(seed: int, number: int, kind: str | None) -> kinds.Scene:
    only = next((k for k in kinds.KINDS if k.name == kind), None)
    return kinds.scene(np.random.default_rng([seed, number, 6]), only)


@lru_cache(maxsize=1)
def _debris(seed: int, number: int, kind: str | None) -> simulate.Candidates:
    """Return the reflections that the fragments of a scene can show."""
    return candidates(_scene(seed, number, kind), np.random.default_rng([seed, number, 7]))


def candidates(scene: kinds.Scene, rng: np.random.Generator) -> simulate.Candidates:
    """Return what a crystal in a random orientation would put on the scene's sensors."""
    mosaicity = float(np.exp(rng.normal(np.log(4e-4), 0.6)))
    excited = crystal.reflections(
        crystal.random_rotation(rng),
        wavelength=scene.wavelength,
        bandwidth=scene.bandwidth,
        mosaicity=mosaicity,
        domain=float(np.exp(rng.normal(np.log(3000), 0.3))),
        b_factor=float(np.exp(rng.normal(np.log(11), 0.4))),
        cell=CELLS[rng.integers(len(CELLS))],
        d_min=D_MIN,
    )
    direction = excited.q + np.array([0, 0, 1 / scene.wavelength])
    angle = np.arctan2(np.hypot(direction[:, 0], direction[:, 1]), direction[:, 2])
    azimuth = np.arctan2(direction[:, 1], direction[:, 0])
    per_pixel = scene.distance / scene.pixel_m
    radius = np.tan(angle) * per_pixel
    row, column = (
        scene.centre[0] + radius * np.sin(azimuth),
        scene.centre[1] + radius * np.cos(azimuth),
    )
    r, c = np.rint(row).astype(int), np.rint(column).astype(int)
    on = (r >= 0) & (r < scene.side) & (c >= 0) & (c < scene.side) & (angle < 1.2)
    on[on] = scene.sensor[r[on], c[on]] & (scene.transmitted[r[on], c[on]] > 0.3)
    r, c, row, column, angle, azimuth = (a[on] for a in (r, c, row, column, angle, azimuth))
    smear = 2 * np.tan(angle / 2) * scene.bandwidth / np.cos(angle) ** 2 * per_pixel
    arc = mosaicity * np.tan(angle) * per_pixel
    radial, tangential = (np.hypot(scene.blur, np.minimum(width, 3)) for width in (smear, arc))
    pixel = np.sqrt(scene.photons[r, c] + scene.read_noise**2)
    noise = 2 * np.pi * radial * tangential * pixel + OWN_NOISE
    photons = excited.intensity[on] * detector.polarization(angle, azimuth)
    return simulate.Candidates(row, column, azimuth, radial, tangential, photons, noise)


def read_out(photons: np.ndarray, scene: kinds.Scene, rng: np.random.Generator) -> np.ndarray:
    """Return what the scene's detector makes of expected photons, (side, side) int32.

    Hot pixels and, in three of ten frames, a leak of the beam beside the stop are added.
    """
    kind, shape = scene.kind, photons.shape
    frame = arrived(photons, rng)
    if not kind.counts_photons:
        spread = rng.uniform(0, 0.03)
        frame *= scene.gain * (1 + spread * rng.standard_normal(shape, dtype=np.float32))
        noise = scene.read_noise * scene.gain
        frame += noise * rng.standard_normal(shape, dtype=np.float32) + scene.offset
    hot = rng.integers(0, shape[0], (2, rng.integers(0, 40)))
    frame[tuple(hot)] = np.exp(rng.uniform(np.log(20), np.log(1e5), hot.shape[1])) * scene.gain
    if rng.random() < 0.3:
        near = rng.normal(0, scene.beam_stop, (rng.integers(3, 40), 2)) + scene.centre
        frame[tuple(near.astype(int).clip(0, shape[0] - 1).T)] = 1e5 * rng.random(len(near))
    frame = np.rint(np.minimum(frame, kind.saturation)).astype(np.int32)
    if kind.name in ("CCD", "image plate"):
        np.maximum(frame, 0, out=frame)
    frame[~scene.sensor] = kind.gap_value
    return frame


def arrived(photons: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return how many photons arrive where `photons` are expected, float32: Poisson numbers.

    From 4 photons on they are squares of normal numbers, five times as fast: the root of a Poisson
    number is nearly normal with a deviation of 1/2. The square of such a number is larger by a
    quarter on average, which is taken off.
    """
    normal = rng.standard_normal(photons.shape, dtype=np.float32)
    found = np.rint((np.sqrt(photons) + normal / 2) ** 2 - 0.25).astype(np.float32)
    few = photons < 4
    found[few] = rng.poisson(photons[few])
    return np.maximum(found, 0)


def _draw(image, spots, photons):
    detector.draw_spots(
        image, spots.row, spots.column, photons, spots.radial, spots.tangential, spots.azimuth
    )
