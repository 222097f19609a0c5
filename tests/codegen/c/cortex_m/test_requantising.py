"""From sums to outputs on the Cortex-M4: equal to the interpreter's two roundings."""

import numpy as np
import pytest

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.codegen.c.cortex_m import requantising
from tinyml_kit.ops.arithmetic import multiply_by_quantized_multiplier
from tinyml_kit.ops.layer import Scaling


def steps(multipliers, shifts, offset, largest):
    """Return the steps of a layer with such factors; shifts are to the right."""
    scaling = Scaling(np.array(multipliers, np.int32), np.array(shifts, np.int8))
    layer = CLayer((), None, "int8", (), 0, {"OUTPUT_OFFSET": offset}, scalings={"output": scaling})
    return requantising.steps(layer, np.array(largest))


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
    (row,) = steps([multiplier], [shift], offset, [largest])
    expected = multiply_by_quantized_multiplier(sums, multiplier, -shift) + offset
    np.testing.assert_array_equal(outputs(sums, *row.astype(np.int64)), expected)


def test_a_channel_whose_factor_is_too_small_to_matter_gets_the_multiplier_0():
    largest = 2**20
    rows = steps([2**31 - 1, 2**31 - 1, 0], [22, 31, 0], -7, [largest - 1] * 3)
    np.testing.assert_array_equal(rows[1:], [[0, -13, 1], [0, -13, 1]])
    sums = np.array([-largest + 1, -1, 0, 1, largest - 1])
    for row, multiplier, shift in zip(rows, [2**31 - 1, 2**31 - 1, 0], [22, 31, 0], strict=True):
        expected = multiply_by_quantized_multiplier(sums, multiplier, -shift) - 7
        np.testing.assert_array_equal(outputs(sums, *row.astype(np.int64)), expected)


def test_one_scaling_is_given_to_every_channel():
    rows = steps([2**30], [9], 5, [1000] * 3)
    np.testing.assert_array_equal(rows, [[2**30, 11 * 2**8, 9]] * 3)


@pytest.mark.parametrize(
    ("multiplier", "shift", "largest"),
    [
        (2**30, 0, 1000),  # one rounding, not two
        (2**30, -1, 1000),  # a shift to the left
        (-(2**30), 5, 1000),  # the sign of a sum is not that of its product
        (2**30, 5, 2**30),  # twice the sum needs more than 32 bits
        (2**30, 24, 2**24),  # the rounding needs more than 32 bits
    ],
)
def test_what_would_not_be_exact_is_refused(multiplier, shift, largest):
    assert steps([2**30, multiplier], [5, shift], 127, [1000, largest]) is None
