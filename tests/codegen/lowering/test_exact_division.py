"""Division by the sum gives TFLM's softmax, for every row that there is."""

import numpy as np

from tinyml_kit.base.resources import shipped_file
from tinyml_kit.codegen.lowering.exact_division import divided, short_exponentials
from tinyml_kit.codegen.lowering.fusion import fused_layers
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops import softmax


def exponentials():
    layers, _ = fused_layers(read(shipped_file("bragg_100px_int8.tflite")))
    return layers[-1].constants["exponentials"].values


def test_nineteen_bits_are_enough_for_the_bragg_network():
    short = short_exponentials(exponentials(), 3)
    assert short[0] == 2**19
    rng = np.random.default_rng(0)
    x = rng.integers(-128, 128, (5000, 3)).astype(np.int8)
    params = {"exponentials": exponentials(), "dtype": np.dtype(np.int8)}
    expected = softmax.int8(params, {}, (), x)
    distances = x.max(axis=1, keepdims=True).astype(int) - x
    np.testing.assert_array_equal(divided(short, distances), expected)
    # One bit less is not enough for all rows.
    fewer = (exponentials().astype(np.int64) + 2**12) >> 13
    distances = np.indices((256, 256)).reshape(2, -1).T
    distances = np.pad(distances, ((0, 0), (1, 0)))
    assert (divided(fewer, distances) != divided(short, distances)).sum() == 4


def test_one_number_is_certain_and_many_are_not_tried():
    assert divided(short_exponentials(exponentials(), 1), np.array([[0]])).tolist() == [[127]]
    assert short_exponentials(exponentials(), 4) is None
