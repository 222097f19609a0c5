"""The C functions of fixed-point arithmetic against the one place that defines it."""

import ctypes
import subprocess

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.codegen.c.templates import HERE
from tinyml_kit.ops import curves
from tinyml_kit.ops.arithmetic import (
    multiply_by_quantized_multiplier,
    saturating_rounding_doubling_high_mul,
)

FUNCTIONS = (
    "multiply_high", "requantise", "requantise_any", "one_over_one_plus", "reciprocal", "clamp",
    "inverse_square_root", "log_of_sum",
)  # fmt: skip
INT32 = st.integers(-(2**31), 2**31 - 1)
# Rounding decides near halves, and products of round numbers are halves.
NEAR = st.builds(
    lambda power, sign, off: max(-(2**31), min(2**31 - 1, sign * 2**power + off)),
    st.integers(0, 31), st.sampled_from([-1, 1]), st.integers(-2, 2),
)  # fmt: skip
SUMS = INT32 | NEAR
MULTIPLIERS = st.integers(2**30, 2**31 - 1) | st.sampled_from([2**30, 2**30 + 1, 2**31 - 1, 0])


@pytest.fixture(scope="module")
def c(tmp_path_factory, compiler):
    folder = tmp_path_factory.mktemp("arithmetic")
    texts = [
        (HERE / "kernels" / "common" / f"{name}.c").read_text(encoding="utf-8")
        for name in FUNCTIONS
    ]
    source = "#include <stdint.h>\n" + "".join(texts).replace("static inline", "").replace(
        "static", ""
    )
    (folder / "a.c").write_text(source, encoding="utf-8")
    flags = "-std=c99 -O2 -shared -fPIC -fsanitize=undefined -fno-sanitize-recover=all".split()
    command = [compiler, *flags, folder / "a.c", "-o", folder / "a.so"]
    subprocess.run(command, check=True)
    library = ctypes.CDLL(str(folder / "a.so"))
    for name in FUNCTIONS:
        getattr(library, name).restype = ctypes.c_int32
    library.clamp.restype = ctypes.c_int8
    return library


@given(SUMS, MULTIPLIERS, st.integers(1, 31))
def test_two_roundings_are_one_addition(c, total, multiplier, shift):
    expected = multiply_by_quantized_multiplier(total, multiplier, -shift)
    assert c.requantise(total, multiplier, shift) == expected


@given(SUMS, MULTIPLIERS, st.integers(-30, 31))
def test_any_shift_is_as_the_interpreters(c, total, multiplier, shift):
    expected = multiply_by_quantized_multiplier(total, multiplier, -shift)
    assert c.requantise_any(total, multiplier, shift) == expected


@given(SUMS, SUMS)
def test_the_high_half_of_a_product_is_rounded(c, a, b):
    if a == b == -(2**31):
        return  # the one product that would saturate; no caller has it
    assert c.multiply_high(a, b) == saturating_rounding_doubling_high_mul(a, b)


@given(st.integers(2**19, 2**28 - 1))
def test_the_reciprocal_of_a_sum_is_the_interpreters(c, total):
    exponent = ctypes.c_int8()
    found = c.reciprocal(total, ctypes.byref(exponent))
    leading = 32 - total.bit_length()
    fraction = (total << leading) - 2**31
    assert found == curves.one_over_one_plus(np.array(fraction))
    assert exponent.value == 12 - leading + 23


@given(SUMS, st.integers(-128, 127), st.integers(-128, 127))
def test_clamping_is_to_both_ends(c, value, one, other):
    low, high = sorted([one, other])
    assert c.clamp(value, low, high) == min(max(value, low), high)


@given(st.integers(0, 2**31 - 1))
def test_a_reciprocal_root_is_the_references(c, x):
    shift = ctypes.c_int8()
    factor = c.inverse_square_root(x, ctypes.byref(shift))
    expected = curves.inverse_square_root(x)
    assert (factor, shift.value) == tuple(map(int, expected))


@given(st.integers(2**19, 2**31 - 1))
def test_a_logarithm_is_the_references(c, total):
    assert c.log_of_sum(total) == curves.log_of_sum(total)
