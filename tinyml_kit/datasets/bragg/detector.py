"""From photons to detector units: geometry, scattering background, spots, counts.

Pixels are addressed (row, column); the beam runs along +z through the detector's centre.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tinyml_kit.datasets.bragg import cspad


@dataclass(frozen=True)
class Instrument:
    """Beam and detector. The defaults resemble CXI at LCLS with a CSPAD at 111 mm.

    wavelength : Å            bandwidth : rms ΔE/E (self-amplified beam, about 0.1 %)
    distance : m              beam_stop : radius in pixels
    gain : ADU per photon     gain_spread : rms over pixels, relative
    read_noise : ADU rms per pixel, new in every frame
    common_mode : ADU rms per sensor, new in every frame
    pedestal_error : ADU rms per pixel, fixed
    saturation : ADU          blur : rms of the point spread, pixels
    dead : share of pixels    hot : number of pixels
    """

    wavelength: float = 1.27
    bandwidth: float = 0.001
    distance: float = 0.111
    beam_stop: float = 25.0
    gain: float = 10.0
    gain_spread: float = 0.03
    read_noise: float = 3.0
    common_mode: float = 2.0
    pedestal_error: float = 1.0
    saturation: int = 15_000
    dead: float = 5e-4
    hot: int = 20
    blur: float = 0.7


@lru_cache(maxsize=2)
def two_theta(instrument: Instrument) -> tuple[np.ndarray, np.ndarray]:
    """Return each pixel's scattering angle in radians and its azimuth, both float32."""
    rows, columns = np.indices(cspad.SHAPE, dtype=np.float32)
    y = (rows - (cspad.SHAPE[0] - 1) / 2) * cspad.PIXEL_SIZE_M
    x = (columns - (cspad.SHAPE[1] - 1) / 2) * cspad.PIXEL_SIZE_M
    return np.arctan2(np.hypot(x, y), instrument.distance), np.arctan2(y, x)


def polarization(angle: np.ndarray, azimuth: np.ndarray) -> np.ndarray:
    """Return the share of scattering that remains for a beam polarised along x: 1 - sin²2θ cos²φ.

    J. D. Jackson, "Classical Electrodynamics", 3rd edition, section 14.8.
    """
    return 1 - (np.sin(angle) * np.cos(azimuth)) ** 2


@lru_cache(maxsize=2)
def background(instrument: Instrument) -> np.ndarray:
    """Return the expected background of an average shot, photons per pixel, (H, W) float32.

    The liquid jet gives the diffuse ring of water near q = 2.0 1/Å with its shoulder near 2.9
    (G. Hura et al., J. Chem. Phys. 113, 9140, 2000); the beam line and the protein in
    solution give a halo that falls with the angle. Solid angle falls as cos³2θ. Nothing
    arrives behind the beam stop or in the gaps between sensors.
    """
    angle, azimuth = two_theta(instrument)
    q = 4 * np.pi * np.sin(angle / 2) / instrument.wavelength
    water = np.exp(-0.5 * ((q - 2.0) / 0.28) ** 2) + 0.5 * np.exp(-0.5 * ((q - 2.9) / 0.6) ** 2)
    halo = 1.2 * np.exp(-q / 0.35) + 0.35
    photons = (2.4 * water + halo) * np.cos(angle) ** 3 * polarization(angle, azimuth)
    return (photons * exposed(instrument)).astype(np.float32)


@lru_cache(maxsize=2)
def exposed(instrument: Instrument) -> np.ndarray:
    """Return the pixels that X-rays reach, (H, W) bool: on a sensor and not behind the stop."""
    angle, _ = two_theta(instrument)
    radius = np.tan(angle) * instrument.distance / cspad.PIXEL_SIZE_M
    return cspad.active_mask() & (radius > instrument.beam_stop)


@lru_cache(maxsize=2)
def pixel_faults(instrument: Instrument, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what is wrong with each pixel of this detector, the same in every frame.

    Returns
    -------
    gain : (H, W) float32, ADU per photon; 0 for dead pixels
    offset : (H, W) float32, ADU; the pedestal error, or hundreds of ADU for hot pixels
    """
    rng = np.random.default_rng([seed, 0xFA])
    gain = instrument.gain * (1 + instrument.gain_spread * rng.standard_normal(cspad.SHAPE))
    offset = instrument.pedestal_error * rng.standard_normal(cspad.SHAPE)
    gain[rng.random(cspad.SHAPE) < instrument.dead] = 0
    active = np.flatnonzero(cspad.active_mask())
    offset.flat[rng.choice(active, instrument.hot, replace=False)] = rng.uniform(
        200, 4000, instrument.hot
    )
    return gain.astype(np.float32), offset.astype(np.float32)


def project(
    q: np.ndarray, instrument: Instrument
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return where reflections strike the detector.

    Parameters
    ----------
    q : (n, 3) array, 1/Å

    Returns
    -------
    row, column : (n,) float arrays in pixels (may lie outside the detector)
    angle, azimuth : (n,) float arrays, radians
    """
    direction = q + np.array([0, 0, 1 / instrument.wavelength])
    angle = np.arctan2(np.hypot(direction[:, 0], direction[:, 1]), direction[:, 2])
    azimuth = np.arctan2(direction[:, 1], direction[:, 0])
    radius = np.tan(angle) * instrument.distance / cspad.PIXEL_SIZE_M
    row = (cspad.SHAPE[0] - 1) / 2 + radius * np.sin(azimuth)
    column = (cspad.SHAPE[1] - 1) / 2 + radius * np.cos(azimuth)
    return row, column, angle, azimuth


def spot_widths(
    angle: np.ndarray, instrument: Instrument, mosaicity: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the rms radial and tangential widths of spots at 2θ = `angle`, in pixels.

    By the derivative of Bragg's law, a relative energy spread ΔE/E turns a ray by 2 tanθ ΔE/E,
    which the flat detector stretches by 1/cos²2θ. A mosaic tilt η about the beam moves the ray
    along its ring by η times the ring's radius. The point spread adds to both in quadrature.
    """
    per_pixel = instrument.distance / cspad.PIXEL_SIZE_M
    smear = 2 * np.tan(angle / 2) * instrument.bandwidth / np.cos(angle) ** 2 * per_pixel
    arc = mosaicity * np.tan(angle) * per_pixel
    return np.hypot(instrument.blur, smear), np.hypot(instrument.blur, arc)


def draw_spots(
    image: np.ndarray,
    row: np.ndarray,
    column: np.ndarray,
    photons: np.ndarray,
    radial: np.ndarray,
    tangential: np.ndarray,
    azimuth: np.ndarray,
    reach: int = 6,
) -> None:
    """Add Gaussian spots to `image` (photons per pixel) in place.

    The sum of a spot over the pixels within `reach` is `photons`; what falls outside the
    image is lost. All arrays but `image` have shape (n,).
    """
    step = np.arange(-reach, reach + 1)
    r = np.rint(row)[:, None, None].astype(int) + step[None, :, None]
    c = np.rint(column)[:, None, None].astype(int) + step[None, None, :]
    dy, dx = r - row[:, None, None], c - column[:, None, None]
    cos, sin = np.cos(azimuth)[:, None, None], np.sin(azimuth)[:, None, None]
    along, across = dx * cos + dy * sin, dy * cos - dx * sin
    shape = np.exp(
        -0.5 * ((along / radial[:, None, None]) ** 2 + (across / tangential[:, None, None]) ** 2)
    )
    shape *= (photons / shape.sum(axis=(1, 2)))[:, None, None]
    r, c = np.broadcast_arrays(r, c)
    inside = (r >= 0) & (r < image.shape[0]) & (c >= 0) & (c < image.shape[1])
    np.add.at(image, (r[inside], c[inside]), shape[inside])


def read_out(
    photons: np.ndarray, instrument: Instrument, rng: np.random.Generator, seed: int
) -> np.ndarray:
    """Turn expected photons into one recorded frame in detector units.

    Parameters
    ----------
    photons : (H, W) float array, expected photons per pixel
    rng : numpy.random.Generator of this shot
    seed : int, identifies the detector and so its faulty pixels

    Returns
    -------
    (H, W) int16, ADU; 0 in the gaps. Read noise makes some pixels negative, because the pedestal
    is subtracted; none exceeds `instrument.saturation`.
    """
    gain, offset = pixel_faults(instrument, seed)
    active = cspad.active_mask()
    sensor = cspad.panel_map()[active]
    common = instrument.common_mode * rng.standard_normal(sensor.max() + 1, dtype=np.float32)
    adu = rng.poisson(photons[active]) * gain[active] + offset[active] + common[sensor]
    adu += instrument.read_noise * rng.standard_normal(adu.size, dtype=np.float32)
    adu[gain[active] == 0] = 0
    frame = np.zeros(photons.shape, np.int16)
    frame[active] = np.rint(np.minimum(adu, instrument.saturation))
    return frame
