"""exp, log, roots, 1/(1 + x), logistic and tanh in fixed point, as the interpreter computes them.

A fixed-point number is an int32 with a binary point: "Q4.27" means 4 bits before it and 27 after.
Source: gemmlowp's fixedpoint.h, whose constants these are.
"""

import numpy as np

from tinyml_kit.ops.arithmetic import INT32_MAX, int32, rounding_divide_by_pot
from tinyml_kit.ops.arithmetic import saturating_rounding_doubling_high_mul as multiply

EXP_OF_MINUS_EIGHTH = 1895147668
ONE_THIRD = 715827883
# exp(-2^k) for k = -2, …, 4, in Q0.31.
EXP_OF_MINUS_POWER = (1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242)
# 48/17 and -32/17 in Q2.29: the straight line nearest to 1/x on [0.5, 1].
FORTY_EIGHT_SEVENTEENTHS, MINUS_THIRTY_TWO_SEVENTEENTHS = 1515870810, -1010580540
# 3/2 in Q3.28; sqrt(2) / 2 in Q0.31.
ONE_AND_A_HALF, HALF_OF_ROOT_TWO = (1 << 28) + (1 << 27), 1518500250
# In Q0.31: log(2), and the fourth root of 1/2; 1/4 in Q6.25.
LOG_OF_TWO, FOURTH_ROOT_OF_HALF, QUARTER = 1488522236, 1805811301, 1 << 23
# Of the fraction that log(r) is near the fourth root of 1/2, in Q0.31.
LOG_NUMERATOR, LOG_SQUARE, LOG_CONSTANT, LOG_LINEAR = 117049297, 127690142, 1057819769, 638450708


def exp_on_negative_values(x: int | np.ndarray, integer_bits: int) -> np.ndarray:
    """Return exp(x), in Q0.31, of x <= 0 in Q(integer_bits).

    x is split into a remainder in [-1/4, 0), for a Taylor series around -1/8, and powers of two,
    for each of which exp is a constant.
    """
    x = np.asarray(x).astype(np.int64)
    fraction_bits = 31 - integer_bits
    quarter = 1 << (fraction_bits - 2)
    remainder = (x & (quarter - 1)) - quarter
    result = _exp_between_minus_quarter_and_0(int32(remainder << integer_bits))
    powers = remainder - x
    for exponent, constant in zip(range(-2, 5), EXP_OF_MINUS_POWER, strict=True):
        if exponent < integer_bits:
            bit = powers >> (fraction_bits + exponent) & 1
            result = np.where(bit == 1, multiply(result, constant), result)
    return np.where(x == 0, INT32_MAX, result).astype(np.int32)


def _exp_between_minus_quarter_and_0(x):
    x = int32(x.astype(np.int64) + (1 << 28))
    x2 = multiply(x, x)
    x3, x4 = multiply(x2, x), multiply(x2, x2)
    tail = int32(rounding_divide_by_pot(x4, 2).astype(np.int64) + x3)
    tail = int32(multiply(tail, ONE_THIRD).astype(np.int64) + x2)
    series = int32(x.astype(np.int64) + rounding_divide_by_pot(tail, 1))
    return int32(multiply(EXP_OF_MINUS_EIGHTH, series).astype(np.int64) + EXP_OF_MINUS_EIGHTH)


def _newton_reciprocal(x):
    """Return 2 / (1 + x), in Q2.29, of x in [0, 1) in Q0.31: three steps of Newton's method."""
    total = np.asarray(x).astype(np.int64) + INT32_MAX
    half = int32((total + 1) >> 1)
    estimate = int32(
        multiply(half, MINUS_THIRTY_TWO_SEVENTEENTHS).astype(np.int64) + FORTY_EIGHT_SEVENTEENTHS
    )
    for _ in range(3):
        error = int32((1 << 29) - multiply(half, estimate).astype(np.int64))
        step = saturating_shift_left(multiply(estimate, error), 2)
        estimate = int32(estimate.astype(np.int64) + step)
    return estimate


def saturating_shift_left(x: int | np.ndarray, bits: int) -> np.ndarray:
    """Return x · 2^bits, limited to the range of int32."""
    return np.clip(np.asarray(x).astype(np.int64) << bits, -(2**31), INT32_MAX).astype(np.int32)


def one_over_one_plus(x: int | np.ndarray) -> np.ndarray:
    """Return 1 / (1 + x), in Q0.31, of x in [0, 1) in Q0.31."""
    return saturating_shift_left(_newton_reciprocal(x), 1)


def _one_minus_over_one_plus(x):
    return saturating_shift_left(_newton_reciprocal(x).astype(np.int64) - (1 << 29), 2)


def logistic(x: int | np.ndarray, integer_bits: int = 4) -> np.ndarray:
    """Return 1 / (1 + exp(-x)), in Q0.31, of x in Q(integer_bits)."""
    x = np.asarray(x).astype(np.int64)
    positive = one_over_one_plus(exp_on_negative_values(-np.abs(x), integer_bits))
    result = np.where(x > 0, positive, INT32_MAX - positive.astype(np.int64))
    return np.where(x == 0, 1 << 30, result).astype(np.int32)


def tanh(x: int | np.ndarray, integer_bits: int = 4) -> np.ndarray:
    """Return tanh(x), in Q0.31, of x in Q(integer_bits)."""
    x = np.asarray(x).astype(np.int64)
    # exp(2x) of x in Q4.27 is exp of the same bits read as Q5.26.
    size = _one_minus_over_one_plus(exp_on_negative_values(-np.abs(x), integer_bits + 1))
    return (np.sign(x) * size).astype(np.int32)


def inverse_square_root(x: int | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (multiplier, shift) of 1 / sqrt(x), multiplier / 2^31 / 2^shift, of integers x >= 1.

    x is brought to [1/4, 1) by an even shift; five steps of Newton's method start at 1. Source: the
    interpreter's common.h.
    """
    x = np.asarray(x).astype(np.int64)
    pairs = (31 - np.frexp(np.maximum(x, 1))[1].astype(np.int64)) // 2 - 1
    shift = 11 - pairs
    scaled = np.where(pairs < 0, x // 4, x << (2 * np.maximum(pairs, 0)))
    half = rounding_divide_by_pot(scaled >> 1, 1)
    root = np.full(x.shape, 1 << 28, np.int32)
    for _ in range(5):
        cube = saturating_shift_left(multiply(multiply(root, root), root), 6)
        change = multiply(ONE_AND_A_HALF, root).astype(np.int64) - multiply(half, cube)
        root = saturating_shift_left(int32(change), 3)
    root = multiply(root, HALF_OF_ROOT_TWO).astype(np.int64)
    root = int32(np.where(shift < 0, root << np.maximum(-shift, 0), root))
    return np.where(x > 1, root, INT32_MAX), np.where(x > 1, np.maximum(shift, 0), 0)


def log_of_sum(x: int | np.ndarray) -> np.ndarray:
    """Return log(x), in Q5.26, of x >= 1 in Q12.19.

    x is r times a power of two, r near the fourth root of 1/2, around which log(r) is a fraction of
    two polynomials. Of two ways to choose the power, the one with the smaller r is taken. Source:
    the interpreter's common.h, whose constants these are.
    """
    x = np.asarray(x).astype(np.int64)
    zeros = 32 - np.frexp(x)[1].astype(np.int64)
    one = saturating_shift_left(multiply(x << (zeros - 1), HALF_OF_ROOT_TWO), 1)
    power_of_one = ((12 - zeros) << 25) + QUARTER
    free = 31 - np.frexp(multiply(x, HALF_OF_ROOT_TWO))[1].astype(np.int64)
    other = np.clip(x << free, 0, INT32_MAX)
    power_of_other = ((12 - free) << 25) - QUARTER
    r = np.minimum(one, other)
    powers = np.maximum(power_of_one, power_of_other)

    middle = int32(_half_sum(r, FOURTH_ROOT_OF_HALF))
    q = int32(2 * (r - FOURTH_ROOT_OF_HALF))
    square = multiply(q, q)
    above = int32(multiply(q, r).astype(np.int64) + multiply(multiply(q, square), LOG_NUMERATOR))
    inner = int32(LOG_CONSTANT + q.astype(np.int64) + multiply(LOG_SQUARE, square))
    below = int32(multiply(middle, inner).astype(np.int64) + multiply(LOG_LINEAR, q))
    fraction = multiply(rounding_divide_by_pot(above, 6), one_over_one_plus(below))
    return saturating_shift_left(int32(multiply(powers, LOG_OF_TWO).astype(np.int64) + fraction), 1)


def _half_sum(a, b):
    total = np.asarray(a).astype(np.int64) + b
    return np.where(total >= 0, (total + 1) >> 1, -((1 - total) >> 1))
