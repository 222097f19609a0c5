"""Features as another voice would have made them: slower or faster, and with other formants.

What the front end made of a word is stretched, on the way into a network, along time and along the
bands, and smoothed, tilted and blanked out in places. That takes no sound and no second pass of the
front end, so that a network never sees the same example twice. Band warping is from Jaitly and
Hinton, "Vocal tract length perturbation improves speech recognition", ICML workshop on deep
learning for audio, speech and language processing, 2013; the blanks are SpecAugment's (`keywords`).
"""

from dataclasses import dataclass

import numpy as np

#: The mel scale is linear below about this frequency, and logarithmic above it.
MEL_HZ = 700.0


@dataclass(frozen=True)
class Variety:
    """How much features are varied.

    Attributes
    ----------
    stretch : float
        A word is up to this factor longer or shorter.
    warp : float
        Frequencies are up to this factor higher or lower.
    shift : int
        Frames that a word is moved, at most, either way.
    tilt : float
        Features that the lowest and the highest band rise or fall, at most.
    blur : float
        Most share of a band that goes to its two neighbours: pitch disappears, formants stay.
    frames, bands : int
        The most that is blanked out, twice along each axis.
    low_hz, high_hz : float
        Where the lowest band of the front end begins, and where the highest ends.
    """

    stretch: float = 1.15
    warp: float = 1.15
    shift: int = 6
    tilt: float = 6.0
    blur: float = 0.4
    frames: int = 6
    bands: int = 4
    low_hz: float = 125.0
    high_hz: float = 3750.0


def varied(
    features: np.ndarray, random: np.random.Generator, variety: Variety = Variety()
) -> np.ndarray:
    """Return features as other voices would have made them.

    Parameters
    ----------
    features : (n, frames, bands) int8
    random : numpy Generator
    variety : Variety

    Returns
    -------
    (n, frames, bands) int8; what comes in from outside the recording is silence, -128.
    """
    count, long, wide = features.shape
    loud = features.astype(np.float32) + 128  # silence is 0, which is what lies outside
    factors = variety.stretch ** random.uniform(-1, 1, (count, 1))
    shifts = random.uniform(-variety.shift, variety.shift, (count, 1))
    middle = (long - 1) / 2
    times = (np.arange(long) - middle - shifts) / factors + middle
    factors = variety.warp ** random.uniform(-1, 1, (count, 1))
    share = random.uniform(0, variety.blur, (count, 1, 1)).astype(np.float32)
    mix = picking(warped_bands(factors, wide, variety.low_hz, variety.high_hz), wide)
    near = np.pad(mix, ((0, 0), (0, 0), (1, 1)), mode="edge")
    mix = (1 - share) * mix + share / 2 * (near[..., :-2] + near[..., 2:])
    made = picking(times, long) @ loud @ mix.transpose(0, 2, 1)
    slope = random.uniform(-variety.tilt, variety.tilt, (count, 1, 1))
    made += np.where(made > 8, slope * np.linspace(-1, 1, wide), 0)
    for axis, size, most in ((1, long, variety.frames), (2, wide, variety.bands)) * 2:
        blank(made, axis, size, most, random)
    return np.clip(np.rint(made - 128), -128, 127).astype(np.int8)


def picking(positions: np.ndarray, size: int) -> np.ndarray:
    """Return matrices that read a row of `size` numbers at positions between them.

    Parameters
    ----------
    positions : (n, m) array; outside 0 … size - 1 nothing is read

    Returns
    -------
    (n, m, size) float32; each row holds the two weights of a linear interpolation.
    """
    apart = np.abs(positions[..., np.newaxis] - np.arange(size))
    return np.maximum(0, 1 - apart).astype(np.float32)


def warped_bands(factors: np.ndarray, bands: int, low_hz: float, high_hz: float) -> np.ndarray:
    """Return where each band of a voice lies in one whose frequencies are `factors` times higher.

    Parameters
    ----------
    factors : (n, 1) array
    bands : int
    low_hz, high_hz : float, as in `Variety`

    Returns
    -------
    (n, bands) float64, positions in bands; at the upper end the last band is read.
    """
    low, high = np.log1p(np.array([low_hz, high_hz]) / MEL_HZ)
    step = (high - low) / (bands + 1)
    mels = low + step * np.arange(1, bands + 1)
    hertz = np.expm1(mels) * MEL_HZ / factors
    return np.clip((np.log1p(hertz / MEL_HZ) - low) / step - 1, 0, bands - 1)


def blank(made: np.ndarray, axis: int, size: int, most: int, random: np.random.Generator) -> None:
    """Silence up to `most` places in a row along an axis, in place, for each example by itself."""
    lengths = random.integers(0, most + 1, len(made))
    starts = random.integers(0, size - lengths + 1)
    at = np.arange(size)
    hit = (at >= starts[:, np.newaxis]) & (at < (starts + lengths)[:, np.newaxis])
    made *= ~np.expand_dims(hit, 3 - axis)
