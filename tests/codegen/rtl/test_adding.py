"""ADD as two tables and an adder: for every pair of numbers, the operator's output."""

import numpy as np
import pytest

from tests.support.networks import Network
from tinyml_kit.codegen.rtl.stages import stages_of
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.operators import OPERATORS, parameters

# The scale of the image is 0.05, and its zero point 3.
SCALES = [(0.05, 0.1), (0.05, 0.05), (0.031, 0.07), (0.004, 0.05), (0.9, 0.8), (0.05, 1.3)]
X, Y = (one.ravel() for one in np.meshgrid(np.arange(-128, 128), np.arange(-128, 128)))


def network(other, scale, zero_point, activation=None):
    """Return a graph that adds its input and a tensor made of it, of another scale."""
    made = Network((1, 256))
    image = made.last
    made._add("RELU", [image], made.shape, other, -100)
    return read(made.add(image, scale, zero_point, activation).finish())


@pytest.mark.parametrize(("other", "scale"), SCALES)
@pytest.mark.parametrize(("zero_point", "activation"), [(-5, None), (127, None), (-128, "RELU")])
def test_every_pair_gives_what_the_operator_gives(other, scale, zero_point, activation):
    graph = network(other, scale, zero_point, activation)
    stage = stages_of(graph)[-1]
    operator = graph.operators[-1]
    add, settings = OPERATORS["ADD"].int8, parameters(graph, operator)
    numbers = X.astype(np.int8), Y.astype(np.int8)
    expected = add(settings, operator.options, X.shape, *numbers)
    sums = stage.terms[0][X + 128] + stage.terms[1][Y + 128]
    sums += np.where(sums < 0, stage.addends[1], stage.addends[0])
    outputs = np.clip((sums >> stage.places) + stage.offset, stage.low, stage.high)
    np.testing.assert_array_equal(outputs, expected)
    assert np.abs(sums).max() < 1 << stage.bits - 1


def test_terms_are_as_short_as_outputs_allow():
    bits = [stages_of(network(*scales, -5))[-1].bits for scales in SCALES]
    assert bits == [10, 10, 36, 10, 36, 10]
