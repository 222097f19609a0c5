"""The Cortex-M4's kernels: weights in the order in which they are read, and twins in C."""

import numpy as np
import pytest

from tests.support import comparing, random_graphs
from tests.support.flatbuffer import PADDINGS
from tinyml_kit.codegen.c.c_layer import in_c
from tinyml_kit.codegen.c.cortex_m import convolution, target
from tinyml_kit.codegen.c.targets import CORTEX_M4
from tinyml_kit.codegen.lowering.fusion import fused_layers
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.protocol import RungMissing


def layers(maker):
    """Return the layers of a model that a Maker is building; its last value is the output."""
    maker.writer.outputs = [maker.values[-1].index]
    graph = read(maker.writer.finish())
    return [target.adapt(in_c(graph, layer)) for layer in fused_layers(graph)[0]]


@pytest.mark.parametrize(
    ("filters", "lanes"), [(1, 1), (2, 2), (3, 3), (4, 4), (5, 3), (8, 4), (10, 2), (64, 4)]
)
def test_as_many_filters_side_by_side_as_cost_least(filters, lanes):
    assert convolution.lanes_of(filters) == lanes


def test_weights_of_few_filters_are_pairs_of_even_and_of_odd_bytes():
    maker = random_graphs.Maker(3, np.int8)
    x = maker.input((1, 4, 8, 1))
    filters = np.array([[[[1], [2], [3], [-4]]], [[[5], [-6], [7], [8]]]], np.int8)
    constants = maker.constant(filters, 0.01), maker.constant(np.zeros(2, np.int32))
    out = maker.output((1, 4, 8, 2), 0.5, 0)
    how = {"strideH": 1, "strideW": 1, "padding": PADDINGS["SAME"]}
    maker.operator("CONV_2D", [x, *constants], [out], **how)
    (layer,) = layers(maker)
    assert layer.kernel == "conv_2d_lanes" and layer.sizes["LANES"] == 2
    pairs = layer.constants["weights"].values.astype("<i4").view(np.int16).reshape(2, 2, 2)
    np.testing.assert_array_equal(pairs, [[[1, 3], [2, -4]], [[5, 7], [-6, 8]]])


@pytest.mark.parametrize("seed", range(100, 123))
def test_the_twins_in_c_are_equal_to_the_bit_and_stay_inside_their_arrays(seed, tmp_path):
    made = random_graphs.make(seed)
    inputs = random_graphs.inputs(made, 10)
    graph, expected = comparing.oracle(made.content, inputs)
    try:
        built = native.build(
            made.content, tmp_path, "gcc", optimize="-O1", sanitize=True, target=CORTEX_M4
        )
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    comparing.assert_equal(graph, expected, native.run(built, inputs, intermediates=True))
