"""Bounds of a layer's sums that hold for all inputs."""

import numpy as np


def largest_sums(
    weights: np.ndarray, bias: np.ndarray, low: int = -128, high: int = 127
) -> np.ndarray:
    """Return the largest absolute value that each channel's sum can have, (channels,) int64.

    Parameters
    ----------
    weights : (channels, n) array of integers
    bias : (channels,), with the zero point folded in
    low, high : int, the range of every input
    """
    weights, bias = np.asarray(weights, np.int64), np.asarray(bias, np.int64)
    positive, negative = np.maximum(weights, 0).sum(1), np.minimum(weights, 0).sum(1)
    highest = bias + high * positive + low * negative
    lowest = bias + low * positive + high * negative
    return np.maximum(highest, -lowest)


def largest_sum(weights: np.ndarray, bias: np.ndarray, low: int = -128, high: int = 127) -> int:
    """Return the largest absolute value that any sum of a layer can have."""
    return int(largest_sums(weights, bias, low, high).max())


def sums_fit(
    weights: np.ndarray, bias: np.ndarray, bits: int, low: int = -128, high: int = 127
) -> bool:
    """Tell whether every sum of such inputs fits into that many bits, sign included."""
    return largest_sum(weights, bias, low, high) < 2 ** (bits - 1)
