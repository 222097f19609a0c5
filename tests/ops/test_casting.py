"""CAST between all types that the interpreter converts, at their limits."""

import itertools

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_one
from tinyml_kit.graph import reference

TYPES = (np.int8, np.int16, np.int32, np.uint32, np.bool_, np.float32)
PLAIN = (np.uint32, np.bool_, np.float32)
REAL = np.float32(
    [0.5, -0.5, 2.99, -2.99, 127, 127.9, 128, -128.9, -129, 32767.5, 32768, -32769, 2e9, -2e9,
     2**31, -(2.0**31), 1e10, -1e10, 3e38, -3e38, 2**32 - 256, 2.0**32, -0.0, 1e-40]
)  # fmt: skip


def model(given, wanted, count):
    x, y = (
        dict(shape=(1, count), dtype=dtype, scale=None if dtype in PLAIN else 0.5,
             zero_point=0)
        for dtype in (given, wanted)
    )  # fmt: skip
    return with_one("CAST", x=x, y=y)


def numbers(dtype):
    if dtype == np.float32:
        return REAL[None]
    if dtype == np.bool_:
        return np.array([[True, False, True]])
    limits = np.iinfo(dtype)
    return np.array(
        [[0, 1, 100, limits.max, limits.max - 1, limits.max // 3 * 2, limits.min, limits.min // 3,
          limits.min // 128]], dtype
    )  # fmt: skip


@pytest.mark.parametrize(("given", "wanted"), itertools.product(TYPES, TYPES))
def test_all_pairs_of_types_are_the_interpreters(given, wanted, tmp_path):
    x = numbers(given)
    comparing.everywhere(model(given, wanted, x.size).finish(), x, tmp_path)


def test_fractions_are_dropped_and_what_lies_beyond_becomes_a_limit(tmp_path):
    graph, _ = comparing.everywhere(model(np.float32, np.int8, REAL.size).finish(), REAL[None],
                                    tmp_path)  # fmt: skip
    got = reference.run(graph, REAL[None])[0].ravel().tolist()
    assert got[:9] == [0, 0, 2, -2, 127, 127, 127, -128, -128]
    assert set(got[9:-2]) == {127, -128}
    assert got[-2:] == [0, 0]


def test_the_truth_of_a_number_is_that_it_is_not_0(tmp_path):
    content = model(np.float32, np.bool_, REAL.size).finish()
    graph, _ = comparing.everywhere(content, REAL[None], tmp_path)
    got = reference.run(graph, REAL[None])[0].ravel().tolist()
    assert got == [True] * (REAL.size - 2) + [False, True]


def test_wide_integers_keep_their_lowest_bits(tmp_path):
    x = np.array([[255, 256, -129, 40000]], np.int32)
    graph, _ = comparing.everywhere(model(np.int32, np.int8, 4).finish(), x, tmp_path)
    assert reference.run(graph, x)[0].tolist() == [[-1, 0, 127, 64]]


def test_other_types_and_shapes_are_refused():
    assert "int64 to int8 is not supported; it takes int8" in refusal(model(np.int64, np.int8, 4))
    writer = with_one("CAST", x=dict(shape=(1, 4)), y=dict(shape=(1, 5)))
    assert "has shape (1, 5), but its inputs give (1, 4)" in refusal(writer)
