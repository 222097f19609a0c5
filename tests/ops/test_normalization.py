"""L2_NORMALIZATION and L2_POOL_2D: lengths by hand, TFLM's bits, and refusals."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_many
from tinyml_kit.ops.curves import inverse_square_root

rng = np.random.default_rng(9)


def side(shape, dtype=np.int8, scale=1 / 128, zero_point=0):
    if dtype == np.float32:
        return dict(shape=shape, dtype=dtype)
    return dict(shape=shape, dtype=dtype, scale=scale, zero_point=zero_point)


def test_a_vector_of_3_and_4_has_the_length_5(tmp_path):
    x = np.array([[[3, 4], [0, 0], [-40, 0]]], np.int8)
    content = with_many("L2_NORMALIZATION", [side(x.shape, scale=0.3)], side(x.shape))
    (got,) = comparing.require_equal(content, [x], tmp_path)
    # 0.6 and 0.8 are 76.8 and 102.4 steps of 1/128; 1 is beyond int8.
    assert got.ravel().tolist() == [77, 102, 0, 0, -128, 0]


@pytest.mark.parametrize("depth", [1, 2, 9, 300, 5000])
@pytest.mark.parametrize("zero_point", [-128, 0, 127])
def test_vectors_of_any_length_are_the_interpreters(depth, zero_point, tmp_path):
    x = rng.integers(-128, 128, (30, 1, depth), np.int8)
    x[:10] = np.clip(zero_point + rng.integers(-2, 3, (10, 1, depth)), -128, 127)
    sides = [side((1, 1, depth), scale=0.02, zero_point=zero_point)]
    content = with_many("L2_NORMALIZATION", sides, side((1, 1, depth)))
    comparing.require_equal(content, [x], tmp_path)


def test_a_reciprocal_root_in_fixed_point_is_right_to_many_places():
    x = np.concatenate([np.arange(1, 300), rng.integers(1, 2**31, 2000)])
    factor, shift = inverse_square_root(x)
    np.testing.assert_allclose(factor / 2.0**31 / 2.0**shift, 1 / np.sqrt(x), rtol=2e-6)


def test_a_very_short_vector_of_real_numbers_counts_as_longer(tmp_path):
    one = side((1, 2), np.float32)
    x = np.array([[3, 4], [3e-9, 4e-9], [0, 0]], np.float32)
    (got,) = comparing.require_equal(with_many("L2_NORMALIZATION", [one], one), [x], tmp_path)
    np.testing.assert_allclose(got, [[0.6, 0.8], [3e-3, 4e-3], [0, 0]], rtol=1e-6)


def test_what_the_interpreter_does_not_normalise_is_refused():
    one = side((1, 2))
    said = refusal(with_many("L2_NORMALIZATION", [one], one, fusedActivationFunction=1))
    assert "an activation fused into it is not supported" in said
    many = side((1, 1, 1, 1, 2))
    said = refusal(with_many("L2_NORMALIZATION", [many], many))
    assert "its input has shape (1, 1, 1, 1, 2), expected 1 to 4 sizes" in said
    wide = side((1, 33026))
    said = refusal(with_many("L2_NORMALIZATION", [wide], wide))
    assert "a sum of 33026 squares may need more than 32 bits" in said


@pytest.mark.parametrize("padding", [0, 1])
def test_a_pool_is_the_root_of_the_mean_square(padding, tmp_path):
    size = (1, 3, 2, 2) if padding == 0 else (1, 2, 1, 2)
    how = dict(padding=padding, filterHeight=2, filterWidth=3, strideH=2, strideW=2)
    content = with_many(
        "L2_POOL_2D", [side((1, 5, 4, 2), np.float32)], side(size, np.float32), **how
    )
    x = rng.normal(0, 9, (6, 5, 4, 2)).astype(np.float32)
    (got,) = comparing.require_equal(content, [x], tmp_path)
    corner = x[0, :2, :3, 0] if padding else x[0, :2, :3, 0]
    np.testing.assert_allclose(got[0, 0, 0, 0], np.sqrt(np.mean(corner**2)), rtol=1e-6)


def test_a_pool_of_int8_is_refused():
    how = dict(filterHeight=1, filterWidth=1, strideH=1, strideW=1)
    content = with_many("L2_POOL_2D", [side((1, 2, 2, 1))], side((1, 2, 2, 1)), **how)
    assert "it computes with int8, which the interpreter does not" in refusal(content)
