"""The interpreter's fixed-point arithmetic on NumPy arrays, to the bit.

A real factor becomes a 32-bit integer multiplier and a shift. A product is rounded twice: once to
32 bits, and once when it is shifted. Integers are int32 and wrap around as they do in the
interpreter. Source: gemmlowp's fixedpoint.h and the interpreter's common.cc.
"""

import numpy as np

from tinyml_kit.graph.model import GraphError

INT32_MAX = 2**31 - 1


def int32(x: int | np.ndarray) -> np.ndarray:
    """Return integers as int32; those that are too large wrap around."""
    return np.asarray(x).astype(np.int64).astype(np.int32)


def round_half_away(x: float | np.floating | np.ndarray) -> np.ndarray:
    """Round to the nearest integer, halves away from zero, in the precision of `x`."""
    # Adding 0.5 first would round 0.49999997 up; the distance to the truncated number is exact.
    whole = np.trunc(x)
    return whole + np.where(np.abs(x - whole) >= 0.5, np.copysign(1, x), 0).astype(whole.dtype)


def quantize_multiplier(
    real: float | np.ndarray,
) -> tuple[int, int] | tuple[np.ndarray, np.ndarray]:
    """Return (multiplier, shift) such that real = multiplier / 2^31 · 2^shift.

    Parameters
    ----------
    real : float, or array of float

    Returns
    -------
    multiplier, shift : int, or int32 arrays
        The multiplier lies in [2^30, 2^31), or is 0 where `real` is less than about 2^-32. A
        negative `real` has a negative multiplier.

    Raises
    ------
    GraphError
        If `real` is not finite, or so large that 32 bits do not hold a shifted number.
    """
    real = np.asarray(real, np.float64)
    if not np.isfinite(real).all():
        raise GraphError("its scales give a factor that is not finite")
    fraction, shift = np.frexp(real)
    multiplier = round_half_away(fraction * 2.0**31).astype(np.int64)
    full = np.abs(multiplier) == 2**31
    multiplier, shift = np.where(full, multiplier // 2, multiplier), shift + full
    if (shift > 30).any():
        raise GraphError(f"its scales give the factor {real.max():.3g}, too large for 32 bits")
    multiplier, shift = (np.where(shift < -31, 0, numbers) for numbers in (multiplier, shift))
    if real.ndim == 0:
        return int(multiplier), int(shift)
    return multiplier.astype(np.int32), shift.astype(np.int32)


def reduced(multiplier: int | np.ndarray) -> np.ndarray:
    """Return multipliers of 31 bits rounded to 15, halves up: real = reduced / 2^15 · 2^shift."""
    multiplier = np.asarray(multiplier).astype(np.int64)
    return np.minimum((multiplier + 2**15) >> 16, 2**15 - 1).astype(np.int16)


def saturating_rounding_doubling_high_mul(a: int | np.ndarray, b: int | np.ndarray) -> np.ndarray:
    """Return a · b / 2^31, rounded to the nearest, halves up; -2^31 · -2^31 saturates."""
    product = np.asarray(a).astype(np.int64) * np.asarray(b).astype(np.int64)
    nudge = np.where(product >= 0, 2**30, 1 - 2**30)
    # Division truncates towards zero, as in C.
    total = product + nudge
    high = np.where(total >= 0, total >> 31, -(-total >> 31))
    return np.minimum(high, INT32_MAX).astype(np.int32)


def rounding_divide_by_pot(x: int | np.ndarray, exponent: int | np.ndarray) -> np.ndarray:
    """Return x / 2^exponent, rounded to the nearest, halves away from zero."""
    x, exponent = np.asarray(x).astype(np.int64), np.asarray(exponent).astype(np.int64)
    mask = (np.int64(1) << exponent) - 1
    threshold = (mask >> 1) + (x < 0)
    return ((x >> exponent) + ((x & mask) > threshold)).astype(np.int32)


def multiply_by_quantized_multiplier(
    x: int | np.ndarray, multiplier: int | np.ndarray, shift: int | np.ndarray
) -> np.ndarray:
    """Return x · multiplier / 2^31 · 2^shift as the interpreter rounds it.

    Parameters
    ----------
    x : array of integers that fit into int32
    multiplier, shift : int, or arrays that broadcast to `x`
    """
    shift = np.asarray(shift).astype(np.int64)
    left = int32(np.asarray(x).astype(np.int64) << np.maximum(shift, 0))
    high = saturating_rounding_doubling_high_mul(left, multiplier)
    return rounding_divide_by_pot(high, np.maximum(-shift, 0))


def multiply_by_reduced_multiplier(
    x: int | np.ndarray, multiplier: int | np.ndarray, shift: int | np.ndarray
) -> np.ndarray:
    """Return x · multiplier / 2^31 · 2^shift of x of up to 48 bits, rounded once, halves up.

    Parameters
    ----------
    x : array of integers; the interpreter counts them in 64 bits
    multiplier, shift : int, or arrays that broadcast to `x`, as `quantize_multiplier` returns
        them; the interpreter keeps 15 bits of the multiplier
    """
    total = 15 - np.asarray(shift).astype(np.int64)
    product = np.asarray(x).astype(np.int64) * reduced(multiplier).astype(np.int64)
    return int32((product + (np.int64(1) << (total - 1))) >> total)
