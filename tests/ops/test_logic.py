"""Truth values, and what they choose: tables by hand, TFLM's answers, and refusals."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_many

X, Y = np.array([[False, False, True, True]]), np.array([[False, True, False, True]])
TRUTH = dict(shape=(1, 4), dtype=np.bool_)
rng = np.random.default_rng(11)


def side(shape, dtype=np.int8, scale=0.5):
    if dtype == np.float32:
        return dict(shape=shape, dtype=dtype)
    return dict(shape=shape, dtype=dtype, scale=scale, zero_point=0)


@pytest.mark.parametrize(("name", "expected"), [("LOGICAL_AND", X & Y), ("LOGICAL_OR", X | Y)])
def test_both_and_one_of_two(name, expected, tmp_path):
    content = with_many(name, [TRUTH, TRUTH], TRUTH)
    (got,) = comparing.require_equal(content, [X, Y], tmp_path)
    np.testing.assert_array_equal(got, expected)


def test_the_other_one(tmp_path):
    (got,) = comparing.require_equal(with_many("LOGICAL_NOT", [TRUTH], TRUTH), [X], tmp_path)
    assert got.tolist() == [[True, True, False, False]]


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.float32])
@pytest.mark.parametrize(
    "shapes", [((1, 2, 3),) * 3, ((1, 1, 3), (1, 2, 3), (3,)), ((1, 2, 3), (1,), (1, 2, 1))]
)
def test_a_mask_chooses_between_two_tensors(dtype, shapes, tmp_path):
    mask, left, right = shapes
    data = rng.normal(0, 40, right).astype(dtype)
    constant = dict(data=data) | ({} if dtype == np.float32 else dict(scale=0.1))
    inputs = [dict(shape=mask, dtype=np.bool_), side(left, dtype), constant]
    content = with_many("SELECT_V2", inputs, side((1, 2, 3), dtype))
    chosen = rng.random((9, *mask[1:])) < 0.5
    x = rng.normal(0, 40, (9, *(left[1:] if left[0] == 1 else left))).astype(dtype)
    (got,) = comparing.require_equal(content, [chosen, x], tmp_path)
    one = chosen.reshape(9, *mask[1:])
    np.testing.assert_array_equal(
        got, np.where(one, x.reshape(9, *left[1:]) if len(left) > 1 else x[:, None, None], data)
    )


def test_constant_masks_are_taken_too(tmp_path):
    mask = dict(data=np.array([[True, False, True, False]]))
    content = with_many("SELECT_V2", [mask, side((1, 4)), side((1, 4))], side((1, 4)))
    x, y = np.array([[1, 2, 3, 4]], np.int8), np.array([[5, 6, 7, 8]], np.int8)
    (got,) = comparing.require_equal(content, [x, y], tmp_path)
    assert got.tolist() == [[1, 6, 3, 8]]


def test_a_mask_is_bool():
    content = with_many("SELECT_V2", [side((1, 4))] * 3, side((1, 4)))
    assert "tensor 0 is int8, expected bool" in refusal(content)
    content = with_many("LOGICAL_AND", [TRUTH, side((1, 4))], TRUTH)
    assert "tensor 1 is int8, expected bool" in refusal(content)
    assert "tensor 1 is int8, expected bool" in refusal(
        with_many("LOGICAL_NOT", [TRUTH], side((1, 4)))
    )


def test_truth_values_are_no_numbers():
    said = refusal(with_many("ADD", [TRUTH, TRUTH], TRUTH))
    assert "it computes with bool and bool and bool, which is not supported" in said
