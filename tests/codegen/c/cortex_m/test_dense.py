"""Dense layers on the Cortex-M4: the order of their constants, and when which kernel is used."""

import numpy as np
import pytest

from tests.support.flatbuffer import Writer
from tinyml_kit.codegen.c.c_layer import in_c
from tinyml_kit.codegen.c.cortex_m import target
from tinyml_kit.codegen.c.targets import CORTEX_M4
from tinyml_kit.codegen.lowering.fusion import fused_layers
from tinyml_kit.graph.tflite import read


def model(weights, *, bias=None, scale=0.01, per_channel=None):
    """Return the Graph of a model with one FULLY_CONNECTED, for weights (outputs, inputs)."""
    weights = np.asarray(weights, np.int8)
    outputs, inputs = weights.shape
    bias = np.arange(outputs, dtype=np.int32) if bias is None else np.array(bias, np.int32)
    scales = np.float32(0.1 if per_channel is None else per_channel)
    writer = Writer()
    x = writer.tensor((1, inputs), np.int8, 0.5, 0)
    w = writer.tensor(weights.shape, np.int8, scales, 0, 0, weights)
    b = writer.tensor((outputs,), np.int32, scales / 2, 0, 0, bias)
    y = writer.tensor((1, outputs), np.int8, 0.05 / scale, 3)
    writer.operator("FULLY_CONNECTED", [x, w, b], [y])
    writer.inputs, writer.outputs = [x], [y]
    return read(writer.finish())


def dense(weights, **how):
    """Return the layer of such a model as the Cortex-M4 computes it."""
    graph = model(weights, **how)
    return target.adapt(in_c(graph, fused_layers(graph)[0][0]))


def blocks(layer, inputs):
    """Return {first output: (starting values, weights)} of a layer in blocks.

    weights : (4 * quads, 2, 2), for each input the two outputs of a halfword, and two halfwords
    """
    found = {}
    quads = -(-inputs // 4)
    for block in layer.constants["blocks"].values.reshape(-1, 5 + 4 * quads):
        halves = block[5:].astype("<i4").view("<i2").reshape(quads, 2, 2, 2)
        # Even and odd words, two outputs each, lower and upper half: inputs 0 and 2, 1 and 3.
        both = halves.transpose(0, 3, 1, 2).reshape(4 * quads, 2).astype(np.int64)
        low = both.astype(np.int8).astype(np.int64)
        found[int(block[0])] = block[1:5], np.stack([low, (both - low) // 256], -1)
    return found


def test_a_halfword_holds_the_weights_of_two_outputs():
    weights = np.arange(4 * 8).reshape(4, 8) - 9
    layer = dense(weights)
    assert layer.template == "fully_connected_blocks.c"
    ((start, stored),) = blocks(layer, 8).values()
    np.testing.assert_array_equal(start, [256 * 1 + 0, 256 * 3 + 2, 0, 2])
    np.testing.assert_array_equal(stored.reshape(8, 4).T, weights)


def test_the_tail_of_a_row_is_its_last_four_with_zeros_for_what_was_counted():
    weights = np.arange(4 * 6).reshape(4, 6) + 1
    ((_, stored),) = blocks(dense(weights), 6).values()
    np.testing.assert_array_equal(stored.reshape(8, 4)[4:6], np.zeros((2, 4)))
    np.testing.assert_array_equal(stored.reshape(8, 4)[[0, 1, 2, 3, 6, 7]].T, weights)


def test_the_last_block_repeats_outputs_where_they_make_no_four():
    weights = np.arange(6 * 4).reshape(6, 4)
    found = blocks(dense(weights), 4)
    assert list(found) == [0, 2]
    np.testing.assert_array_equal(found[2][1].reshape(4, 4).T, weights[2:])


def test_fewer_than_four_outputs_are_filled_with_zeros():
    layer = dense(np.full((3, 4), 7))
    ((start, stored),) = blocks(layer, 4).values()
    assert layer.sizes["FEWER_THAN_4"] == 1
    np.testing.assert_array_equal(start, [256, 2, 0, 2])
    np.testing.assert_array_equal(stored.reshape(4, 4), [[7, 7, 7, 0]] * 4)


def test_outputs_of_one_scale_share_their_steps():
    alike, apart = dense(np.ones((5, 4))), dense(np.ones((5, 4)), per_channel=[0.1] * 4 + [0.2])
    assert (alike.sizes["STEPS_APART"], apart.sizes["STEPS_APART"]) == (0, 3)
    steps = alike.constants["steps"].values
    assert steps.shape == (3,)
    stored = apart.constants["steps"].values.reshape(8, 3)
    # Outputs 0 to 3, and 1 to 4.
    np.testing.assert_array_equal(stored[:7], [steps] * 7)
    assert stored[7, 2] == steps[2] - 1


def test_a_row_too_short_for_a_word_is_left_to_the_portable_kernel():
    assert dense(np.ones((4, 3))).template == "fully_connected.c"


@pytest.mark.parametrize(
    "case",
    [
        {"weights": [[-1] * 4, [-128] * 4]},  # 256 * -128 - 1 needs more than 16 bits
        {"weights": np.full((2, 520), 127)},  # sums of more than 24 bits
        {"weights": np.ones((2, 4)), "scale": 1.5},  # outputs finer than the sums
        {"weights": np.ones((2, 4)), "bias": [2**31 - 1] * 2, "scale": 1e-7},  # sums that wrap
    ],
)
def test_where_two_weights_in_a_halfword_are_not_exact_each_has_a_byte(case):
    assert dense(**case).template == "fully_connected_lanes.c"


@pytest.mark.parametrize(("inputs", "name"), [(100, "blocks"), (99, "lanes")])
def test_a_model_of_few_weights_takes_the_kernel_with_the_shorter_code(inputs, name):
    graph = model(np.ones((10, inputs)))
    layers = fused_layers(graph)[0]
    fitted = CORTEX_M4.fit(CORTEX_M4, layers)
    assert fitted.adapt(in_c(graph, layers[0])).kernel == f"fully_connected_{name}"


def test_a_weight_of_minus_128_may_meet_none_below_zero():
    assert dense([[-128] * 4, [3] * 4]).template == "fully_connected_blocks.c"
    assert dense([[0] * 4, [-128] * 4]).template == "fully_connected_blocks.c"


def test_weights_that_each_have_a_byte_lie_four_of_each_of_four_rows_in_turn():
    weights = np.full((5, 6), -128)
    weights[:, ::2] = np.arange(15).reshape(5, 3) - 7
    layer = dense(weights)
    stored = layer.constants["weights"].values.astype("<i4").view(np.int8).reshape(2, 2, 4, 4)
    np.testing.assert_array_equal(stored[0, 0], weights[:4, :4])
    np.testing.assert_array_equal(stored[0, 1, :, 2:], weights[:4, 4:])
    assert not stored[0, 1, :, :2].any() and not stored[1, :, 1:].any()
    assert (layer.sizes["TAIL"], layer.sizes["SPARE_LANES"]) == (2, 3)
    np.testing.assert_array_equal(layer.constants["bias"].values[5:], np.zeros(3))
