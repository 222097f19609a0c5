"""From sums to outputs on the Cortex-M4: equal to the interpreter's two roundings."""

import numpy as np
import pytest

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.codegen.c.cortex_m import requantizing
from tinyml_kit.ops.arithmetic import multiply_by_quantized_multiplier
from tinyml_kit.ops.layer import Constant, Scaling


def requantizing_of(multipliers, shifts, offset, weights, bias):
    """Return the Requantizing of a layer with such factors; shifts are to the right."""
    scaling = Scaling(np.array(multipliers, np.int32), np.array(shifts, np.int8))
    layer = CLayer(
        (), None, "int8", (), 0,
        {"OUTPUT_OFFSET": offset, "LOW": -128, "HIGH": 127, "WRAPS": 0},
        constants={"bias": Constant(np.array(bias), "bias")},
        scalings={"output": scaling},
    )  # fmt: skip
    return requantizing.of(layer, np.array(weights).reshape(len(bias), -1))


def outputs(sums, multiplier, rounding, shift):
    """Return what `requantise_doubled` computes, in integers that do not overflow."""
    twice = 2 * sums
    high = (twice * multiplier + 2**31 >> 32) + rounding + (twice >> 31)
    assert np.abs(high).max() < 2**31
    return high >> shift


@pytest.mark.parametrize("offset", [-128, -3, 0, 127])
@pytest.mark.parametrize("shift", [1, 2, 7, 15, 22])
@pytest.mark.parametrize("multiplier", [2**30, 1_500_000_001, 2**31 - 1])
def test_outputs_are_those_of_the_interpreter(multiplier, shift, offset):
    largest = 2**24
    edges = np.arange(-600, 600)
    # Around the sums where an output changes, and around the largest.
    turns = (np.arange(-130, 130) * 2**shift * 2**30 // multiplier).astype(np.int64)
    sums = np.concatenate([edges, *(turns + near for near in range(-3, 4)), edges * 2**24 // 600])
    sums = sums[np.abs(sums) <= largest]
    made = requantizing_of([multiplier], [shift], offset, [127] * 1032, [-1024])
    assert made.largest == [largest] and made.bias == [-1024]
    expected = multiply_by_quantized_multiplier(sums, multiplier, -shift) + offset
    np.testing.assert_array_equal(outputs(sums, *made.steps[0].astype(np.int64)), expected)


def test_a_channel_with_the_same_output_for_every_input_needs_no_factor():
    # No weights; a factor so small that it does not matter; outputs that are all limited to -128.
    made = requantizing_of(
        [2**30, 2**31 - 1, 2**30, 2**30], [27, 31, 3, 9], -7,
        [[0, 0], [3, -127], [1, 1], [99, 1]], [2**30, 2**20, -(2**20), 0],
    )  # fmt: skip
    np.testing.assert_array_equal(made.bias, [0, 0, 0, 0])
    rows = [[0, -5, 1], [0, -13, 1], [0, -255, 1], [2**30, -13 * 2**8, 9]]
    np.testing.assert_array_equal(made.steps, rows)
    np.testing.assert_array_equal(made.largest, [0, 3 * 127 + 127 * 128, 256, 12800])
    sums = np.array([-(2**30) + 1, -1, 0, 1, 2**30 - 1])
    for row, output in zip(made.steps[:3].astype(np.int64), [-3, -7, -128], strict=True):
        np.testing.assert_array_equal(outputs(sums, *row), [output] * 5)


def test_one_scaling_is_given_to_every_channel():
    made = requantizing_of([2**30], [3], 5, [9] * 3, [1, 2, 3])
    np.testing.assert_array_equal(made.steps, [[2**30, 11 * 2**2, 3]] * 3)
    np.testing.assert_array_equal(made.bias, [1, 2, 3])


@pytest.mark.parametrize(
    ("multiplier", "shift", "weights", "bias"),
    [
        (2**30, 0, 1, 1000),  # one rounding, not two
        (2**30, -1, 1, 1000),  # a shift to the left
        (-(2**30), 5, 1, 1000),  # the sign of a sum is not that of its product
        (2**30, 22, 2**16 + 2**10, 0),  # twice the sum needs more than 32 bits
        (2**30, 24, 1, 2**24),  # the rounding needs more than 32 bits
    ],
)
def test_what_would_not_be_exact_is_refused(multiplier, shift, weights, bias):
    two = np.full((2, weights), 127)
    assert requantizing_of([2**30, 2**30], [22, 22], -128, two[:, : 2**16], [0, 0])
    assert requantizing_of([2**30, multiplier], [22, shift], -128, two, [0, bias]) is None
