"""A recording of motion cut into windows that overlap."""

import numpy as np

from tinyml_kit.features.motion.settings import MotionError, Settings


def windows(samples: np.ndarray, settings: Settings) -> np.ndarray:
    """Return the windows of a recording, (windows, window, axes) int16, a view.

    Window k holds the samples from k · step on; those after the last whole window are left out.
    """
    if len(samples) < settings.window:
        return np.zeros((0, settings.window, settings.axes), np.int16)
    every = np.lib.stride_tricks.sliding_window_view(samples, settings.window, axis=0)
    return np.moveaxis(every[:: settings.step], -1, 1)


def require_samples(samples: np.ndarray, settings: Settings) -> np.ndarray:
    """Return samples as an array, if they are (n, axes) int16.

    Raises
    ------
    MotionError
        If they are not.
    """
    samples = np.asarray(samples)
    if samples.dtype != np.int16 or samples.ndim != 2 or samples.shape[1] != settings.axes:
        raise MotionError(
            f"the samples are {samples.dtype} of shape {samples.shape}, expected int16 of shape "
            f"(n, {settings.axes}); scale them, e.g. to 4096 a g, and give one column an axis."
        )
    return samples
