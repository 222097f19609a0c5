"""Noise reduction: what a band always holds is taken away.

    N[t] = s · L[t] + (1 - s) · N[t - 1]
    y[t] = max(L[t] - N[t], L[t] / 20)

L is a band's level, N the estimate of its noise. s is 0.025 for even bands, whose noise is
forgotten slowly, and 0.06 for odd ones. N is the only thing that the front end remembers from
frame to frame; it has 10 bits behind the point.
"""

import numpy as np

from tinyml_kit.features.audio.settings import AT_16_KHZ, Settings
from tinyml_kit.ops import signal_noise
from tinyml_kit.ops.spec import Options

#: Bits behind the point of the estimate, and of the shares.
ESTIMATE_BITS, SHARE_BITS = 10, 14
ONE = 2**SHARE_BITS
EVEN, ODD, LEAST = int(0.025 * ONE), int(0.06 * ONE), int(0.05 * ONE)


def options(settings: Settings = AT_16_KHZ) -> Options:
    """Return the options of SIGNAL_FILTER_BANK_SPECTRAL_SUBTRACTION."""
    return {
        "smoothing": EVEN,
        "one_minus_smoothing": ONE - EVEN,
        "alternate_smoothing": ODD,
        "alternate_one_minus_smoothing": ONE - ODD,
        "min_signal_remaining": LEAST,
        "smoothing_bits": ESTIMATE_BITS,
        "spectral_subtraction_bits": SHARE_BITS,
        "num_channels": settings.bands,
        "clamping": 0,
    }


def none(shape: tuple[int, ...], settings: Settings = AT_16_KHZ) -> np.ndarray:
    """Return the estimate before the first frame: 0, (*shape, bands) uint32."""
    return np.zeros((*shape, settings.bands), np.uint32)


def subtracted(
    levels: np.ndarray, noise: np.ndarray, settings: Settings = AT_16_KHZ
) -> tuple[np.ndarray, np.ndarray]:
    """Take the noise away, frame by frame.

    Parameters
    ----------
    levels : (…, frames, bands) uint32
    noise : (…, bands) uint32
        The estimate after the frame before the first one; `none` at the start of a sound.

    Returns
    -------
    left : (…, frames, bands) uint32
    estimates : (…, frames, bands) uint32
        The noise after each frame, in steps of 1/1024.
    """
    left, estimates = np.zeros((2, *levels.shape), np.uint32)
    for t in range(levels.shape[-2]):
        level = levels[..., t, :]
        left[..., t, :], noise = signal_noise.subtraction(
            {}, options(settings), level.shape, level, noise
        )
        estimates[..., t, :] = noise
    return left, estimates
