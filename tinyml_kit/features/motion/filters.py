"""Filters in integers that remember one number an axis.

    s[t] = s[t-1] + x[t] - floor(s[t-1] / 2^k)
    y[t] = floor(s[t] / 2^k)

is a low-pass filter: y follows x, and forgets a sample within about 2^k steps. It starts at rest,
with s = 2^k · x[0], so that a recording does not begin with a jump.
"""

import numpy as np


def low_pass(
    samples: np.ndarray, shift: int, state: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Smooth samples.

    Parameters
    ----------
    samples : (n, axes) int16
    shift : int, k above; 0 leaves the samples as they are
    state : (axes,) int32, optional
        s after the sample before the first one; by default the filter starts at rest.

    Returns
    -------
    smooth : (n, axes) int16
    state : (axes,) int32, after the last sample
    """
    smooth = np.zeros_like(samples)
    wide = samples.astype(np.int32)
    if state is None:
        state = wide[0] << shift if len(wide) else np.zeros(wide.shape[1:], np.int32)
    for t, sample in enumerate(wide):
        state = state + sample - (state >> shift)
        smooth[t] = state >> shift
    return smooth, state


def without(samples: np.ndarray, slow: np.ndarray) -> np.ndarray:
    """Return samples minus their slow part, such as gravity, limited to int16."""
    return np.clip(samples.astype(np.int32) - slow, -(2**15), 2**15 - 1).astype(np.int16)
