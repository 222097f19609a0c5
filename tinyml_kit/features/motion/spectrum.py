"""How strongly an axis swings k times in a window of n samples, for a few k.

    c[i]  = floor(2^14 · cos(2π i / n) + 1/2)
    re[k] = floor(Σ floor((x[i] - mean) · c[k i mod n] / 2^8) / (2^6 · n))
    im[k] = the same with c[(k i - n/4) mod n], which is the sine
    y[k]  = floor(sqrt(re[k]² + im[k]²))

is half the amplitude of the swing, in the unit of the samples. No intermediate number needs more
than 32 bits. For a few frequencies this takes fewer steps than a fast transform, and no memory.
"""

import numpy as np

from tinyml_kit.features.motion.settings import Settings
from tinyml_kit.features.motion.summary import means

COSINE_BITS, PRODUCT_BITS = 14, 8


def cosines(settings: Settings) -> np.ndarray:
    """Return c, (window,) int16."""
    angles = 2 * np.pi * np.arange(settings.window) / settings.window
    return np.floor(2**COSINE_BITS * np.cos(angles) + 0.5).astype(np.int16)


def levels(windows: np.ndarray, settings: Settings) -> np.ndarray:
    """Return y for k = 1 … frequencies, (windows, axes, frequencies) int16."""
    apart = windows.astype(np.int32) - means(windows, settings)[:, np.newaxis]
    apart = np.clip(apart, -(2**15), 2**15 - 1)
    turns = np.outer(np.arange(1, settings.frequencies + 1), np.arange(settings.window))
    real = _sums(apart, turns, settings)
    imaginary = _sums(apart, turns - settings.window // 4, settings)
    squares = real.astype(np.int64) ** 2 + imaginary.astype(np.int64) ** 2
    return np.minimum(np.sqrt(squares).astype(np.int64), 2**15 - 1).astype(np.int16)


def _sums(apart, turns, settings):
    table = cosines(settings).astype(np.int32)[turns % settings.window]
    products = apart[:, :, :, np.newaxis] * table.T[np.newaxis, :, np.newaxis] >> PRODUCT_BITS
    return products.sum(axis=1, dtype=np.int32) >> (COSINE_BITS - PRODUCT_BITS + settings.bits)
