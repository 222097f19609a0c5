"""The window: a frame is faded in and out.

A frame is cut out of a longer sound, and its sharp edges would sound at all frequencies. Weighed by

    w[i] = floor(4096 · (1/2 - cos(2π (i + 1/2) / n) / 2) + 1/2)        (Hann)
    y[i] = floor(x[i] · w[i] / 4096)

it begins and ends at 0.
"""

from functools import cache

import numpy as np

from tinyml_kit.features.audio.settings import AT_16_KHZ, Settings
from tinyml_kit.ops import signal_window
from tinyml_kit.ops.spec import Options

#: Bits behind the point of a weight.
SHIFT = 12


@cache
def options(settings: Settings = AT_16_KHZ) -> Options:
    """Return the options of SIGNAL_WINDOW."""
    return {"shift": SHIFT, "window": weights(settings)}


def weights(settings: Settings = AT_16_KHZ) -> np.ndarray:
    """Return the weight of each sample of a frame, (window,) int16, 4096 for 1."""
    angles = 2 * np.pi * (np.arange(settings.window) + 0.5) / settings.window
    return np.floor((0.5 - 0.5 * np.cos(angles)) * 2**SHIFT + 0.5).astype(np.int16)


def weighed(frames: np.ndarray, settings: Settings = AT_16_KHZ) -> np.ndarray:
    """Return frames faded in and out, (…, window) int16."""
    return signal_window.int16({}, options(settings), frames.shape, frames)
