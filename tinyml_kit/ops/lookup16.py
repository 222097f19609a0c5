"""Curves of int16 as 513 heights and straight lines between them, as the interpreter has them."""

from collections.abc import Callable

import numpy as np

from tinyml_kit.ops.arithmetic import round_half_away

LINES = 512


def heights(curve: Callable[[np.ndarray], np.ndarray], low: float, high: float) -> np.ndarray:
    """Return the heights, (513,) int16, times 2^15, of a function from low to high.

    Each but the last is moved by half of the distance between the curve and the straight line in
    the middle of its line. Everything is computed in float32, whose roundings decide.
    Source: gen_lut of TensorFlow Lite's common.h.
    """
    unit, step = np.float32(2**15), np.float32((high - low) / LINES)
    first, number = np.float32(low), np.arange(LINES, dtype=np.float32)
    here = curve(first + number * step) * unit
    middle = curve(first + number * step + step / 2) * unit
    after = curve(first + (number + 1) * step) * unit
    start = round_half_away(here)
    chord = round_half_away((after + start) / 2)
    moved = start - round_half_away((chord - round_half_away(middle)) / 2)
    last = round_half_away(curve(np.array([high], np.float32)) * unit)
    return np.clip(np.append(moved, last), -(2**15), 2**15 - 1).astype(np.int16)


def look_up(table: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return the height at every int16, on the line between two entries; halves go up."""
    x = x.astype(np.int64)
    place, along = (x >> 7) + LINES // 2, x & 127
    low, high = table[place].astype(np.int64), table[place + 1].astype(np.int64)
    return low + (((high - low) * along + 64) >> 7)
