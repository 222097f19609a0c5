"""Convolutions in blocks of four filters: what a block holds, and when it would not be exact."""

import numpy as np
import pytest

from tests.support import layers_by_hand, random_graphs
from tinyml_kit.codegen.c.c_layer import in_c
from tinyml_kit.codegen.c.cortex_m import target
from tinyml_kit.codegen.lowering.fusion import fused_layers
from tinyml_kit.graph.tflite import read


def layer_of(filters, bias, width=1, **how):
    """Return the adapted layer of a convolution of an image of zero point 0, one row high."""
    maker = random_graphs.Maker(5, np.int8)
    x = maker.output((1, 1, width, filters.shape[3]), 0.05, 0)
    maker.writer.inputs.append(x.index)
    y = layers_by_hand.conv(maker, x, filters, filters.shape[1:3], bias=bias, **how)
    maker.writer.outputs = [y.index]
    graph = read(maker.writer.finish())
    (layer,) = fused_layers(graph)[0]
    return target.adapt(in_c(graph, layer))


def test_a_block_holds_biases_weights_and_steps_in_the_order_in_which_they_are_read():
    filters = np.arange(-60, 60, dtype=np.int8).reshape(6, 1, 4, 5)
    bias = np.arange(10, 16)
    layer = layer_of(filters, bias, 4, alike=True, factor=1.5 * 2.0**-9, zero_point=-3)
    assert layer.kernel == "conv_2d_blocks" and list(layer.constants) == ["blocks"]
    blocks = layer.constants["blocks"].values.reshape(2, -1)
    assert blocks.shape[1] == 4 + 2 * 10 + 4 * 3
    rows = np.concatenate([filters.reshape(6, 20), np.zeros((2, 20), int)]).astype(int)
    bias = np.append(bias, [0, 0])
    for block, weights, add in zip(blocks, rows.reshape(2, 4, 20), bias.reshape(2, 4), strict=True):
        low, high = add[::2], add[1::2]
        np.testing.assert_array_equal(block[:4], [*(256 * high + low), *low])
        halves = block[4:24].astype("<i4").view("<i2").astype(int).reshape(5, 2, 2, 2)
        # (fours, even or odd, filters 0 and 1 or 2 and 3, pair)
        stored = halves.transpose(2, 0, 3, 1).reshape(2, 20)
        np.testing.assert_array_equal(stored, 256 * weights[1::2] + weights[::2])
        # The factor is about 0.75 / 2^8; a filter that only fills the block has none.
        used = weights.any(1)
        steps = block[24:].reshape(4, 3)
        np.testing.assert_allclose(steps[:, 0] / 2**31, 0.75 * used, rtol=1e-6)
        np.testing.assert_array_equal(steps[:, 1:], np.outer(used, [-5 * 2**7, 8]))
    assert (layer.sizes["SPARE_FILTERS"], layer.sizes["WORDS"]) == (2, 10)


@pytest.mark.parametrize(("run", "words"), [(4, 2), (5, 3), (6, 4), (7, 4), (8, 4), (9, 5)])
def test_a_row_of_the_window_ends_with_the_words_that_its_last_numbers_need(run, words):
    layer = layer_of(np.ones((5, 1, 1, run), np.int8), [0] * 5)
    assert layer.sizes["WORDS"] == words


@pytest.mark.parametrize("beyond", [0, 1])
def test_the_sums_of_every_second_filter_have_to_fit_into_24_bits(beyond):
    filters = np.full((6, 1, 1, 512), 127)
    most = 2**23 - 1 - 127 * 128 * 512
    bias = np.full(6, -most)
    bias[4] = -(2**24)  # the first of a pair may have larger ones
    bias[3] -= beyond
    layer = layer_of(filters, bias, factor=2.0**-17)
    assert layer.kernel == ("conv_2d_lanes" if beyond else "conv_2d_blocks")


@pytest.mark.parametrize(
    ("first", "second", "exact"), [(-128, -127, 1), (0, -128, 1), (-1, -128, 0)]
)
def test_a_second_filters_minus_128_fits_above_no_negative_weight(first, second, exact):
    filters = np.ones((6, 1, 1, 4), np.int8)
    filters[2, 0, 0, 1], filters[3, 0, 0, 1] = first, second
    layer = layer_of(filters, [0] * 6)
    assert layer.kernel == ("conv_2d_blocks" if exact else "conv_2d_lanes")


def test_three_filters_or_fewer_are_not_worth_unpacking_their_windows():
    kernels = [layer_of(np.ones((n, 1, 1, 8), np.int8), [0] * n).kernel for n in (3, 4)]
    assert kernels == ["conv_2d_lanes", "conv_2d_blocks"]
