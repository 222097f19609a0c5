"""Half the rate, in integers: for microphones that give 16,000 samples where 8,000 are wanted.

    y[k] = (3 x[2k-9] - 25 x[2k-7] + 150 x[2k-5] + 256 x[2k-4]
            + 150 x[2k-3] - 25 x[2k-1] + 3 x[2k+1] + 256) div 512      limited to int16

What swings faster than half the new rate would come back as another tone; the mean takes it out
first. Its weights are those of the polynomial of degree 5 through the six samples around the middle
one, halved, and a half of the middle one itself (a half-band filter, maximally flat).
"""

from pathlib import Path

import numpy as np

from tinyml_kit.features.audio.settings import AudioError

HEADER = Path(__file__).with_name("halving.h")
WEIGHTS = np.array([3, 0, -25, 0, 150, 256, 150, 0, -25, 0, 3])
SHIFT = 9


def halved(samples: np.ndarray) -> np.ndarray:
    """Return a sound at half its rate, (n // 2,) int16, of (n,) int16; `halving.h` is its twin.

    Raises
    ------
    AudioError
        If the samples are not a row of int16.
    """
    samples = np.asarray(samples)
    if samples.dtype != np.int16 or samples.ndim != 1:
        raise AudioError(
            f"halved: the samples are {samples.dtype} of shape {samples.shape}; give one channel "
            "of int16."
        )
    before = np.zeros(len(WEIGHTS) - 2, np.int64)
    sums = np.convolve(np.concatenate([before, samples.astype(np.int64)]), WEIGHTS, "valid")[::2]
    found = (sums[: len(samples) // 2] + (1 << SHIFT - 1)) >> SHIFT
    return np.clip(found, -(2**15), 2**15 - 1).astype(np.int16)
