"""Lists of layers as graphs: the shapes, operators and weights that a converter would make."""

import numpy as np
import pytest

from tinyml_kit.codegen.lowering.constants import array_bytes, scaling_bytes
from tinyml_kit.graph.model import GraphError
from tinyml_kit.ladder import estimate
from tinyml_kit.ladder.layers import (
    Convolution,
    Dense,
    Elementwise,
    Mean,
    Padding,
    Pooling,
    Reshape,
    graph_of,
)

RELU = Elementwise("RELU")


def made(shape, *layers):
    """Return the operators of a chain, the shapes that they write, and the MACs of each."""
    graph = graph_of(shape, layers)
    names = [operator.name for operator in graph.operators]
    shapes = [graph.tensors[operator.outputs[0]].shape for operator in graph.operators]
    return names, shapes, list(estimate.macs(graph).values())


def test_a_chain_has_the_shapes_and_macs_of_the_textbook():
    names, shapes, macs = made(
        (8, 8, 2),
        Convolution(4, (3, 3), padding="SAME"),
        Pooling("MAX_POOL_2D", (2, 2), (2, 2)),
        Convolution(0, (3, 3), stride=(2, 2), padding="SAME", each=3),
        Padding(((1, 0), (0, 2))),
        Mean(),
        Dense(5),
        Elementwise("SOFTMAX"),
    )
    assert names == [
        "CONV_2D", "MAX_POOL_2D", "DEPTHWISE_CONV_2D", "PAD", "MEAN", "FULLY_CONNECTED", "SOFTMAX",
    ]  # fmt: skip
    assert shapes == [
        (1, 8, 8, 4), (1, 4, 4, 4), (1, 2, 2, 12), (1, 3, 4, 12), (1, 12), (1, 5), (1, 5),
    ]  # fmt: skip
    assert macs == [64 * 4 * 18, 0, 4 * 12 * 9, 0, 0, 60, 0]


def test_each_group_of_filters_sees_its_channels_and_a_dilated_window_reaches_further():
    _, shapes, macs = made((9, 9, 6), Convolution(4, (3, 3), dilation=(2, 1), groups=2))
    assert shapes == [(1, 5, 7, 4)]
    assert macs == [5 * 7 * 4 * 9 * 3]


@pytest.mark.parametrize("layer", [Convolution(2, (1, 1)), Dense(2)])
def test_a_relu_is_fused_into_the_layer_before_it(layer):
    assert len(made((4, 4, 1), layer, RELU)[0]) == 1
    assert made((4, 4, 1), layer, Elementwise("TANH"))[0][1:] == ["TANH"]


@pytest.mark.parametrize("before", [(), (Reshape((-1,)),), (Convolution(2, (1, 1)), RELU)])
def test_a_relu_with_nothing_to_be_fused_into_is_an_operator(before):
    assert made((4, 4, 1), *before, RELU)[0][-1] == "RELU"


def test_numbers_that_are_in_a_row_already_are_not_moved():
    assert made((16,), Reshape((-1,)), Reshape((4, 4)))[0] == ["RESHAPE"]


def test_weights_have_a_scale_for_each_channel_but_not_those_of_dense_layers():
    graph = graph_of((4, 4, 3), [Convolution(5, (2, 2)), Reshape((-1,)), Dense(2, bias=False)])
    conv, _, dense = graph.operators
    _, weights, bias = (graph.tensors[index] for index in conv.inputs)
    assert (weights.shape, weights.dtype, weights.quantization.axis) == ((5, 2, 2, 3), np.int8, 0)
    assert (bias.shape, bias.dtype) == ((5,), np.int32)
    _, weights = (graph.tensors[index] for index in dense.inputs)
    assert (weights.shape, weights.quantization.axis) == ((2, 45), None)
    assert estimate.weight_bytes(graph) == 5 * 12 + 5 * 4 + 2 * 45
    assert scaling_bytes(estimate.count(graph).lowered) == 5 * 5


def test_equal_layers_have_weights_of_their_own_so_that_none_is_counted_for_another():
    graph = graph_of((4, 4, 3), [Convolution(3, (1, 1))] * 3)
    lowered = estimate.count(graph).lowered
    assert array_bytes(graph, lowered) == 3 * (3 * 3 + 4 * 3)
    assert scaling_bytes(lowered) == 3 * 3 * 5


def test_a_window_that_does_not_fit_is_refused():
    with pytest.raises(GraphError, match="a window of 5 does not fit into 4 without padding"):
        made((4, 4, 1), Convolution(1, (5, 5)))
