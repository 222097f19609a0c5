"""Parameters: numbers worked out by hand, and scales that the interpreter refuses."""

import numpy as np
import pytest

from tests.support.flatbuffer import ACTIVATIONS, Writer
from tinyml_kit.graph.model import GraphError
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.operators import parameters


def of(name, *quantised, shapes=None, bias=None, weights=None, **options):
    """Return the parameters of one operator; the last pair of (scale, zero point) is the output."""
    writer = Writer()
    *inputs, y = (
        writer.tensor((shapes or {}).get(place, (1, 4)), np.int8, *pair)
        for place, pair in enumerate(quantised)
    )
    extra = []
    if weights is not None:
        data = np.ones((4, 4), np.int8)
        extra.append(writer.tensor(data.shape, np.int8, *weights, data=data))
        if bias is not None:
            extra.append(writer.tensor((4,), np.int32, *bias, data=np.zeros(4, np.int32)))
    writer.operator(name, [*inputs, *extra], [y], **options)
    writer.inputs, writer.outputs = inputs, [y]
    graph = read(writer.finish())
    return parameters(graph, graph.operators[0])


def test_a_dense_layer_gets_one_multiplier_per_channel_whatever_its_scales():
    params = of("FULLY_CONNECTED", (0.5, 3), (1.0, -7), weights=(0.25,))
    # 0.5 · 0.25 / 1 = 1/8 = 2^30/2^31 · 2^-2.
    assert params["multiplier"].tolist() == [2**30] * 4 and params["shift"].tolist() == [-2] * 4
    assert (params["input_offset"], params["output_offset"]) == (-3, -7)
    params = of("FULLY_CONNECTED", (0.5, 3), (1.0, 0), weights=(np.array([0.25, 0.5, 1, 3]),))
    assert params["shift"].tolist() == [-2, -1, 0, 1]
    assert params["multiplier"].tolist() == [2**30, 2**30, 2**30, 3 * 2**29]


@pytest.mark.parametrize(
    ("activation", "expected"),
    [(None, (-128, 127)), ("RELU", (-10, 127)), ("RELU6", (-10, 50)), ("RELU_N1_TO_1", (-20, 0))],
)
def test_an_activation_is_a_pair_of_stored_numbers(activation, expected):
    # With scale 0.1 and zero point -10, 6 is stored as 50 and ±1 as 0 and -20.
    params = of(
        "ADD", (0.1, 0), (0.1, 0), (0.1, -10), fusedActivationFunction=ACTIVATIONS[activation]
    )
    assert (params["activation_min"], params["activation_max"]) == expected


def test_activations_stay_inside_int8():
    params = of("MUL", (1, 0), (1, 0), (0.001, 0), fusedActivationFunction=ACTIVATIONS["RELU6"])
    assert (params["activation_min"], params["activation_max"]) == (0, 127)


def test_addition_brings_both_inputs_to_twice_the_larger_scale():
    params = of("ADD", (0.5, 1), (0.25, -1), (1.0, 0))
    assert (params["left_shift"], params["input1_offset"], params["input2_offset"]) == (20, -1, 1)
    assert (params["input1_multiplier"], params["input1_shift"]) == (2**30, 0)
    assert (params["input2_multiplier"], params["input2_shift"]) == (2**30, -1)
    # 2 · 0.5 / (2^20 · 1)
    assert (params["output_multiplier"], params["output_shift"]) == (2**30, -19)


def test_the_mean_divides_by_its_multiplier():
    writer = Writer()
    x, y = writer.tensor((1, 6, 2), np.int8, 0.5, 3), writer.tensor((1, 2), np.int8, 0.5, 3)
    axes = writer.tensor((1,), np.int32, data=np.array([1], np.int32))
    writer.operator("MEAN", [x, axes], [y], keepDims=False)
    writer.inputs, writer.outputs = [x], [y]
    graph = read(writer.finish())
    params = parameters(graph, graph.operators[0])
    assert params["count"] == 6
    assert params["multiplier"] / 2**31 * 2.0 ** params["shift"] == pytest.approx(1 / 6, rel=1e-8)


def test_a_curve_is_a_table_of_what_each_stored_number_becomes():
    stored = np.arange(-128, 128)
    np.testing.assert_array_equal(of("RELU6", (0.1, -10), (0.1, -10))["table"],
                                  np.clip(stored, -10, 50))  # fmt: skip
    np.testing.assert_array_equal(of("QUANTIZE", (0.5, 0), (0.25, 0))["table"],
                                  np.clip(2 * stored, -128, 127))  # fmt: skip
    table = of("LOGISTIC", (0.05, 0), (1 / 256, -128))["table"] / 256 + 0.5
    np.testing.assert_allclose(table, 1 / (1 + np.exp(-0.05 * stored)), atol=1 / 256)
    table = of("TANH", (0.05, 0), (1 / 128, 0))["table"] / 128
    np.testing.assert_allclose(table, np.tanh(0.05 * stored), atol=1 / 128)


def test_softmax_counts_only_differences_that_its_exp_can_hold():
    exponentials = of("SOFTMAX", (1.0, 0), (1 / 256, -128), beta=1.0)["exponentials"]
    assert exponentials[0] == 2**31 - 1
    np.testing.assert_allclose(exponentials[:31] / 2**31, np.exp(-np.arange(31)), atol=1e-6)
    assert (exponentials[32:] == 0).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ADD", (1, 0), (1, 0), (1e-7, 0)), "lie too far apart"),
        (("SUB", (1e-3, 0), (1, 0), (1e-6, 0)), "lie too far apart"),
        (("MUL", (1e6, 0), (1e6, 0), (1e-6, 0)), "too large for 32 bits"),
        (("LOGISTIC", (1e-10, 0), (1 / 256, -128)), "the scale of its input, 1e-10, is too small"),
        (("LOGISTIC", (0.1, 0), (1 / 256, 0)), "needs the zero point -128"),
    ],
)
def test_scales_that_the_interpreter_cannot_bring_together_are_refused(arguments, message):
    with pytest.raises(GraphError, match=message):
        of(*arguments)


def test_a_beta_that_flattens_everything_is_refused():
    with pytest.raises(GraphError, match="its beta times the scale of its input is too small"):
        of("SOFTMAX", (1e-8, 0), (1 / 256, -128), beta=1.0)


def test_a_bias_of_another_scale_than_input_times_weights_is_refused():
    assert of("FULLY_CONNECTED", (0.5, 0), (1, 0), weights=(0.25,), bias=(0.125,))
    with pytest.raises(GraphError, match="the scale of its bias is 0.5, but its input and weights"):
        of("FULLY_CONNECTED", (0.5, 0), (1, 0), weights=(0.25,), bias=(0.5,))
