"""Convolutions of up to three filters: their weights, and the function that layers share."""

import numpy as np
import pytest

from tests.support import layers_by_hand, random_graphs
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.c_layer import in_c
from tinyml_kit.codegen.c.cortex_m import target
from tinyml_kit.codegen.c.targets import CORTEX_M4
from tinyml_kit.codegen.lowering.fusion import fused_layers
from tinyml_kit.graph.tflite import read


def made(add, shape):
    """Return a graph of what `add` adds to a Maker and its input, of zero point 0."""
    maker = random_graphs.Maker(5, np.int8)
    x = maker.output((1, *shape), 0.05, 0)
    maker.writer.inputs.append(x.index)
    maker.writer.outputs = [y.index for y in add(maker, x)]
    return read(maker.writer.finish())


def layer_of(filters, shape, pooled=None, **how):
    """Return the adapted layer of a convolution, with a pooling of that size behind it."""

    def add(maker, x):
        kernel = (filters if isinstance(filters, tuple) else filters.shape)[1:3]
        y = layers_by_hand.conv(maker, x, filters, kernel, **how)
        return [layers_by_hand.pool(maker, y, *pooled) if pooled else y]

    graph = made(add, shape)
    (layer,) = fused_layers(graph)[0]
    return target.adapt(in_c(graph, layer))


def test_weights_are_pairs_of_each_filter_in_turn_behind_the_biases():
    filters = np.arange(1, 16, dtype=np.int8).reshape(3, 1, 5, 1)
    layer = layer_of(filters, (1, 8, 1), bias=[7, 8, 9])
    assert layer.kernel == "conv_2d_neighbours"
    words = layer.constants["weights"].values
    np.testing.assert_array_equal(words[:3], [7, 8, 9])
    pairs = words[3:].astype("<i4").view("<i2").reshape(-1, 2)
    fours = [[1, 3], [2, 4], [6, 8], [7, 9], [11, 13], [12, 14]]
    np.testing.assert_array_equal(pairs, [*fours, [0, 5], [0, 10], [0, 15]])
    assert layer.constants["steps"].values.shape == (9,)
    assert layer.shared == "two_neighbours(two_3_1_1_1, 3, 1, 1, 1)\n"
    assert (layer.sizes["NEXT_ROW"], layer.sizes["SPAN"]) == (4, 8)


@pytest.mark.parametrize(
    ("filters", "shape", "how"),
    [
        ((3, 1, 4, 1), (1, 4, 1), {}),  # one place beside no other
        ((3, 1, 4, 1), (4, 8, 1), {"pooled": ((2, 1),)}),
        ((3, 1, 4, 1), (4, 8, 1), {"pooled": ((2, 2), "SAME")}),  # a pooling that is cut
        ((3, 1, 4, 1), (1, 8, 1), {"padding": "SAME"}),
        ((3, 1, 4, 1), (1, 8, 1), {"dilation": (1, 2)}),
        ((3, 1, 3, 1), (1, 8, 1), {}),  # less than a word
        ((3, 1, 36, 1), (1, 40, 1), {}),  # a row too long to be written out
        ((3, 1, 1, 32), (1, 256, 32), {"stride": (1, 128)}),  # too far for an instruction
        ((3, 1, 4, 1), (1, 8, 1), {"factor": 1.5}),  # not exact
    ],
)
def test_layers_without_neighbours_in_the_image_keep_the_kernel_of_lanes(filters, shape, how):
    assert layer_of((3, 1, 4, 1), (4, 8, 1), ((2, 2),)).kernel == "conv_2d_max_pool_2d_neighbours"
    assert layer_of(filters, shape, **how).kernel.endswith("_lanes")


def test_layers_whose_rows_are_alike_share_a_function():
    def add(maker, x):
        return [layers_by_hand.conv(maker, x, 3, (rows, width)) for rows, width in SIZES]

    text = c99.source(made(add, (9, 9, 2)), "model", CORTEX_M4)["model.c"]
    calls = [line for line in text.splitlines() if line.startswith("two_neighbours(")]
    expected = [
        "two_neighbours(two_3_2_2_2, 3, 2, 2, 2)",
        "two_neighbours(two_3_1_2_2, 3, 1, 2, 2)",
    ]
    assert calls == expected


SIZES = ((2, 5), (4, 5), (2, 3))
