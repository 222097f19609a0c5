"""The smallest multiplier gives TFLM's outputs for every sum that can occur."""

import numpy as np
import pytest

from tinyml_kit.base.resources import shipped_file
from tinyml_kit.codegen.lowering.exact_scaling import (
    Curve,
    ExactScaling,
    averages,
    exact_scaling,
    requantized,
)
from tinyml_kit.codegen.lowering.fusion import fused_layers
from tinyml_kit.codegen.lowering.ranges import bounds
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.layer import ExportError, Scaling


def every_sum(curve):
    return np.arange(curve.lowest, curve.highest + 1)


def test_a_factor_of_a_half_needs_one_place():
    curve = Curve(lambda sums: (sums + 1) >> 1, 0.5, -20, 20)
    found = exact_scaling([curve], 0, -128, 127)
    assert (found.factors.tolist(), found.places) == ([1], 1)
    sums = every_sum(curve)
    np.testing.assert_array_equal(found.apply(sums[None])[0], (sums + 1) >> 1)


def test_every_sum_of_the_bragg_network_gives_tflms_output():
    layers, _ = fused_layers(read(shipped_file("bragg_100px_int8.tflite")))
    bits = []
    for layer in layers:
        if "weights" not in layer.constants:
            continue
        weights, bias = (layer.constants[name].values for name in ("weights", "bias"))
        curves = requantized(
            layer.scalings["output"], *bounds(weights.reshape(len(weights), -1), bias)
        )
        sizes = layer.sizes
        limits = sizes["OUTPUT_OFFSET"], sizes["LOW"], sizes["HIGH"]
        found = exact_scaling(curves, *limits)
        bits.append(found.bits)
        for channel, curve in enumerate(curves):
            sums = every_sum(curve)
            expected = np.clip(curve.outputs(sums) + limits[0], *limits[1:])
            own = ExactScaling(
                found.factors[[channel]], found.addends[[channel]], found.places, *limits
            )
            np.testing.assert_array_equal(own.apply(sums[None])[0], expected)
    assert bits == [20, 20, 24, 23, 20]  # of TFLM's 31


@pytest.mark.parametrize("seed", range(20))
def test_random_scales_and_bounds_are_exact_for_every_sum(seed):
    rng = np.random.default_rng(seed)
    middle, reach = int(rng.integers(-5000, 5000)), int(rng.integers(1, 5000))
    multiplier, right = int(rng.integers(2**30, 2**31 - 1)), int(rng.integers(0, 14))
    scaling = Scaling.of(multiplier, -right)
    curve = requantized(scaling, np.array([middle - reach]), np.array([middle + reach]))[0]
    offset, low = int(rng.integers(-128, 128)), int(rng.integers(-128, 100))
    found = exact_scaling([curve], offset, low, 127)
    sums = every_sum(curve)
    expected = np.clip(curve.outputs(sums) + offset, low, 127)
    np.testing.assert_array_equal(found.apply(sums[None])[0], expected)


def test_an_output_that_never_changes_needs_no_factor():
    curve = Curve(lambda sums: np.full(sums.shape, 7), 0.001, 5, 400)
    found = exact_scaling([curve], 0, -128, 127)
    assert found.factors.tolist() == [0]
    np.testing.assert_array_equal(found.apply(every_sum(curve)[None]), 7)


@pytest.mark.parametrize("count", [1, 2, 3, 6, 9, 125])
def test_averages_round_halves_away_from_zero(count):
    curve = averages(count, 1, -128 * count, 127 * count)[0]
    found = exact_scaling([curve], 0, -128, 127)
    sums = every_sum(curve)
    halves = np.sign(sums) * ((np.abs(sums) + count // 2) // count)
    np.testing.assert_array_equal(found.apply(sums[None])[0], halves)


def test_channels_share_their_places():
    curves = [Curve(lambda sums, n=n: sums >> n, 2.0**-n, 0, 1000) for n in (3, 5)]
    found = exact_scaling(curves, 0, -128, 127)
    assert found.places == 5
    assert found.factors.tolist() == [4, 1]


def test_a_sum_that_is_shifted_beyond_32_bits_is_refused():
    with pytest.raises(ExportError, match="a sum of it may need more than 32 bits."):
        requantized(Scaling.of(2**30, 10), np.array([0]), np.array([2**22]))


def test_a_curve_that_no_straight_line_meets_is_refused():
    curve = Curve(lambda sums: (sums > 500).astype(int) * 100 + sums // 100, 0.01, 0, 1000)
    with pytest.raises(ExportError, match="no short multiplier gives its outputs"):
        exact_scaling([curve], 0, -128, 127)
