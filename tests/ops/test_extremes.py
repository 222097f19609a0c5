"""MAXIMUM, MINIMUM and SQUARED_DIFFERENCE: numbers by hand, and TFLM's bits for all pairs."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_many

LEFT, RIGHT = (
    values.astype(np.int8).reshape(1, 256, 256)
    for values in np.meshgrid(np.arange(-128, 128), np.arange(-128, 128))
)


def side(shape, scale=0.5, zero_point=0, dtype=np.int8, **more):
    quantised = {} if scale is None else dict(scale=scale, zero_point=zero_point)
    return dict(shape=shape, dtype=dtype, **quantised, **more)


def answers(name, pairs, **how):
    """Return what an operator makes of pairs of stored numbers, the same in TFLM and in NumPy."""
    x, y = (np.array([values], how.get("dtype", np.int8)) for values in zip(*pairs, strict=True))
    one = side(x.shape, **how)
    outputs = comparing.require_equal(with_many(name, [one, one], one), [x, y])
    return outputs[0].ravel().tolist()


def test_the_larger_and_the_smaller_of_two_numbers():
    pairs = [(3, -4), (-128, 127), (7, 7)]
    assert answers("MAXIMUM", pairs) == [3, 127, 7]
    assert answers("MINIMUM", pairs) == [-4, -128, 7]
    reals = [(0.25, -1e30), (-2.5, -2.25)]
    assert answers("MAXIMUM", reals, scale=None, dtype=np.float32) == [0.25, -2.25]
    assert answers("MINIMUM", [(300, -300)], dtype=np.int16) == [-300]


def test_stored_numbers_are_compared_whatever_they_stand_for():
    sides = [side(LEFT.shape, 0.5, 3), side(LEFT.shape, 9.0, -7)]
    content = with_many("MAXIMUM", sides, side(LEFT.shape, 1e-3, 100))
    (got,) = comparing.require_equal(content, [LEFT, RIGHT])
    np.testing.assert_array_equal(got, np.maximum(LEFT, RIGHT))


def test_a_squared_difference_is_in_the_scale_of_the_output():
    # (3 · 0.5 - -4 · 0.5)² = 12.25, which is 24.5 steps of 0.5; halves go up.
    assert answers("SQUARED_DIFFERENCE", [(3, -4), (4, 4), (1, 0), (127, -128)]) == [25, 0, 1, 127]


@pytest.mark.parametrize("scales", [(0.5, 0.5, 300), (1e-3, 1, 9e3), (0.3, 0.29, 0.07), (5, 9, 1)])
def test_squared_differences_of_all_pairs_are_the_interpreters(scales):
    for zero_points in ((0, 0, 0), (-128, 127, -128), (77, -3, 127)):
        *sides, y = (side(LEFT.shape, *q) for q in zip(scales, zero_points, strict=True))
        comparing.require_equal(with_many("SQUARED_DIFFERENCE", sides, y), [LEFT, RIGHT])


@pytest.mark.parametrize("name", ["MAXIMUM", "MINIMUM", "SQUARED_DIFFERENCE"])
@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.float32])
def test_repeated_operands_and_constants_in_compiled_c(name, dtype, tmp_path):
    rng = np.random.default_rng(1)
    how = dict(dtype=dtype, scale=None if dtype == np.float32 else 0.01)
    x = rng.normal(0, 40, (5, 3, 1, 4)).astype(dtype)
    row = rng.normal(0, 40, (3, 4)).astype(dtype)
    quantised = {
        key: value for key, value in side((), **how).items() if key in ("scale", "zero_point")
    }
    content = with_many(
        name, [side((1, 3, 1, 4), **how), dict(data=row, **quantised)], side((1, 3, 3, 4), **how)
    )
    comparing.require_equal(content, [x], tmp_path)


def test_scales_that_lie_too_far_apart_are_refused():
    sides = [side((1, 2), 1e-30), side((1, 2), 1e30)]
    said = refusal(with_many("SQUARED_DIFFERENCE", sides, side((1, 2))))
    assert "its scales give the factor" in said and "too large for 32 bits" in said


def test_types_are_not_mixed():
    sides = [side((1, 2)), side((1, 2), None, dtype=np.float32)]
    assert "it mixes int8 and float32 and int8" in refusal(
        with_many("MAXIMUM", sides, side((1, 2)))
    )
