"""The ladder finds what was sabotaged: that layer, and no other."""

import numpy as np
import pytest

from tests.support.flatbuffer import Writer
from tinyml_kit import ladder
from tinyml_kit.course import sabotage
from tinyml_kit.course.sabotage import SabotageError
from tinyml_kit.graph.tflite import read

rng = np.random.default_rng(8)


def two_dense_layers(scales):
    """Return a model of a convolution and two dense layers; the second has the given scales."""
    writer = Writer()
    x = writer.tensor((1, 4, 4, 1), np.int8, 0.1, 0)
    filters = rng.integers(-127, 128, (3, 2, 2, 1), np.int8)
    f = writer.tensor(filters.shape, np.int8, [0.1, 0.2, 0.3], 0, 0, filters)
    zeros = np.zeros(3, np.int32)
    b = writer.tensor((3,), np.int32, np.float32(0.1) * np.float32([0.1, 0.2, 0.3]), 0, 0, zeros)
    y = writer.tensor((1, 4, 4, 3), np.int8, 2.0, 0)
    writer.operator("CONV_2D", [x, f, b], [y], strideH=1, strideW=1)
    for shape, scale, step in [((6, 48), [0.1], 150.0), ((4, 6), scales, 5000.0)]:
        weights = rng.integers(-127, 128, shape, np.int8)
        w = writer.tensor(shape, np.int8, scale, 0, 0, weights)
        z = writer.tensor((1, shape[0]), np.int8, step, 0)
        writer.operator("FULLY_CONNECTED", [y, w, None], [z])
        y = z
    writer.inputs, writer.outputs = [x], [y]
    return writer.finish()


MODEL = two_dense_layers([0.1, 0.2, 0.05, 0.4])
INPUTS = rng.integers(-128, 128, (20, 4, 4, 1), np.int8)


def test_the_ladder_names_the_sabotaged_layer_and_its_first_element():
    result = ladder.run(MODEL, INPUTS, on=[], variants={"one scale": sabotage.one_scale(MODEL)})
    row = result["one scale"]
    assert row.status == "differs" and row.mismatches > 10
    found = row.first_divergence
    assert (found.operator, found.name) == (2, "FULLY_CONNECTED")
    # Output 0 has the scale that is taken for all.
    assert found.element[0] > 0
    assert not result.agrees


def test_only_scales_of_dense_layers_change():
    before, after = read(MODEL), read(sabotage.one_scale(MODEL))
    assert before.operators == after.operators
    for one, other in zip(before.tensors, after.tensors, strict=True):
        if one.data is not None:
            np.testing.assert_array_equal(one.data, other.data)
        if one.shape != (4, 6):
            assert repr(one.quantization) == repr(other.quantization)
        else:
            assert other.quantization.scale.tolist() == [np.float32(0.1)]


def test_a_model_with_one_scale_already_is_refused():
    with pytest.raises(SabotageError, match="no dense layer has a scale for each output"):
        sabotage.one_scale(two_dense_layers([0.1]))
