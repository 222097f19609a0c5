"""What is just accepted of scales and zero points, with the interpreter's bits, and what is not."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.flatbuffer import ACTIVATIONS, Writer
from tests.support.one_operator import SAME, refusal, with_one
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.operators import parameters
from tinyml_kit.rungs.interpreters import reference, tflm
from tinyml_kit.rungs.protocol import DeviceError

POOL = dict(strideH=1, strideW=1, filterHeight=2, filterWidth=2, padding=SAME)


def after(value, steps=1):
    """Return the float32 that lies so many steps above, or below."""
    value = np.float32(value)
    for _ in range(abs(steps)):
        value = np.nextafter(value, np.float32(np.inf if steps > 0 else 0))
    return value


def assert_equal_to_the_interpreter(writer, samples=64):
    """Assert that the reference gives the bits of TFLM, at a limit that both accept."""
    content = writer.finish()
    shapes = [writer.tensors[index].shape for index in writer.inputs]
    rng = np.random.default_rng(0)
    inputs = [rng.integers(-128, 128, (samples, *shape), np.int8) for shape in shapes]
    for values in inputs:
        values[0], values[1] = -128, 127
    graph, expected = comparing.oracle(content, inputs)
    got = reference.run(reference.build(content), inputs, intermediates=True)
    comparing.assert_equal(graph, expected, got)


@pytest.mark.parametrize(("off", "taken"), [(0.01999, True), (0.02001, False)])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_bias_may_be_a_fiftieth_of_an_output_step_off(off, taken, sign):
    # Input and weights give 0.25; the output's steps are 0.5.
    bias = dict(data=np.zeros(2, np.int32), scale=0.25 + sign * off * 0.5)
    weights = dict(data=np.ones((2, 4), np.int8), scale=0.5)
    writer = with_one(
        "FULLY_CONNECTED", x=dict(shape=(1, 4)), y=dict(shape=(1, 2)), constants=[weights, bias]
    )
    if taken:
        assert read(writer.finish())
    else:
        assert "the scale of its bias is 0.2" in refusal(writer)


@pytest.mark.parametrize(("weights_scale", "taken"), [(0.01999, True), (0.02001, False)])
def test_a_bias_without_a_scale_counts_as_zero(weights_scale, taken):
    bias = dict(data=np.zeros(2, np.int32))
    weights = dict(data=np.ones((2, 4), np.int8), scale=weights_scale)
    writer = with_one(
        "FULLY_CONNECTED", x=dict(shape=(1, 4)), y=dict(shape=(1, 2)), constants=[weights, bias]
    )
    if taken:
        assert read(writer.finish())
    else:
        assert "the scale of its bias is 0, but its input and weights give 0.010005" in refusal(
            writer
        )


@pytest.mark.parametrize("name", ["MAX_POOL_2D", "AVERAGE_POOL_2D"])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_pooling_may_change_the_scale_by_a_millionth_and_the_zero_point_not_at_all(name, sign):
    for off, taken in ((0.9e-6, True), (1.1e-6, False)):
        writer = with_one(name, y=dict(scale=0.5 + sign * off), **POOL)
        if taken:
            assert read(writer.finish())
        else:
            assert "its input and output are quantised differently" in refusal(writer)
    writer = with_one(name, y=dict(zero_point=3 + sign), **POOL)
    assert "its input and output are quantised differently" in refusal(writer)


def test_a_softmax_has_both_the_scale_and_the_zero_point_that_fit_its_range():
    good = dict(scale=1 / 256, zero_point=-128)
    assert read(with_one("SOFTMAX", y=good, beta=1.0).finish())
    for change in (dict(scale=after(1 / 256)), dict(zero_point=-127)):
        writer = with_one("SOFTMAX", y=good | change, beta=1.0)
        assert "its output needs the scale 1/256 and the zero point -128" in refusal(writer)


def test_a_softmax_needs_steps_of_more_than_2_to_the_minus_26():
    def softmax(scale):
        return of_one("SOFTMAX", scale, 1 / 256, -128, beta=1.0)

    assert "its beta times the scale of its input is too small" in refusal(softmax(2.0**-26))
    assert_equal_to_the_interpreter(softmax(after(2.0**-26)))
    # From here on every difference is too large for the exponential.
    for scale in (after(16, -1), 16.0, after(16)):
        assert_equal_to_the_interpreter(softmax(scale))


def of_one(name, scale, out_scale, out_zero_point, **options):
    writer = Writer()
    x = writer.tensor((1, 6), np.int8, scale, 3)
    y = writer.tensor((1, 6), np.int8, out_scale, out_zero_point)
    writer.operator(name, [x], [y], **options)
    writer.inputs, writer.outputs = [x], [y]
    return writer


@pytest.mark.parametrize(("name", "out"), [("LOGISTIC", (1 / 256, -128)), ("TANH", (1 / 128, 0))])
def test_curves_need_steps_of_at_least_2_to_the_minus_28(name, out):
    assert "the scale of its input, 3.72529e-09, is too small" in refusal(
        of_one(name, after(2.0**-28, -1), *out)
    )
    # At both ends of what the multiplier holds.
    for scale in (2.0**-28, after(8, -1), 8.0, after(8)):
        assert_equal_to_the_interpreter(of_one(name, scale, *out))


def test_a_logistic_has_the_zero_point_of_its_range():
    assert read(of_one("LOGISTIC", 0.1, 1 / 256, -128).finish())
    assert "its output needs the zero point -128" in refusal(of_one("LOGISTIC", 0.1, 1 / 256, -127))


def test_the_limit_of_an_activation_has_to_be_a_number_of_32_bits():
    limit = np.float32(6 / 2**31)  # 6 would be stored as 2^31
    writers = [
        with_one("MAX_POOL_2D", x=dict(scale=scale), y=dict(scale=scale), **POOL,
                 fusedActivationFunction=ACTIVATIONS["RELU6"])
        for scale in (limit, after(limit))
    ]  # fmt: skip
    assert "too small for 6" in refusal(writers[0])
    graph = read(writers[1].finish())
    assert parameters(graph, graph.operators[0])["activation_max"] == 127
    writers = [of_one("RELU6", scale, scale, 3) for scale in (limit, after(limit))]
    assert "too small for 6" in refusal(writers[0])
    assert_equal_to_the_interpreter(writers[1])


@pytest.mark.parametrize("name", ["ADD", "SUB"])
def test_a_sum_is_brought_to_a_scale_no_finer_than_20_bits_below(name):
    def writer(out_scale):
        writer = Writer()
        x, y = writer.tensor((1, 6), np.int8, 1.0, 3), writer.tensor((1, 6), np.int8, 0.5, -3)
        z = writer.tensor((1, 6), np.int8, out_scale, 0)
        writer.operator(name, [x, y], [z])
        writer.inputs, writer.outputs = [x, y], [z]
        return writer

    # Twice the larger scale, 2, over 2^20 times this one is 1.
    assert "too far apart (factor 1)" in refusal(writer(2.0**-19))
    assert_equal_to_the_interpreter(writer(after(2.0**-19)))


@pytest.mark.parametrize("low", [True, False])
def test_activations_end_where_int8_ends(low):
    # 6 is stored as 126, 127 and more than that; -1 as -127, -128 and less.
    name = "RELU_N1_TO_1" if low else "RELU6"
    real, key = (-1, "activation_min") if low else (6, "activation_max")
    end, sign = (-128, -1) if low else (127, 1)
    for steps, expected in ((end - sign, end - sign), (end, end), (end + sign, end)):
        scale = real / steps
        writer = with_one("MAX_POOL_2D", x=dict(scale=scale, zero_point=0), **POOL,
                          y=dict(scale=scale, zero_point=0),
                          fusedActivationFunction=ACTIVATIONS[name])  # fmt: skip
        graph = read(writer.finish())
        assert parameters(graph, graph.operators[0])[key] == expected


@pytest.mark.parametrize(("change", "taken"), [({}, True), (dict(scale=after(0.5)), False),
                                               (dict(zero_point=4), False)])  # fmt: skip
def test_what_is_joined_has_the_scale_and_the_zero_point_of_the_whole(change, taken):
    writer = with_one("CONCATENATION", axis=1)
    other = writer.tensor((1, 2, 4, 2), **(dict(dtype=np.int8, scale=0.5, zero_point=3) | change))
    writer.operators[0].inputs = np.array([0, other], np.int32)
    writer.inputs.append(other)
    writer.tensors[1].shape = np.array([1, 6, 4, 2], np.int32)
    if taken:
        assert_equal_to_the_interpreter(writer)
    else:
        said = "tensors 2 (t2) and 1 (t1) are quantised differently"
        assert said in refusal(writer)
        # The interpreter refuses it, too.
        if not tflm.available():
            pytest.skip("toolchain: tflite-micro is not installed")
        with pytest.raises(DeviceError, match="concatenation.cc"):
            tflm.build(writer.finish())


def test_floats_that_are_joined_have_no_scales():
    plain = dict(dtype=np.float32, scale=None)
    assert read(with_one("CONCATENATION", x=plain, y=plain, axis=1).finish())
