"""Simulate diffraction frames: one shot of an X-ray laser at a jet of small crystals."""

from dataclasses import dataclass

import numpy as np

from tinyml_kit.datasets.bragg import crystal, detector

# A spot is visible if its peak is VISIBLE times a pixel's noise above the background.
# Calibrated once against spots.find on simulated frames (see tests/datasets/bragg/test_twin.py).
VISIBLE = 9.0


@dataclass(frozen=True)
class Shot:
    """What the beam met in one shot.

    lattice_spots : visible spots that the crystal must show (0: the crystal was missed)
    stray_spots : visible spots from debris, each from a fragment that shows one reflection
    flux : background of this pulse relative to the average
    b_factor : Å²    mosaicity : radians, rms    domain : Å
    """

    lattice_spots: int
    stray_spots: int
    flux: float = 1.0
    b_factor: float = 9.0
    mosaicity: float = 3e-4
    domain: float = 3000.0


@dataclass(frozen=True)
class Candidates:
    """Reflections on the detector: where, how wide, and how bright at unit scale.

    `noise` is the number of photons in a spot whose peak equals one pixel's noise.
    """

    row: np.ndarray
    column: np.ndarray
    azimuth: np.ndarray
    radial: np.ndarray
    tangential: np.ndarray
    photons: np.ndarray
    noise: np.ndarray

    def pick(self, chosen: np.ndarray) -> "Candidates":
        """Return the candidates that a mask or an index array chooses."""
        return Candidates(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def candidates(shot: Shot, instrument: detector.Instrument, rng: np.random.Generator) -> Candidates:
    """Return what a crystal in a random orientation would put on the detector."""
    excited = crystal.reflections(
        crystal.random_rotation(rng),
        wavelength=instrument.wavelength,
        bandwidth=instrument.bandwidth,
        mosaicity=shot.mosaicity,
        domain=shot.domain,
        b_factor=shot.b_factor,
    )
    row, column, angle, azimuth = detector.project(excited.q, instrument)
    exposed = detector.exposed(instrument)
    r, c = np.rint(row).astype(int), np.rint(column).astype(int)
    on = (r >= 0) & (r < exposed.shape[0]) & (c >= 0) & (c < exposed.shape[1])
    on[on] = exposed[r[on], c[on]]
    radial, tangential = detector.spot_widths(angle, instrument, shot.mosaicity)
    photons = excited.intensity * detector.polarization(angle, azimuth)
    noise = np.full(len(row), np.inf)
    local = shot.flux * detector.background(instrument)[r[on], c[on]]
    pixel = np.sqrt(local + (instrument.read_noise / instrument.gain) ** 2)
    noise[on] = 2 * np.pi * radial[on] * tangential[on] * pixel
    return Candidates(row, column, azimuth, radial, tangential, photons, noise).pick(on)


def scale_for(spots: Candidates, wanted: int) -> float:
    """Return the factor on `spots.photons` at which exactly `wanted` spots are visible.

    Each reflection becomes visible at its own scale, VISIBLE·noise/photons; the answer is the
    `wanted`-th smallest of these, or the largest if there are fewer.
    """
    needed = np.sort(VISIBLE * spots.noise / spots.photons)
    return needed[min(wanted, len(needed)) - 1]


def expected_photons(
    shot: Shot,
    instrument: detector.Instrument,
    rng: np.random.Generator,
    crystal: bool = True,
) -> np.ndarray:
    """Return the expected photons per pixel in one shot, (H, W) float64, before any noise.

    Without `crystal` its spots are left out. Water and debris are the same with and without it.
    """
    image = shot.flux * detector.background(instrument).astype(np.float64)
    if shot.lattice_spots:
        # Drawn or not, it takes its numbers from the generator, which debris asks next.
        spots = candidates(shot, instrument, rng)
        scaled = spots.photons * scale_for(spots, shot.lattice_spots)
        if crystal:
            _draw(image, spots, scaled)
    if shot.stray_spots:
        _draw(image, *strays(shot, instrument, rng))
    return image * detector.exposed(instrument)


def frame(
    shot: Shot,
    instrument: detector.Instrument,
    rng: np.random.Generator,
    detector_seed: int = 0,
) -> np.ndarray:
    """Return one recorded frame, (1765, 1765) int16, in detector units (ADU)."""
    photons = expected_photons(shot, instrument, rng)
    return detector.read_out(photons, instrument, rng, detector_seed)


def strays(
    shot: Shot, instrument: detector.Instrument, rng: np.random.Generator
) -> tuple[Candidates, np.ndarray]:
    """Return the spots of crystal fragments, one reflection each, and their photons.

    Each is a little brighter than it must be to be visible.
    """
    found = candidates(shot, instrument, rng)
    # A fragment shows its strongest reflection, so low angles are favoured, as in a crystal.
    chance = found.photons / found.noise
    chosen = rng.choice(
        len(chance), min(shot.stray_spots, len(chance)), replace=False, p=chance / chance.sum()
    )
    spots = found.pick(chosen)
    brightness = VISIBLE * (1.55 + rng.exponential(0.6, len(chosen)))
    return spots, brightness * spots.noise


def _draw(image, spots, photons):
    detector.draw_spots(
        image, spots.row, spots.column, photons, spots.radial, spots.tangential, spots.azimuth
    )
