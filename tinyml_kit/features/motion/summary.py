"""Five numbers that say how an axis moved within a window of n samples.

mean      = floor(Σ x / n)
spread    = floor(Σ |x - mean| / n)
least, most
crossings = how often the axis went from below its mean to at least its mean, or back
"""

import numpy as np

from tinyml_kit.features.motion.settings import Settings

NAMES = ("mean", "spread", "least", "most", "crossings")


def means(windows: np.ndarray, settings: Settings) -> np.ndarray:
    """Return the mean of each axis, (windows, axes) int32."""
    return windows.sum(axis=1, dtype=np.int32) >> settings.bits


def summaries(windows: np.ndarray, settings: Settings) -> np.ndarray:
    """Return the five numbers in the order of NAMES, (windows, axes, 5) int16."""
    middle = means(windows, settings)
    apart = windows.astype(np.int32) - middle[:, np.newaxis]
    spread = np.abs(apart).sum(axis=1) >> settings.bits
    above = apart >= 0
    crossings = (above[:, 1:] != above[:, :-1]).sum(axis=1)
    five = [middle, spread, windows.min(axis=1), windows.max(axis=1), crossings]
    return np.stack(five, axis=-1).astype(np.int16)
