"""Comparisons: by hand, TFLM's answers for all pairs of int8, and what is refused."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_many
from tinyml_kit.codegen.c import c99
from tinyml_kit.ops.comparisons import COMPARISONS

LEFT, RIGHT = (
    values.astype(np.int8).reshape(1, 256, 256)
    for values in np.meshgrid(np.arange(-128, 128), np.arange(-128, 128))
)
every_comparison = pytest.mark.parametrize("name", COMPARISONS)


def side(shape, scale=0.5, zero_point=0):
    return dict(shape=shape, dtype=np.int8, scale=scale, zero_point=zero_point)


def truth(shape):
    return dict(shape=shape, dtype=np.bool_)


@every_comparison
def test_real_numbers_are_compared(name, tmp_path):
    one = dict(shape=(1, 3), dtype=np.float32)
    x, y = np.array([[1, 2, 3]], np.float32), np.array([[2, 2, 2]], np.float32)
    content = with_many(name, [one, one], truth((1, 3)))
    (got,) = comparing.require_equal(content, [x, y], tmp_path)
    expected = {
        "EQUAL": [False, True, False],
        "NOT_EQUAL": [True, False, True],
        "GREATER": [False, False, True],
        "GREATER_EQUAL": [False, True, True],
        "LESS": [True, False, False],
        "LESS_EQUAL": [True, True, False],
    }
    assert got.dtype == np.bool_ and got.ravel().tolist() == expected[name]


@every_comparison
def test_int32_is_compared_as_it_is_stored(name, tmp_path):
    one = dict(shape=(1, 4), dtype=np.int32)
    x = np.array([[2**31 - 1, 2**31 - 2, -(2**31), 5]], np.int32)
    y = np.array([[2**31 - 2, 2**31 - 1, -(2**31), -6]], np.int32)
    content = with_many(name, [one, one], truth((1, 4)))
    (got,) = comparing.require_equal(content, [x, y], tmp_path)
    expected = {
        "EQUAL": [False, False, True, False],
        "NOT_EQUAL": [True, True, False, True],
        "GREATER": [True, False, False, True],
        "GREATER_EQUAL": [True, False, True, True],
        "LESS": [False, True, False, False],
        "LESS_EQUAL": [False, True, True, False],
    }
    assert got.ravel().tolist() == expected[name]


@every_comparison
@pytest.mark.parametrize("scales", [(0.5, 0.5), (0.1, 0.03), (1e-3, 0.999), (1e-6, 1e-7)])
def test_all_pairs_of_int8_are_compared_as_in_the_interpreter(name, scales):
    for zero_points in ((0, 0), (-128, 127), (9, -77)):
        sides = [side(LEFT.shape, *q) for q in zip(scales, zero_points, strict=True)]
        comparing.require_equal(with_many(name, sides, truth(LEFT.shape)), [LEFT, RIGHT])


@every_comparison
def test_repeated_operands_and_constants_in_compiled_c(name, tmp_path):
    rng = np.random.default_rng(10)
    row = dict(data=rng.integers(-128, 128, (4,), np.int8), scale=0.25, zero_point=3)
    content = with_many(name, [row, side((1, 3, 4))], truth((1, 3, 4)))
    x = rng.integers(-128, 128, (9, 3, 4), np.int8)
    comparing.require_equal(content, [x], tmp_path)


def test_what_differs_by_less_than_a_256th_is_equal():
    one = side((1, 1), 1e-3)
    x, y = np.array([[1]], np.int8), np.array([[2]], np.int8)
    content = with_many("EQUAL", [one, one], truth((1, 1)))
    # 0.256 and 0.512 are rounded to 0 and 1, 0.512 and 0.768 both to 1.
    assert comparing.require_equal(content, [x, y])[0].tolist() == [[False]]
    assert comparing.require_equal(content, [y, y + 1])[0].tolist() == [[True]]


def test_a_scale_of_1_or_more_is_refused_because_the_interpreter_ends_its_process():
    content = with_many("LESS", [side((1, 3)), side((1, 3), 1.0)], truth((1, 3)))
    assert (
        "the scale of tensor 1, 1, is not below 1, which the interpreter's arithmetic needs; scale "
        "the inputs of the model down."
    ) in refusal(content)


def test_the_answer_is_bool():
    content = with_many("LESS", [side((1, 3)), side((1, 3))], side((1, 3)))
    assert "its output is int8, expected bool" in refusal(content)


def test_the_header_calls_answers_bool():
    content = with_many("LESS", [side((1, 3)), side((1, 3))], truth((1, 3)))
    header = c99.source(content)["model.h"]
    assert "const int8_t *model_output(int i);" in header
    assert "#define MODEL_OUTPUT0_SIZE 3 /* 1 x 3 bool, t2 */" in header
