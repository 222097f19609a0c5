"""BATCH_MATMUL: a product by hand, every way to turn and to repeat matrices, and refusals."""

from itertools import product

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_many
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.operators import macs

TYPES = [np.int8, np.int16, np.float32]


def side(shape, dtype=np.int8, scale=0.1, zero_point=0):
    if dtype == np.float32:
        return dict(shape=shape, dtype=dtype)
    if dtype == np.int16:
        scale, zero_point = scale / 256, 0
    return dict(shape=shape, dtype=dtype, scale=scale, zero_point=zero_point)


def test_rows_are_multiplied_by_columns(tmp_path):
    x, y = np.array([[[1, 2], [3, 4]]], np.int8), np.array([[[5, 6], [7, 8]]], np.int8)
    shape = side((1, 2, 2), scale=1.0)
    content = with_many("BATCH_MATMUL", [shape, shape], shape)
    (got,) = comparing.require_equal(content, [x, y], tmp_path)
    assert got.ravel().tolist() == [19, 22, 43, 50]
    graph = read(content)
    assert macs(graph, graph.operators[0]) == 8


def numbers(rng, shape, dtype):
    return rng.normal(0, 12_000 if dtype == np.int16 else 50, shape).astype(dtype)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize(
    ("left", "right", "out"),
    [((), (), ()), ((3,), (3,), (3,)), ((2, 1, 3), (1, 4, 3), (2, 4, 3)), ((2,), (), (2,)),
     ((1,), (3,), (3,)), ((2, 3), (2, 1), (2, 3))],
)  # fmt: skip
def test_matrices_are_turned_and_repeated_as_in_the_interpreter(dtype, left, right, out, tmp_path):
    rng = np.random.default_rng(6)
    for turn_x, turn_y in product((False, True), repeat=2):
        shapes = [
            (*left, 5, 2) if turn_x else (*left, 2, 5),
            (*right, 3, 5) if turn_y else (*right, 5, 3),
        ]
        sides = [side(shape, dtype, 0.1, zero) for shape, zero in zip(shapes, (3, -9), strict=True)]
        content = with_many(
            "BATCH_MATMUL", sides, side((*out, 2, 3), dtype, 1.3, 5), adjX=turn_x, adjY=turn_y
        )
        inputs = [numbers(rng, (7, *shape), dtype) for shape in shapes]
        comparing.require_equal(content, inputs, tmp_path / f"{turn_x}{turn_y}")


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("dtype", TYPES)
def test_one_of_the_matrices_may_be_constant(place, dtype, tmp_path):
    rng = np.random.default_rng(7)
    how = {} if dtype == np.float32 else dict(scale=0.02, zero_point=7 * (dtype == np.int8))
    constant = dict(data=numbers(rng, (4, 4), dtype)) | how
    sides = [side((2, 4, 4), dtype)] * 2
    sides[place] = constant
    content = with_many("BATCH_MATMUL", sides, side((2, 4, 4), dtype, 0.5))
    comparing.require_equal(content, [numbers(rng, (9, 2, 4, 4), dtype)], tmp_path)


def refused(left, right, out=(2, 2)):
    sides = [side(left), side(right)]
    return refusal(with_many("BATCH_MATMUL", sides, side(out)))


def test_matrices_that_do_not_fit_each_other_are_refused():
    said = "matrices of (2, 3) and (4, 2) do not fit each other"
    assert said in refused((2, 3), (4, 2))
    assert "matrices of (2, 2, 3) and (3, 3, 2) do not" in refused((2, 2, 3), (3, 3, 2))
    assert "tensor 0 has shape (3,), expected 2 to 5 sizes" in refused((3,), (3, 2))
    assert "has shape (2, 2), but its inputs give (2, 4)" in refused((2, 3), (3, 4))


def test_a_sum_that_32_bits_do_not_hold_is_refused():
    assert "a sum of 33026 products may need more than 32 bits" in refused((2, 33026), (33026, 2))
    read(with_many("BATCH_MATMUL", [side((1, 33025)), side((33025, 1))], side((1, 1), scale=9.0)))


def test_sums_of_int16_are_counted_in_64_bits(tmp_path):
    # 40 products of 2^30 each, in units of 2^-24 · 2^-8 / 2^-8
    shapes = side((1, 1, 40), np.int16, 2.0**-4), side((1, 40, 1), np.int16, 2.0**-4)
    content = with_many("BATCH_MATMUL", shapes, side((1, 1, 1), np.int16, 2.0**8))
    x = np.full((1, 1, 40), -(2**15), np.int16)
    (got,) = comparing.require_equal(content, [x, x.reshape(1, 40, 1)], tmp_path)
    assert got.ravel().tolist() == [40 * 2**30 / 2**24]


def test_what_the_interpreter_does_not_compute_exactly_in_int16_is_refused():
    fine = [side((2, 2), np.int16), side((2, 2), np.int16)]
    said = refusal(with_many("BATCH_MATMUL", fine, side((2, 2), np.int16, 1e-8)))
    assert "its scales give a factor of 2^7 or more, too large" in said
    long = [side((1, 2**17), np.int16), side((2**17, 1), np.int16)]
    said = refusal(with_many("BATCH_MATMUL", long, side((1, 1), np.int16, 9.0)))
    assert "a sum of 131072 products may need more than 48 bits" in said
    most = [side((1, 2**17 - 1), np.int16), side((2**17 - 1, 1), np.int16)]
    read(with_many("BATCH_MATMUL", most, side((1, 1), np.int16, 9.0)))
