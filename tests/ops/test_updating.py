"""DYNAMIC_UPDATE_SLICE: by hand, TFLM's bits, and what is refused."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_many


def side(shape, dtype=np.int8):
    return dict(shape=shape, dtype=dtype, scale=0.5 if dtype in (np.int8, np.int16) else None)


def model(shape, part, start=None, dtype=np.int8, start_dtype=np.int32):
    start = dict(shape=(len(shape),), dtype=start_dtype) if start is None else start
    return with_many(
        "DYNAMIC_UPDATE_SLICE", [side(shape, dtype), side(part, dtype), start], side(shape, dtype)
    )


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32, np.float32])
def test_a_part_is_replaced_where_it_is_computed_to_be(dtype, tmp_path):
    x, part = np.zeros((3, 1, 4), dtype), np.full((3, 1, 2), 7, dtype)
    start = np.array([[0, 1], [0, -5], [9, 9]], np.int32)
    _, run = comparing.everywhere(model((1, 4), (1, 2), dtype=dtype), [x, part, start], tmp_path)
    # A start outside counts as the nearest at which the part fits.
    assert run.outputs[0].reshape(3, 4).tolist() == [[0, 7, 7, 0], [7, 7, 0, 0], [0, 0, 7, 7]]


def test_constants_and_four_axes_are_the_interpreters(tmp_path):
    rng = np.random.default_rng(2)
    table = dict(data=rng.integers(-128, 128, (2, 3, 4, 5), np.int8), scale=0.5)
    part, start = side((1, 2, 3, 2)), dict(data=np.array([1, 0, 1, 2], np.int32))
    content = with_many("DYNAMIC_UPDATE_SLICE", [table, part, start], side((2, 3, 4, 5)))
    comparing.everywhere(content, rng.integers(-128, 128, (4, 2, 3, 2), np.int8), tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (model((1, 4), (1, 5)), "a part of shape (1, 5) does not fit into (1, 4)"),
        (model((1, 4), (4,)), "has shape (4,), expected 2 sizes"),
        (model((1,) * 5, (1,) * 5), "shape (1, 1, 1, 1, 1) has more than 4 dimensions"),
        (
            model((1, 4), (1, 2), start_dtype=np.int64),
            "its start is int64 of shape (2,); the kit takes int32, one for each of 2 axes",
        ),
        (model((1, 4), (1, 2), dtype=np.bool_), "it moves bool, which the interpreter does not"),
    ],
)
def test_what_does_not_fit_is_refused(content, message):
    assert message in refusal(content)
