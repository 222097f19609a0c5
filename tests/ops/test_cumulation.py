"""CUMSUM: sums worked out by hand, TFLM's bits, and what is refused."""

import itertools

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_one

FLOAT = dict(shape=(1, 4), dtype=np.float32, scale=None)
X = np.array([[1, 2, 4, 8]], np.float32)


def model(x=FLOAT, y=None, axis=1, **settings):
    axis = dict(data=np.array(axis, np.int32))
    return with_one("CUMSUM", x=x, y=y or x, constants=[axis], **settings)


def int8(shape, scale, zero_point=0):
    return dict(shape=shape, dtype=np.int8, scale=scale, zero_point=zero_point)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, [1, 3, 7, 15]),
        ({"reverse": True}, [15, 14, 12, 8]),
        ({"exclusive": True}, [0, 1, 3, 7]),
        ({"exclusive": True, "reverse": True}, [14, 12, 8, 0]),
    ],
)
def test_sums_run_from_either_end_with_and_without_the_element_itself(settings, expected, tmp_path):
    (got,) = comparing.require_equal(model(**settings).finish(), X, tmp_path)
    assert got.ravel().tolist() == expected


def test_sums_of_int8_start_at_minus_the_zero_point_as_in_the_interpreter(tmp_path):
    # 0.5 · (4 - 3) is 0.5, and the sum starts at 0.5 · -3: together -1, stored as -1 - 2.
    content = model(int8((1, 4), 0.5, 3), int8((1, 4), 1.0, -2)).finish()
    (got,) = comparing.require_equal(content, np.array([[4, 5, 7, 11]], np.int8), tmp_path)
    assert got.ravel().tolist() == [-3, -2, 0, 4]


@pytest.mark.parametrize("zero_point", [0, -128, 127, 9])
def test_all_axes_are_the_interpreters_and_large_sums_wrap_around(zero_point, tmp_path):
    shape = (2, 3, 40)
    x = np.random.default_rng(1).integers(-128, 128, (8, *shape), np.int8)
    x[0], x[1] = 127, -128
    for axis, reverse in itertools.product((0, 1, 2, -1), (False, True)):
        for scale in (0.1, 3.0, 0.5 * 2.0**-18):
            sides = int8(shape, 0.5, zero_point), int8(shape, scale, -zero_point - 1)
            content = model(*sides, axis, reverse=reverse).finish()
            comparing.require_equal(content, x)


@pytest.mark.parametrize(
    ("writer", "message"),
    [
        (model(axis=[0, 1]), "it takes one axis, not 2"),
        (model(axis=2), "axis 2 is outside a tensor of 2 dimensions"),
        (
            model(int8((1, 4), 0.5), int8((1, 4), 2.0**-21)),
            "the scales of its input and output lie too far apart (factor 2)",
        ),
        (
            model(dict(shape=(1, 4), dtype=np.int16, scale=0.5, zero_point=0)),
            "it computes with int16, which the interpreter does not",
        ),
    ],
)
def test_what_does_not_fit_is_refused(writer, message):
    assert message in refusal(writer)
