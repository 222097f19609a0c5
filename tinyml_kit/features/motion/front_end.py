"""All stages in a row: for a whole recording, or for a stream that comes in pieces."""

from collections.abc import Sequence

import numpy as np

from tinyml_kit.features.motion import filters, spectrum, summary
from tinyml_kit.features.motion.settings import Settings
from tinyml_kit.features.motion.windows import require_samples, windows


def feature_names(settings: Settings, axes: Sequence[str] | None = None) -> list[str]:
    """Return what the features of a window are called, in their order, e.g. "x spread"."""
    axes = axes or [f"axis {number}" for number in range(settings.axes)]
    swings = [f"{k} a window" for k in range(1, settings.frequencies + 1)]
    return [f"{axis} {name}" for axis in axes for name in (*summary.NAMES, *swings)]


def features(samples: np.ndarray, settings: Settings) -> np.ndarray:
    """Return the features of every window of a recording.

    Parameters
    ----------
    samples : (n, axes) int16
    settings : Settings

    Returns
    -------
    (windows, axes · (5 + frequencies)) int16, in the order of `feature_names`

    Raises
    ------
    MotionError
        If the samples are not int16 of that shape.
    """
    filtered, _ = filter_all(require_samples(samples, settings), settings)
    return described(windows(filtered, settings), settings)


def filter_all(
    samples: np.ndarray, settings: Settings, state: tuple | None = None
) -> tuple[np.ndarray, tuple]:
    """Return filtered samples, (n, axes) int16, and what the two filters remember."""
    smooth_state, slow_state = state or (None, None)
    smooth, smooth_state = filters.low_pass(samples, settings.smooth, smooth_state)
    if not settings.gravity:
        return smooth, (smooth_state, None)
    slow, slow_state = filters.low_pass(smooth, settings.gravity, slow_state)
    return filters.without(smooth, slow), (smooth_state, slow_state)


def described(windows: np.ndarray, settings: Settings) -> np.ndarray:
    """Return the features of windows of filtered samples, (windows, features) int16."""
    parts = [summary.summaries(windows, settings), spectrum.levels(windows, settings)]
    return np.concatenate(parts, axis=-1).reshape(len(windows), len(feature_names(settings)))


class Stream:
    """Features of a motion that comes in pieces; however it is cut, they are those of the whole."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.reset()

    def reset(self) -> None:
        """Forget everything: a new recording begins."""
        self._state: tuple | None = None
        self._kept = np.zeros((0, self.settings.axes), np.int16)

    def push(self, samples: np.ndarray) -> np.ndarray:
        """Take the next samples and return the features of every window that they complete.

        Parameters
        ----------
        samples : (n, axes) int16

        Returns
        -------
        (windows, features) int16; often no window is complete, and the result is empty.

        Raises
        ------
        MotionError
            If the samples are not int16 of that shape.
        """
        samples = require_samples(samples, self.settings)
        if len(samples):
            filtered, self._state = filter_all(samples, self.settings, self._state)
            self._kept = np.concatenate([self._kept, filtered])
        found = windows(self._kept, self.settings)
        self._kept = self._kept[len(found) * self.settings.step :]
        return described(found, self.settings)
