"""Gain against loudness (PCAN: per-channel amplitude normalisation).

    g(N) = 2^21 · (N / 2^7 + 80)^-0.95        at most 32767
    r = level · g(N) / 2^6                    with 12 bits behind the point
    y = r² / 4 for r < 2, else r - 1          with 6 bits behind the point

N is the noise estimate, so a band in a loud room is turned down as far as it is louder. No chip
computes powers here: a table holds a parabola for each power of two of N.
"""

from functools import cache

import numpy as np

from tinyml_kit.ops import signal_noise
from tinyml_kit.ops.spec import Options

STRENGTH, OFFSET = 0.95, 80.0
GAIN_BITS, NOISE_BITS, RATIO_BITS, CORRECTION_BITS = 21, 7, 12, 3
LARGEST = 2**15 - 1
POWERS = 32


def gain(noise: np.ndarray | int) -> np.ndarray:
    """Return the gain for estimates of noise, rounded to int64."""
    base = np.asarray(noise, np.float64) / 2**NOISE_BITS + OFFSET
    return np.minimum(np.floor(2**GAIN_BITS * base**-STRENGTH + 0.5), LARGEST).astype(np.int64)


@cache
def options() -> Options:
    """Return the options of SIGNAL_PCAN."""
    return {"snr_shift": GAIN_BITS - CORRECTION_BITS - RATIO_BITS, "gains": table()}


def table() -> np.ndarray:
    """Return gain(0), gain(1), gain(2), and three numbers a power of two, four apart, (125,) int16.

    Between x and 2x, at x (1 + f), the gain is y + a f + b f² through the gains at f = 0, 1/2, 1.
    """
    found = np.zeros(4 * POWERS - 3, np.int64)
    found[:2] = gain(np.arange(2))
    for power in range(2, POWERS + 1):
        low = 2 ** (power - 1)
        end = 2 * low if power < POWERS else 2 * low - 1
        first, middle, last = gain(np.array([low, low + low // 2, end]))
        slope = 4 * (middle - first) - (last - first)
        found[4 * power - 6 : 4 * power - 3] = first, slope, last - first - slope
    return found.astype(np.int16)


def normalized(levels: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Return levels times their gain, compressed, (…, bands) uint32 with 6 bits behind the point.

    Parameters
    ----------
    levels : (…, bands) uint32
    noise : (…, bands) uint32, the estimates of `noise.subtracted`
    """
    return signal_noise.pcan({}, options(), levels.shape, levels, noise)
