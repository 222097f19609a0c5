"""The logistic curve and tanh of int16, by a table and straight lines between its entries.

The table holds 256 heights of the logistic curve at 0, 1/24, 2/24, …, in units of 2^-16. A straight
line between two points of the curve lies below it, so each height is raised by half of the largest
gap. Found by asking the interpreter for both curves at every entry.
"""

import numpy as np

from tinyml_kit.graph.model import GraphError, Tensor
from tinyml_kit.ops.arithmetic import round_half_away
from tinyml_kit.ops.layer import Constant

# Distances from 0 are computed in units of 1/24 / 2^9 for the logistic curve, which is 1/12288;
# tanh(x) = 2 · logistic(2x) - 1 takes half of 1/24, so that it is the same unit with 2^8.
UNITS = 12288.0
LOGISTIC_BITS, TANH_BITS = 9, 8
# The largest factor with which every product of an input fits 32 bits.
LARGEST_MULTIPLIER = 2**16 - 1
# A scale counts as a power of two if its logarithm is that close to a whole number.
NEARLY = np.float32(1e-3)


def heights() -> np.ndarray:
    """Return the table, (256,) int16, of how far the curve lies above one half."""
    at = np.arange(256.0)
    gap = (_curve(at) + _curve(at + 1)) / 2 - _curve(at + 0.5)
    raised = round_half_away(_curve(at) - gap / 2)
    raised[-1] = 2**16 - 1
    return (raised - 2**15).astype(np.int16)


def _curve(at):
    return 2.0**16 / (1 + np.exp(-at / 24))


HEIGHTS = heights()


def table() -> Constant:
    """Return the table for generated code."""
    return Constant(HEIGHTS, "1 / (1 + exp(-x)) - 1/2 at x = 0, 1/24, 2/24, ..., times 2^16")


def power_of_two(scale: np.float32, exact: bool = True) -> int | None:
    """Return the logarithm of a scale that is, nearly, a power of two, and None of another.

    If it need not be exact, the nearest whole logarithm is returned for all.
    """
    logarithm = np.log(np.float32(scale)) * np.float32(1 / np.log(np.float32(2)))
    whole = round_half_away(logarithm)
    return int(whole) if not exact or abs(logarithm - whole) < NEARLY else None


def steps(x: Tensor, output: Tensor, exact_shifts: tuple[int, ...]) -> dict[str, int]:
    """Return multiplier and shift from an input's stored numbers to UNITS.

    Parameters
    ----------
    x, output : Tensor
    exact_shifts : how many times finer than 2^-12 a power of two is allowed to be coarser: 0, 1

    Raises
    ------
    GraphError
        If the output's scale is not 2^-15, or the input's is 16/3 or more, from which on products
        leave 32 bits and the interpreter's wrap around.
    """
    if power_of_two(output.scale) != -15:
        raise GraphError(f"the scale of its output is {output.scale:.6g}, expected 2^-15")
    logarithm = power_of_two(x.scale)
    if logarithm is not None and 12 + logarithm in exact_shifts:
        return {"multiplier": 3 << (12 + logarithm), "shift": 0}
    multiplier, shift = np.float64(x.scale) * UNITS, 0
    while multiplier <= 32767 / 2 and shift <= 30:
        multiplier, shift = multiplier * 2, shift + 1
    if int(multiplier) > LARGEST_MULTIPLIER:
        raise GraphError(
            f"the scale of its input, {x.scale:.6g}, is too large, expected less than 16/3"
        )
    return {"multiplier": int(multiplier), "shift": shift}


def distances(x: np.ndarray, multiplier: int, shift: int) -> np.ndarray:
    """Return stored numbers in UNITS; halves go up."""
    return (x.astype(np.int64) * multiplier + ((1 << shift) >> 1)) >> shift


def _rise(distance, bits):
    """Return how far the curve lies above one half, in units of 2^-(16 + bits)."""
    place = np.minimum(distance >> bits, 254)
    low, high = HEIGHTS[place].astype(np.int64), HEIGHTS[place + 1].astype(np.int64)
    return (low << bits) + (distance & ((1 << bits) - 1)) * (high - low)


def logistic(distance: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + exp(-x)), times 2^15, of x in UNITS."""
    size = np.abs(distance)
    rise = np.where(
        size >> LOGISTIC_BITS >= 255, 32766 << LOGISTIC_BITS, _rise(size, LOGISTIC_BITS)
    )
    half = np.where(distance >= 0, rise + 512, 511 - rise) >> 10
    return (half + 2**14).astype(np.int16)


def tanh(distance: np.ndarray) -> np.ndarray:
    """Return tanh(x), times 2^15, of x in UNITS."""
    size = np.abs(distance)
    rise = np.where(size >> TANH_BITS >= 255, 32767 << TANH_BITS, _rise(size, TANH_BITS))
    return (np.where(distance >= 0, rise + 128, 127 - rise) >> 8).astype(np.int16)
