"""Fixed-point arithmetic against exact fractions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tinyml_kit.graph.model import GraphError
from tinyml_kit.ops import arithmetic

int32s = st.integers(-(2**31), 2**31 - 1)
# Shifted, an accumulator still fits into 32 bits.
accumulators = st.integers(-(2**20), 2**20)


def nearest(value, half_up):
    """Round a fraction; halves go up, or away from zero."""
    if half_up or value >= 0:
        return (value + Fraction(1, 2)).__floor__()
    return -((-value + Fraction(1, 2)).__floor__())


@given(st.floats(1e-9, 2**29))
def test_a_multiplier_is_the_factor_to_31_bits(real):
    multiplier, shift = arithmetic.quantize_multiplier(real)
    assert 2**30 <= multiplier < 2**31
    assert abs(Fraction(multiplier) * Fraction(2) ** (shift - 31) / Fraction(real) - 1) <= 2**-31


@given(st.lists(st.floats(-1e5, 1e5), min_size=1))
def test_many_factors_at_once_give_what_each_gives(reals):
    multipliers, shifts = arithmetic.quantize_multiplier(reals)
    assert list(zip(multipliers.tolist(), shifts.tolist(), strict=True)) == [
        arithmetic.quantize_multiplier(real) for real in reals
    ]


def test_factors_of_the_interpreters_own_kind_are_known():
    assert arithmetic.quantize_multiplier(0.0) == (0, 0)
    assert arithmetic.quantize_multiplier(0.5) == (2**30, 0)
    assert arithmetic.quantize_multiplier(1.0) == (2**30, 1)
    # 1 - 2^-40 rounds up to 1, which is stored as a half times two.
    assert arithmetic.quantize_multiplier(1 - 2**-40) == (2**30, 1)
    assert arithmetic.quantize_multiplier(2.0**-33) == (0, 0)


@pytest.mark.parametrize("real", [np.inf, np.nan, 2.0**30, 1e300])
def test_a_factor_that_32_bits_cannot_hold_is_refused(real):
    with pytest.raises(GraphError, match="factor"):
        arithmetic.quantize_multiplier(real)


@given(int32s, int32s)
def test_the_high_half_of_a_doubled_product_is_rounded_to_the_nearest(a, b):
    high = int(arithmetic.saturating_rounding_doubling_high_mul(a, b))
    if a == b == -(2**31):
        assert high == 2**31 - 1
    else:
        # gemmlowp adds (1 - 2^30) to negative products and cuts off: halves go up.
        assert high == nearest(Fraction(a * b, 2**31), half_up=True)


@given(int32s, st.integers(0, 31))
def test_division_by_a_power_of_two_rounds_halves_away_from_zero(x, exponent):
    divided = int(arithmetic.rounding_divide_by_pot(x, exponent))
    assert divided == nearest(Fraction(x, 2**exponent), half_up=False)


@given(accumulators, st.floats(1e-6, 1000))
def test_a_quantised_product_is_within_one_of_the_real_one(x, real):
    multiplier, shift = arithmetic.quantize_multiplier(real)
    got = int(arithmetic.multiply_by_quantized_multiplier(x, multiplier, shift))
    assert abs(got - Fraction(real) * x) <= 1


@given(st.lists(accumulators, min_size=1), st.integers(2**30, 2**31 - 1), st.integers(-31, 10))
def test_arrays_give_what_each_element_gives(xs, multiplier, shift):
    got = arithmetic.multiply_by_quantized_multiplier(np.array(xs), multiplier, shift)
    each = [int(arithmetic.multiply_by_quantized_multiplier(x, multiplier, shift)) for x in xs]
    assert got.tolist() == each


@given(st.integers(-(2**62), 2**62))
def test_sums_wrap_around_as_32_bits_do(x):
    assert int(arithmetic.int32(x)) == (x + 2**31) % 2**32 - 2**31


@given(st.floats(-1e6, 1e6, width=32))
def test_rounding_takes_halves_away_from_zero_in_single_precision(x):
    assume(abs(x) < 2**22)
    got = float(arithmetic.round_half_away(np.float32(x)))
    assert got == nearest(Fraction(x), half_up=False)


def test_the_number_just_below_a_half_is_not_rounded_up():
    # 0.49999997 + 0.5 is 1 in single precision.
    assert arithmetic.round_half_away(np.float32(0.49999997)) == 0
