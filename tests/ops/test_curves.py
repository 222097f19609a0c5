"""The fixed-point curves against the real ones."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.ops import curves

Q31 = 2.0**31


@given(st.integers(-(2**31), 0))
def test_exp_is_right_to_21_bits(x):
    got = int(curves.exp_on_negative_values(x, 5)) / Q31
    assert abs(got - np.exp(x / 2**26)) < 2**-21


def test_exp_of_zero_is_the_largest_number():
    assert curves.exp_on_negative_values(0, 5) == 2**31 - 1


@given(st.integers(0, 2**31 - 1))
def test_the_reciprocal_is_right_to_28_bits(x):
    assert abs(int(curves.one_over_one_plus(x)) / Q31 - 1 / (1 + x / Q31)) < 2**-28


@given(st.integers(-(2**31) + 1, 2**31 - 1))
def test_logistic_and_tanh_are_right_to_21_bits(x):
    real = x / 2**27
    assert abs(int(curves.logistic(x)) / Q31 - 1 / (1 + np.exp(-real))) < 2**-21
    assert abs(int(curves.tanh(x)) / Q31 - np.tanh(real)) < 2**-21


@given(st.integers(-(2**31) + 1, 2**31 - 1))
def test_tanh_is_odd_and_logistic_of_both_signs_adds_up_to_one(x):
    assert curves.tanh(-x) == -curves.tanh(x)
    total = int(curves.logistic(x)) + int(curves.logistic(-x))
    # 1 is stored as 2^31 - 1; twice a half is the exception.
    assert total == (2**31 if x == 0 else 2**31 - 1)
