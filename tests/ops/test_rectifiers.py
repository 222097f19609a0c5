"""PRELU, ELU, HARD_SWISH: numbers by hand, TFLM's bits for every int8, and what is refused."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_many
from tinyml_kit.rungs.interpreters import tflm
from tinyml_kit.rungs.protocol import DeviceError

EVERY = np.arange(-128, 128, dtype=np.int8).reshape(1, 256)


def side(shape, scale, zero_point=0, dtype=np.int8):
    return dict(shape=shape, dtype=dtype, scale=scale, zero_point=zero_point)


def real(*shape):
    return dict(shape=shape, dtype=np.float32)


def unary(name, x, y):
    return with_many(name, [side((1, 256), *x)], side((1, 256), *y))


def test_hard_swish_is_0_below_minus_3_and_the_number_itself_above_3():
    (got,) = comparing.require_equal(unary("HARD_SWISH", (0.1, 0), (0.1, 0)), [EVERY])
    y = dict(zip(EVERY.ravel().tolist(), got.ravel().tolist(), strict=True))
    assert [y[n] for n in (-128, -30, 0, 30, 100)] == [0, 0, 0, 30, 100]
    # -1.5 · 1.5 / 6 is -0.375, 1.5 · 4.5 / 6 is 1.125.
    assert (y[-15], y[15]) == (-4, 11)


@pytest.mark.parametrize("scale", [1e-4, 0.02, 0.1, 0.7, 1, 3, 50, 1e4])
@pytest.mark.parametrize("finer", [0.008, 0.3, 1, 2.7, 600])
def test_hard_swish_of_every_int8_is_the_interpreters(scale, finer):
    for zero_points in ((0, 0), (-128, 127), (77, -128)):
        sides = zip((scale, scale * finer), zero_points, strict=True)
        comparing.require_equal(unary("HARD_SWISH", *sides), [EVERY])


def test_hard_swish_into_a_scale_that_is_too_fine_is_refused_here_and_by_the_interpreter():
    content = unary("HARD_SWISH", (1.0, 0), (0.0077, 0))
    said = refusal(content)
    assert "the scale of its output, 0.0077, does not fit that of its input, 1" in said
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    with pytest.raises(DeviceError, match="output_multiplier_exponent <= 0"):
        tflm.build(content)


def test_elu_of_what_is_negative_is_an_exponential_less_1():
    (got,) = comparing.require_equal(unary("ELU", (0.1, 0), (0.01, 27)), [EVERY])
    y = dict(zip(EVERY.ravel().tolist(), got.ravel().tolist(), strict=True))
    # exp(-1) - 1 is -0.632.
    assert [y[n] for n in (-128, -10, 0, 1, 9, 10)] == [-73, -36, 27, 37, 117, 127]


@pytest.mark.parametrize("scales", [(0.05, 0.05), (1e-3, 0.2), (3, 0.01), (0.3, 1e3)])
def test_elu_of_every_int8_is_the_interpreters(scales):
    for zero_points in ((0, 0), (-128, 127), (77, -128)):
        comparing.require_equal(unary("ELU", *zip(scales, zero_points, strict=True)), [EVERY])


def test_each_channel_has_a_slope_of_its_own(tmp_path):
    slopes = np.array([0.5, -2, 0], np.float32)
    content = with_many("PRELU", [real(1, 2, 3), dict(data=slopes)], real(1, 2, 3))
    x = np.array([[[-4, -4, -4], [1, 2, 3]]], np.float32)
    (got,) = comparing.require_equal(content, [x], tmp_path)
    assert got.ravel().tolist() == [-2, 8, 0, 1, 2, 3]


@pytest.mark.parametrize("dtype", [np.int8, np.int16])
@pytest.mark.parametrize("scales", [(0.1, 0.01, 0.1), (0.01, 0.3, 1e-3), (3, 1e-4, 9)])
def test_slopes_of_integers_are_the_interpreters(dtype, scales, tmp_path):
    rng = np.random.default_rng(2)
    zero = 0 if dtype == np.int16 else -9
    limits = np.iinfo(dtype)
    x = rng.integers(limits.min, limits.max + 1, (40, 3, 4)).astype(dtype)
    slopes = rng.integers(-128, 128, (3, 1), np.int8)
    sides = [side((1, 3, 4), scales[0], zero, dtype), dict(data=slopes, scale=scales[1])]
    content = with_many("PRELU", sides, side((1, 3, 4), scales[2], zero, dtype))
    comparing.require_equal(content, [x], tmp_path)


def test_slopes_of_int16_are_int8():
    sides = [side((1, 3), 0.5, 0, np.int16), side((1, 3), 0.5, 0, np.int16)]
    said = refusal(with_many("PRELU", sides, side((1, 3), 0.5, 0, np.int16)))
    assert "its slopes are int16; those of int16 have to be int8" in said


@pytest.mark.parametrize("name", ["ELU", "HARD_SWISH"])
def test_curves_of_real_numbers(name, tmp_path):
    x = np.linspace(-9, 9, 256, dtype=np.float32).reshape(1, 256)
    content = with_many(name, [real(1, 256)], real(1, 256))
    (got,) = comparing.require_equal(content, [x], tmp_path, exact=name == "HARD_SWISH")
    expected = np.expm1(x) if name == "ELU" else x * np.clip(x + 3, 0, 6) / 6
    expected = np.where(x > 0, x, expected) if name == "ELU" else expected
    np.testing.assert_allclose(got, expected, rtol=1e-6, atol=1e-7)
