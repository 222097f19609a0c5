"""The weights with which an axis of an image is resampled: a triangle, as in Pillow."""

from functools import lru_cache

import numpy as np
from scipy.sparse import csr_array


def source(old: int, new: int, start: int, stop: int) -> tuple[int, int]:
    """Return the range of input pixels (first, last + 1) under outputs `start`…`stop`."""
    scale = old / new
    reach = max(scale, 1)
    return (
        max(int((start + 0.5) * scale - reach), 0),
        min(int((stop - 0.5) * scale + reach) + 1, old),
    )


@lru_cache(maxsize=128)
def matrix(old: int, new: int, start: int, stop: int) -> csr_array:
    """Return rows `start`…`stop` of the resampling matrix, CSR float32; columns as in `source`."""
    scale = old / new
    first, last = source(old, new, start, stop)
    centre = (np.arange(start, stop)[:, np.newaxis] + 0.5) * scale
    distance = np.abs(np.arange(first, last) + 0.5 - centre) / max(scale, 1)
    weights = np.maximum(1 - distance, 0)
    return csr_array((weights / weights.sum(axis=1, keepdims=True)).astype(np.float32))
