"""A recording cut into frames that overlap."""

import numpy as np

from tinyml_kit.features.audio.settings import AT_16_KHZ, AudioError, Settings


def frames(samples: np.ndarray, settings: Settings = AT_16_KHZ) -> np.ndarray:
    """Return the frames of a recording: frame t holds the samples from t · step on.

    Parameters
    ----------
    samples : (…, n) int16
        One recording, or many of the same length.
    settings : Settings

    Returns
    -------
    (…, frames, window) int16, a view; samples after the last whole frame are left out.

    Raises
    ------
    AudioError
        If the samples are not int16.
    """
    samples = np.asarray(samples)
    if samples.dtype != np.int16 or samples.ndim == 0:
        raise AudioError(
            f"the samples are {samples.dtype} of shape {samples.shape}, expected a row of int16; "
            "scale them to -32768 … 32767 and convert them."
        )
    if samples.shape[-1] < settings.window:
        return np.zeros((*samples.shape[:-1], 0, settings.window), np.int16)
    every = np.lib.stride_tricks.sliding_window_view(samples, settings.window, axis=-1)
    return every[..., :: settings.step, :]


def count(samples: int, settings: Settings = AT_16_KHZ) -> int:
    """Return how many frames so many samples give."""
    return max(0, (samples - settings.window) // settings.step + 1)
