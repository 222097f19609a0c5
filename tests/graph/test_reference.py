"""The NumPy reference against the interpreter: every tensor, every bit."""

from math import prod

import numpy as np
import pytest

from tests.support import random_graphs
from tests.support.flatbuffer import ACTIVATIONS, Writer
from tinyml_kit.graph import reference
from tinyml_kit.graph.model import GraphError
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.exponential import exp
from tinyml_kit.rungs.interpreters import tflm

MODELS = (
    "hello_world_int8",
    "image_example1_int8",
    "kws_ref_int8",
    "micro_speech_int8",
    "mnist_arduino_int8",
    "mnist_valid_int8",
    "simple_add_int8",
)
EVERY = np.arange(-128, 128, dtype=np.int8).reshape(1, 1, 256)
# Operators for which the interpreter calls functions of the C library, other than exp.
LIBRARY = {"TANH", "ELU", "LOG", "LOG_SOFTMAX", "SIN", "COS"}
rng = np.random.default_rng(0)


@pytest.fixture
def oracle():
    """Return a function from a file and inputs to the interpreter's outputs and intermediates."""
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")

    def run(content, inputs):
        found = tflm.run(tflm.build(content), inputs, intermediates=True)
        return found.outputs, found.intermediates

    return run


def require_equal(oracle, content, inputs, last_places=0):
    """Assert that all tensors that operators write have the same bits.

    float32 may differ by a number of units in the last place.
    """
    expected, between = oracle(content, inputs)
    outputs, ours = reference.run(read(content), inputs, intermediates=True)
    pairs = [(values, between[index]) for index, values in ours.items()]
    for got, wanted in [*pairs, *zip(outputs, expected, strict=True)]:
        require_near(got, wanted.reshape(got.shape), last_places)


def require_near(got, wanted, last_places, message=""):
    if last_places and got.dtype == np.float32:
        np.testing.assert_array_max_ulp(got, wanted, last_places)
    else:
        np.testing.assert_array_equal(got, wanted, message)


def unary(name, x_quantised, y_quantised, shape=(1, 256), **options):
    """Return a file of one operator from int8 to int8."""
    writer = Writer()
    x = writer.tensor(shape, np.int8, *x_quantised)
    y = writer.tensor(shape, np.int8, *y_quantised)
    writer.operator(name, [x], [y], **options)
    writer.inputs, writer.outputs = [x], [y]
    return writer.finish()


@pytest.mark.parametrize("name", MODELS)
def test_models_made_by_others_give_the_interpreters_bits(real_data, oracle, name):
    content = (real_data / "models" / f"{name}.tflite").read_bytes()
    graph = read(content)
    inputs = [
        rng.integers(-128, 128, (50, *graph.tensors[index].shape[1:]), np.int8)
        for index in graph.inputs
    ]
    require_equal(oracle, content, inputs)


@pytest.mark.parametrize("scale", [4e-9, 1e-6, 1e-3, 0.01, 0.03, 0.1, 0.3, 1, 3.9, 7.9, 8, 100])
def test_logistic_and_tanh_of_all_256_inputs(oracle, scale):
    for zero_point in (-128, 0, 5, 127):
        for name, out in (("LOGISTIC", (1 / 256, -128)), ("TANH", (1 / 128, 0))):
            require_equal(oracle, unary(name, (scale, zero_point), out), [EVERY])


@pytest.mark.parametrize("beta", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("scale", [1e-6, 1e-3, 0.02, 0.2, 1, 15.9, 16, 1e6])
def test_softmax_of_any_scale(oracle, scale, beta):
    content = unary("SOFTMAX", (scale, 3), (1 / 256, -128), (1, 7), beta=beta)
    inputs = rng.integers(-128, 128, (60, 7), np.int8)
    inputs[0], inputs[1], inputs[2, 0] = -128, 127, 127
    require_equal(oracle, content, [inputs])


def test_softmax_of_as_many_equal_inputs_as_the_interpreter_takes(oracle):
    # It ends the process where the sum reaches 512; the reference goes on to 4095 classes.
    content = unary("SOFTMAX", (0.1, 0), (1 / 256, -128), (1, 511), beta=1.0)
    require_equal(oracle, content, [np.zeros((1, 511), np.int8)])
    graph = read(unary("SOFTMAX", (0.1, 0), (1 / 256, -128), (1, 4095), beta=1.0))
    assert (reference.run(graph, [np.zeros((1, 4095), np.int8)])[0] == -128).all()
    with pytest.raises(GraphError, match="its sum holds 4095 terms, not 4096"):
        read(unary("SOFTMAX", (0.1, 0), (1 / 256, -128), (1, 4096), beta=1.0))


@pytest.mark.parametrize("scales", [(1e-3, 0.02), (0.02, 1e-3), (0.5, 0.02), (0.5, 3), (0.1, 0.1)])
def test_piecewise_linear_curves_of_all_256_inputs(oracle, scales):
    for zero_points in ((-128, -128), (0, 100), (127, 0), (-5, 127)):
        x, y = zip(scales, zero_points, strict=True)
        for name in ("RELU", "RELU6", "ABS", "QUANTIZE"):
            require_equal(oracle, unary(name, x, y), [EVERY])
        for alpha in (-1.7, -0.3, 0, 0.1, 0.37, 1.7):
            require_equal(oracle, unary("LEAKY_RELU", x, y, alpha=alpha), [EVERY])


@pytest.mark.parametrize("activation", [None, "RELU6", "RELU_N1_TO_1"])
@pytest.mark.parametrize("name", ["ADD", "SUB", "MUL"])
def test_arithmetic_on_all_pairs_of_inputs(oracle, name, activation):
    left, right = np.meshgrid(EVERY, EVERY)
    inputs = [x.astype(np.int8).reshape(1, 256, 256) for x in (left, right)]
    for scales in ((0.05, 0.05, 0.05), (1e-3, 1, 100), (1, 0.05, 2), (0.3, 1e-3, 3e-3)):
        writer = Writer()
        x, y, z = (
            writer.tensor((1, 256, 256), np.int8, scale, int(zero_point))
            for scale, zero_point in zip(scales, rng.integers(-128, 128, 3), strict=True)
        )
        writer.operator(name, [x, y], [z], fusedActivationFunction=ACTIVATIONS[activation])
        writer.inputs, writer.outputs = [x, y], [z]
        require_equal(oracle, writer.finish(), inputs)


@pytest.mark.parametrize("count", [1, 3, 7, 100, 4097])
def test_the_mean_of_few_and_of_many(oracle, count):
    for scales in ((0.5, 0.5), (0.01, 0.5), (0.5, 0.01), (1e-7, 1), (1e-10, 1)):
        for zero_points in ((-128, 127), (0, 0), (127, -5)):
            writer = Writer()
            x = writer.tensor((1, count, 2), np.int8, scales[0], zero_points[0])
            axes = writer.tensor((1,), np.int32, data=np.array([1], np.int32))
            y = writer.tensor((1, 2), np.int8, scales[1], zero_points[1])
            writer.operator("MEAN", [x, axes], [y], keepDims=False)
            writer.inputs, writer.outputs = [x], [y]
            inputs = rng.integers(-128, 128, (5, count, 2), np.int8)
            inputs[0], inputs[1] = -128, 127
            require_equal(oracle, writer.finish(), [inputs])


def dense(depth, weight, scale, bias):
    """Return a file of a dense layer with two outputs, of extreme weights."""
    writer = Writer()
    x = writer.tensor((1, depth), np.int8, 0.02, 127)
    data = np.repeat(np.array([[weight], [-128]], np.int8), depth, axis=1)
    weights = writer.tensor((2, depth), np.int8, 0.01, data=data)
    shared = np.float32(0.02) * np.float32(0.01)
    biases = writer.tensor((2,), np.int32, shared, data=np.array([bias, -bias], np.int32))
    y = writer.tensor((1, 2), np.int8, scale, -3)
    writer.operator("FULLY_CONNECTED", [x, weights, biases], [y])
    writer.inputs, writer.outputs = [x], [y]
    return writer.finish()


@pytest.mark.parametrize("scale", [1.0, 1e-4, 1e-5])
@pytest.mark.parametrize(("depth", "bias"), [(16, 5), (1000, 2**31 - 1), (70_000, 2**20)])
def test_sums_wrap_around_as_the_interpreters_do(oracle, depth, scale, bias):
    # 70,000 products of 255 · 127 leave 32 bits; so do sums that are shifted to the left.
    inputs = rng.integers(-128, 128, (4, depth), np.int8)
    inputs[0], inputs[1] = -128, 127
    require_equal(oracle, dense(depth, 127, scale, bias), [inputs])


@pytest.mark.parametrize("seed", random_graphs.each_first(2))
def test_random_models_give_the_interpreters_bits(oracle, seed):
    model = random_graphs.make(seed)
    last_places = 0 if model.exact else 2
    require_equal(oracle, model.content, random_graphs.inputs(model, 10), last_places)


@pytest.mark.parametrize("seed", [*range(60), *random_graphs.later(2)])
def test_random_float_models_give_the_interpreters_bits_but_for_the_c_library(oracle, seed):
    model = random_graphs.make(seed, np.float32)
    inputs = random_graphs.inputs(model, 10)
    graph = read(model.content)
    _, expected = oracle(model.content, inputs)
    # Each operator is given what the interpreter computed, so that no difference is carried on.
    known = {tensor.index: tensor.data for tensor in graph.tensors if tensor.data is not None}
    known |= dict(zip(graph.inputs, inputs, strict=True))
    for operator in graph.operators:
        one = type(graph)("one", graph.tensors, (operator,), operator.inputs, operator.outputs)
        for sample in range(10):
            values = {
                i: known[i] if graph.tensors[i].data is not None
                else np.asarray(known[i][sample]).reshape(graph.tensors[i].shape)
                for i in operator.inputs if i is not None
            }  # fmt: skip
            p = reference.parameters(one, operator)
            answers = reference.compute(one, operator, p, values)
            for index, got in zip(operator.outputs, answers, strict=True):
                wanted = expected[index][sample].reshape(graph.tensors[index].shape)
                last_places = 2 if operator.name in LIBRARY else 0
                require_near(got, wanted, last_places, operator.name)
        known |= {index: expected[index] for index in operator.outputs}


@pytest.mark.parametrize("name", ["SOFTMAX", "LOGISTIC"])
def test_exp_of_a_hundred_thousand_numbers_is_the_interpreters(oracle, name):
    writer = Writer()
    x, y = (writer.tensor((1, 1000, 2), np.float32) for _ in range(2))
    writer.operator(name, [x], [y], **({"beta": 1.0} if name == "SOFTMAX" else {}))
    writer.inputs, writer.outputs = [x], [y]
    width = 10.0 ** rng.uniform(-3, 2, (50, 1, 1))
    require_equal(
        oracle, writer.finish(), [(rng.normal(0, width, (50, 1000, 2))).astype(np.float32)]
    )


def test_exp_goes_to_nothing_and_to_infinity():
    x = np.array([-1e30, -104, 0, 89, 1e30, -np.inf, np.inf], np.float32)
    np.testing.assert_array_equal(exp(x), [0, 0, 1, np.inf, np.inf, 0, np.inf])


def test_samples_come_with_and_without_the_batch_of_one():
    content = unary("RELU", (0.5, 3), (0.5, 3), (1, 4))
    graph = read(content)
    samples = rng.integers(-128, 128, (5, 4), np.int8)
    expected = np.maximum(samples, 3)
    for inputs in (samples, [samples], [samples.reshape(5, 1, 4)]):
        (outputs,) = reference.run(graph, inputs)
        np.testing.assert_array_equal(outputs, expected)
    (outputs,), between = reference.run(graph, [samples[:1]], intermediates=True)
    np.testing.assert_array_equal(outputs, expected[:1])
    np.testing.assert_array_equal(between[1], expected[:1])
    assert reference.run(graph, [samples[:0]])[0].shape == (0, 4)


def test_a_batch_that_is_not_one_belongs_to_the_sample():
    graph = read(unary("RELU", (0.5, 0), (0.5, 0), (3, 4)))
    one, many = (rng.integers(-128, 128, (*n, 3, 4), np.int8) for n in ((), (2,)))
    assert reference.run(graph, [one])[0].shape == (1, 3, 4)
    np.testing.assert_array_equal(reference.run(graph, [many])[0], np.maximum(many, 0))


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ([], "0 arrays were given for 1 inputs"),
        ([np.zeros((2, 4), np.float32)], r"takes int8 of shape \(n, 4\), but float32"),
        ([np.zeros((2, 5), np.int8)], r"but int8 of shape \(2, 5\) was given"),
    ],
)
def test_inputs_that_do_not_fit_are_refused(inputs, message):
    with pytest.raises(GraphError, match=message):
        reference.run(read(unary("RELU", (0.5, 0), (0.5, 0), (1, 4))), inputs)


def test_unequal_numbers_of_samples_are_refused():
    writer = Writer()
    x, y, z = (writer.tensor((1, 3), np.int8, 0.5) for _ in range(3))
    writer.operator("ADD", [x, y], [z])
    writer.inputs, writer.outputs = [x, y], [z]
    graph = read(writer.finish())
    with pytest.raises(GraphError, match="the inputs hold 2, 3 samples"):
        reference.run(graph, [np.zeros((n, 3), np.int8) for n in (2, 3)])


def test_a_step_can_be_looked_at_with_all_its_tensors():
    graph = read(unary("RELU", (0.5, 3), (0.5, 3), (1, 4)))
    x = np.array([[-5, 0, 5, 127]], np.int8)
    values = reference.step_through(graph, [x])
    assert values[1].tolist() == [[3, 3, 5, 127]]
    assert prod(values[0].shape) == 4
