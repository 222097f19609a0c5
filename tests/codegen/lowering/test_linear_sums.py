"""ADD and SUB as one linear function: equal to the operator for every pair of inputs."""

import numpy as np
import pytest

from tests.support.flatbuffer import ACTIVATIONS, Writer
from tinyml_kit.codegen.lowering.fusion import fused_layers
from tinyml_kit.codegen.lowering.linear_sums import linear_sum
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.interpreters import reference

EVERY_LEFT, EVERY_RIGHT = np.meshgrid(*[np.arange(-128, 128, dtype=np.int8)] * 2, indexing="ij")


def of_two(name, left, right, out, activation=None):
    """Return a Graph of one operator on 65,536 pairs, and its layer.

    left, right, out : (scale, zero point)
    """
    writer = Writer()
    shape = EVERY_LEFT.shape
    x, y, z = (writer.tensor(shape, np.int8, *how) for how in (left, right, out))
    options = {"fusedActivationFunction": ACTIVATIONS[activation]}
    writer.operator(name, [x, y], [z], **options)
    writer.inputs, writer.outputs = [x, y], [z]
    graph = read(writer.finish())
    return graph, fused_layers(graph)[0][0]


def computed(found, layer):
    """Return what a core computes with such a function."""
    sums = found.start + found.a * EVERY_LEFT.astype(np.int64)
    assert np.abs(sums).max() < 2**31
    sums += found.b * EVERY_RIGHT.astype(np.int64)
    assert np.abs(sums).max() < 2**31
    return np.clip(sums >> found.places, layer.sizes["LOW"], layer.sizes["HIGH"])


def expected(graph):
    run = reference.run(reference.build(graph), [EVERY_LEFT[None], EVERY_RIGHT[None]])
    return run.outputs[0].reshape(EVERY_LEFT.shape)


@pytest.mark.parametrize("name", ["ADD", "SUB"])
@pytest.mark.parametrize("seed", range(12))
def test_scales_as_training_gives_them_are_exact_for_every_pair(name, seed):
    rng = np.random.default_rng(seed)
    left, right = 10 ** rng.uniform(-2, 0, 2)
    scales = left, right, max(left, right) * rng.uniform(0.5, 2)
    how = [(scale, int(rng.integers(-128, 128))) for scale in scales]
    graph, layer = of_two(name, *how, activation=rng.choice([None, "RELU", "RELU6"]))
    found = linear_sum(layer)
    assert found is not None
    np.testing.assert_array_equal(computed(found, layer), expected(graph))


@pytest.mark.parametrize("name", ["ADD", "SUB"])
@pytest.mark.parametrize(
    ("left", "right", "out"),
    [
        ((0.5, 0), (0.5, 0), (1.0, 0)),  # halves, of both signs, wherever a sum is odd
        ((0.5, 3), (0.25, -7), (0.5, 5)),
        ((0.5, 0), (0.125, 0), (1.0, 0)),
        ((1.0, 127), (1.0, -128), (1.0, 0)),
        ((1.0, 0), (1e-6, 0), (1.0, 0)),  # the right operand is too small to matter
        ((1.0, 0), (1.0, 0), (1e-3, -128)),  # most sums are beyond the limits
    ],
)
def test_scales_of_round_numbers_are_exact_for_every_pair(name, left, right, out):
    graph, layer = of_two(name, left, right, out)
    found = linear_sum(layer)
    assert found is not None
    np.testing.assert_array_equal(computed(found, layer), expected(graph))


def test_an_output_so_fine_that_32_bits_do_not_hold_the_sums_has_no_such_function():
    _, layer = of_two("ADD", (1.0, 0), (0.7, 0), (1.5 * 2.0**-19, 0))
    assert linear_sum(layer) is None
