"""Depthwise convolutions on the Cortex-M4: the order of their constants, and when they are used."""

import numpy as np
import pytest

from tests.support.flatbuffer import PADDINGS, Writer
from tinyml_kit.codegen.c.c_layer import in_c
from tinyml_kit.codegen.c.cortex_m import target
from tinyml_kit.codegen.lowering.fusion import fused_layers
from tinyml_kit.graph.tflite import read


def depthwise(filters, *, multiplier=1, bias=None, scale=0.01, size=(6, 6)):
    """Return the layer of a model with one DEPTHWISE_CONV_2D, for filters (height, width, out)."""
    filters = np.asarray(filters, np.int8)[None]
    channels = filters.shape[3]
    bias = np.arange(channels, dtype=np.int32) if bias is None else np.array(bias, np.int32)
    writer = Writer()
    x = writer.tensor((1, *size, channels // multiplier), np.int8, 0.5, 0)
    weights = writer.tensor(filters.shape, np.int8, 0.1, 0, 0, filters)
    added = writer.tensor((channels,), np.int32, 0.05, 0, 0, bias)
    shape = [have - taken + 1 for have, taken in zip(size, filters.shape[1:3], strict=True)]
    y = writer.tensor((1, *shape, channels), np.int8, 0.05 / scale, 3)
    options = {"strideH": 1, "strideW": 1, "depthMultiplier": multiplier}
    options |= {"dilationHFactor": 1, "dilationWFactor": 1, "padding": PADDINGS["VALID"]}
    writer.operator("DEPTHWISE_CONV_2D", [x, weights, added], [y], **options)
    writer.inputs, writer.outputs = [x], [y]
    graph = read(writer.finish())
    return target.adapt(in_c(graph, fused_layers(graph)[0][0]))


def blocks(layer):
    """Return {first channel: (biases, weights (taps, 4), steps (4, 3))} of a layer."""
    found = {}
    taps = layer.sizes["TAPS"]
    for block in layer.constants["blocks"].values.reshape(-1, 5 + 2 * taps + 12):
        first, bias, words, steps = np.split(block, (1, 5, 5 + 2 * taps))
        # A word holds channels 0 and 2, or 1 and 3.
        weights = words.astype("<i4").view("<i2").reshape(taps, 2, 2).swapaxes(1, 2)
        found[int(first[0])] = bias, weights.reshape(taps, 4), steps.reshape(4, 3)
    return found


def test_a_block_holds_doubled_biases_doubled_weights_and_steps_of_four_channels():
    filters = np.arange(3 * 3 * 8).reshape(3, 3, 8) - 40
    layer = depthwise(filters)
    assert layer.template == "depthwise_conv_2d_fours.c"
    assert (layer.sizes["TAPS"], layer.sizes["SPARE_TAP"]) == (9, 0)
    found = blocks(layer)
    assert list(found) == [0, 4]
    for first, (bias, weights, steps) in found.items():
        np.testing.assert_array_equal(bias, 2 * np.arange(first, first + 4))
        np.testing.assert_array_equal(weights, 2 * filters.reshape(9, 8)[:, first : first + 4])
        np.testing.assert_array_equal(steps[0], steps[3])
        assert steps[0, 1] == 7 * 2 ** (steps[0, 2] - 1)  # half a step, and 3 steps


def test_the_last_block_repeats_channels_where_they_make_no_four():
    filters = np.arange(9 * 7).reshape(3, 3, 7) - 30
    found = blocks(depthwise(filters))
    assert list(found) == [0, 3]
    np.testing.assert_array_equal(found[3][1], 2 * filters.reshape(9, 7)[:, 3:])


@pytest.mark.parametrize(
    ("size", "taps"),
    [((1, 1), 2), ((1, 2), 2), ((3, 1), 4), ((1, 5), 6), ((1, 6), 6), ((3, 3), 9), ((3, 5), 16),
     ((5, 5), 25)],
)  # fmt: skip
def test_an_odd_number_of_taps_gets_one_more_with_weights_of_0_unless_the_loop_has_its_code(
    size, taps
):
    layer = depthwise(np.ones((*size, 4)))
    spare = taps - size[0] * size[1]
    assert (layer.sizes["TAPS"], layer.sizes["SPARE_TAP"]) == (taps, spare)
    (_, weights, _) = blocks(layer)[0]
    np.testing.assert_array_equal(weights[: taps - spare], np.full((taps - spare, 4), 2))
    np.testing.assert_array_equal(weights[taps - spare :], np.zeros((spare, 4)))


@pytest.mark.parametrize(
    "case",
    [
        {"filters": np.ones((3, 3, 3))},  # fewer than four channels
        {"filters": np.ones((3, 3, 8)), "multiplier": 2},
        {"filters": np.ones((3, 3, 4)), "scale": 1.5},  # an output finer than the sums
        # No room to double a sum, whose output lies on the edge between 64 and 65.
        {"filters": np.ones((3, 3, 4)), "bias": [129 * 2**23] * 4, "scale": 2**-24},
        {"filters": np.ones((3, 3, 4)), "bias": [2**31 - 1] * 4, "scale": 1e-6},  # sums that wrap
    ],
)
def test_what_it_cannot_compute_is_left_to_the_portable_kernel(case):
    assert depthwise(**case).template == "depthwise_conv_2d.c"
