"""Bounds of a layer's sums that hold for all inputs."""

import numpy as np


def bounds(
    weights: np.ndarray, bias: np.ndarray, low: int = -128, high: int = 127
) -> tuple[np.ndarray, np.ndarray]:
    """Return the lowest and the highest sum of each channel, each (channels,) int64.

    Parameters
    ----------
    weights : (channels, n) array of integers
    bias : (channels,), with the zero point folded in
    low, high : int, the range of every input
    """
    weights, bias = np.asarray(weights, np.int64), np.asarray(bias, np.int64)
    positive, negative = np.maximum(weights, 0).sum(1), np.minimum(weights, 0).sum(1)
    lowest = bias + low * positive + high * negative
    return lowest, bias + high * positive + low * negative


def largest_sum(weights: np.ndarray, bias: np.ndarray, low: int = -128, high: int = 127) -> int:
    """Return the largest absolute value of the sums that `bounds` gives."""
    lowest, highest = bounds(weights, bias, low, high)
    return int(max(highest.max(), -lowest.min()))


def sums_fit(
    weights: np.ndarray, bias: np.ndarray, bits: int, low: int = -128, high: int = 127
) -> bool:
    """Tell whether every sum of such inputs fits into that many bits, sign included."""
    return largest_sum(weights, bias, low, high) < 2 ** (bits - 1)
