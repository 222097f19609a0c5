"""ADD_N: sums by hand, TFLM's bits, and what is refused."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_many

rng = np.random.default_rng(8)


def side(scale=0.5, zero_point=0, shape=(1, 4), dtype=np.int8):
    if dtype == np.float32:
        return dict(shape=shape, dtype=dtype)
    return dict(shape=shape, dtype=dtype, scale=scale, zero_point=zero_point)


def test_a_sum_is_in_the_scale_of_the_output(tmp_path):
    inputs = [np.array([row], np.int8) for row in ([1, 2, 3, 100], [4, 5, 6, 100], [7, 8, 9, 100])]
    content = with_many("ADD_N", [side()] * 3, side(1.0))
    (got,) = comparing.require_equal(content, inputs, tmp_path)
    assert got.ravel().tolist() == [6, 8, 9, 127]


def test_the_interpreter_takes_off_a_zero_point_too_many():
    inputs = [np.full((1, 4), 10, np.int8)] * 2
    content = with_many("ADD_N", [side(1.0, 4)] * 2, side(1.0, 0))
    # (10 - 4) + (10 - 4) - 4
    assert comparing.require_equal(content, inputs)[0].ravel().tolist() == [8] * 4


@pytest.mark.parametrize("count", [2, 5, 15])
@pytest.mark.parametrize("scales", [(0.5, 0.5), (0.01, 0.3), (3, 1.7)])
def test_sums_of_many_tensors_are_the_interpreters(count, scales, tmp_path):
    x, y = side(scales[0], -128, (1, 50)), side(scales[1], 9, (1, 50))
    inputs = [rng.integers(-128, 128, (6, 50), np.int8) for _ in range(count - 1)]
    constant = dict(
        data=rng.integers(-128, 128, (1, 50), np.int8), scale=scales[0], zero_point=-128
    )
    content = with_many("ADD_N", [x, constant, *[x] * (count - 2)], y)
    comparing.require_equal(content, inputs, tmp_path)


def test_real_numbers_are_added_in_order(tmp_path):
    inputs = [np.array([[value]], np.float32) for value in (1e8, 1, -1e8)]
    one = side(shape=(1, 1), dtype=np.float32)
    content = with_many("ADD_N", [one] * 3, one)
    assert comparing.require_equal(content, inputs, tmp_path)[0].ravel().tolist() == [0]


def test_what_differs_in_scale_or_shape_is_refused():
    said = refusal(with_many("ADD_N", [side(), side(0.25)], side()))
    assert "its inputs are quantised differently" in said
    said = refusal(with_many("ADD_N", [side(), side(shape=(1, 3))], side()))
    assert "has shape (1, 4), but its inputs give (1, 3)" in said
    assert "it has the inputs" in refusal(with_many("ADD_N", [side()] * 16, side()))
    said = refusal(with_many("ADD_N", [side(1e6), side(1e6)], side(0.5)))
    assert "the scales of its inputs and of its output lie too far apart (factor 3.81)" in said
