"""What is just accepted of an operator, and what just is not: shapes and types."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.flatbuffer import Writer
from tests.support.one_operator import SAME, conv, refusal, with_one
from tinyml_kit.graph.tflite import read

WINDOW = dict(strideH=1, strideW=1, dilationHFactor=1, dilationWFactor=1, padding=SAME)
POOL = dict(strideH=1, strideW=1, filterHeight=2, filterWidth=2, padding=SAME)
NOTHING = dict(data=np.zeros((4, 2), np.int32))


def of(name, *shapes, dtypes=(np.int8,) * 11, scale=0.5, **options):
    """Return a Writer of an operator on inputs of such shapes; the last one is the output's."""
    writer = Writer()
    *inputs, y = (
        writer.tensor(shape, dtype, None if dtype == np.float32 else scale)
        for shape, dtype in zip(shapes, dtypes, strict=False)
    )
    writer.operator(name, inputs, [y], **options)
    writer.inputs, writer.outputs = inputs, [y]
    return writer


# --- shapes ---


@pytest.mark.parametrize("name", ["ADD", "SUB", "MUL"])
def test_operands_are_repeated_over_up_to_four_dimensions(name):
    assert read(of(name, (1, 2, 3, 4), (4,), (1, 2, 3, 4)).finish())
    five = (1, 1, 2, 3, 4)
    assert "more than four dimensions" in refusal(of(name, five, (4,), five))
    assert "more than four dimensions" in refusal(of(name, (4,), five, five))
    # Of the same shape, operands may have more.
    assert read(of(name, five, five, five).finish())
    assert "do not fit each other" in refusal(of(name, (1, 4), (1, 3), (1, 4)))
    assert "has shape (1, 1), but its inputs give (1, 4)" in refusal(of(name, (1, 4), (1,), (1, 1)))


def test_up_to_four_dimensions_are_padded_and_concatenated():
    for rank, taken in ((4, True), (5, False)):
        shape = (1,) * rank
        paddings = dict(data=np.zeros((rank, 2), np.int32))
        tensors = dict(x=dict(shape=shape), y=dict(shape=shape))
        for writer in (
            with_one("PAD", constants=[paddings], **tensors),
            with_one("CONCATENATION", axis=0, **tensors),
        ):
            if taken:
                assert read(writer.finish())
            else:
                assert f"shape {shape} has more than 4 dimensions" in refusal(writer)


@pytest.mark.parametrize("paddings", [np.zeros((3, 2)), np.zeros((4, 1)), -np.ones((4, 2))])
def test_each_axis_is_padded_by_two_sizes_that_are_not_negative(paddings):
    writer = with_one("PAD", constants=[dict(data=paddings.astype(np.int32))])
    assert "its paddings are not 4 pairs of sizes of at least 0" in refusal(writer)


def test_up_to_ten_tensors_are_concatenated():
    assert read(of("CONCATENATION", *[(1, 2)] * 10, (1, 20), axis=1).finish())
    assert "it has the inputs" in refusal(
        of("CONCATENATION", *[(1, 2)] * 11, (1, 22), dtypes=[np.int8] * 12, axis=1)
    )


def test_tensors_that_are_concatenated_fit_along_the_other_axes():
    assert read(of("CONCATENATION", (2, 3), (2, 4), (2, 7), axis=-1).finish())
    for x, y, out, said in (
        ((2, 3), (2, 4), (2, 8), "has shape (2, 8), but its inputs give (2, 7)"),
        ((2, 3), (1, 4), (2, 7), "tensor 1 of (1, 4) does not fit (2, 7)"),
        ((1, 3), (2, 4), (2, 7), "tensor 0 of (1, 3) does not fit (2, 7)"),
        ((2, 3), (1, 2, 4), (2, 7), "tensor 1 has shape (1, 2, 4), expected 2 sizes"),
        ((2, 3), (2, 4), (1, 2, 7), "tensor 2 has shape (1, 2, 7), expected 2 sizes"),
    ):
        assert said in refusal(of("CONCATENATION", x, y, out, axis=1))
    for axis in (-3, 2):
        said = f"axis {axis} is outside a tensor of 2 dimensions"
        assert said in refusal(of("CONCATENATION", (2, 3), (2, 3), axis=axis))
    writer = of("CONCATENATION", (2, 3), (2, 4), (2, 4), (2, 11), axis=1)
    writer.operators[0].inputs[2] = -1
    assert "one of its inputs is left out" in refusal(writer)


def grouped(channels_in, shape):
    bias = dict(data=np.zeros(shape[0], np.int32))
    y = dict(shape=(1, 4, 4, shape[0]))
    weights = dict(data=np.ones(shape, np.int8))
    return conv(x=dict(shape=(1, 4, 4, channels_in)), y=y, weights=weights, bias=bias)


def test_filters_see_all_channels_or_equal_groups_of_them():
    assert read(grouped(4, (6, 3, 3, 2)).finish())
    # Two channels do not divide 5; three groups do not divide four filters.
    assert "5 channels do not fit weights of shape (6, 3, 3, 2)" in refusal(
        grouped(5, (6, 3, 3, 2))
    )
    assert "6 channels do not fit weights of shape (4, 3, 3, 2)" in refusal(
        grouped(6, (4, 3, 3, 2))
    )


def depthwise(shape, multiplier=1, channels=4):
    bias = dict(data=np.zeros(channels, np.int32))
    return with_one(
        "DEPTHWISE_CONV_2D", y=dict(shape=(1, 4, 4, channels)),
        constants=[dict(data=np.ones(shape, np.int8), scale=0.1), bias],
        depthMultiplier=multiplier, **WINDOW,
    )  # fmt: skip


def test_depthwise_filters_lie_side_by_side_as_many_as_channels_come_out():
    assert read(depthwise((1, 3, 3, 4), 2).finish())
    for shape, multiplier in (((2, 3, 3, 4), 2), ((1, 3, 3, 4), 1), ((1, 3, 3, 2), 2)):
        said = f"weights of shape {shape} do not fit 2 channels taken {multiplier} times"
        assert said in refusal(depthwise(shape, multiplier))
    assert "its depth_multiplier is 0, expected at least 1" in refusal(depthwise((1, 3, 3, 4), 0))


def dense(x, weights, y, bias=None, **change):
    constants = [dict(data=np.ones(weights, np.int8), scale=0.1)]
    if bias is not None:
        constants.append(dict(data=bias, scale=0.05))
    return with_one(
        "FULLY_CONNECTED", x=dict(shape=x) | change, y=dict(shape=y), constants=constants
    )


def test_a_dense_layer_takes_whole_rows_and_gives_one_number_for_each_of_its_rows():
    assert read(dense((2, 3, 4), (5, 4), (6, 5)).finish())
    assert read(dense((2, 3, 4), (5, 12), (2, 5)).finish())
    assert "expected 2 sizes" in refusal(dense((2, 4), (5, 4, 1), (2, 5)))
    for y in ((6, 4), (5, 5), (7, 5), ()):
        said = f"input (2, 3, 4) and weights (5, 4) do not give output {y}"
        assert said in refusal(dense((2, 3, 4), (5, 4), y))


@pytest.mark.parametrize(
    "bias", [np.zeros(4, np.int32), np.zeros(6, np.int32), np.zeros(5, np.float32)]
)
def test_a_bias_has_32_bits_for_each_channel(bias):
    assert read(dense((1, 4), (5, 4), (1, 5), np.zeros(5, np.int32)).finish())
    said = f"its bias is {bias.size} numbers of {bias.dtype}, expected 5 of int32"
    assert said in refusal(dense((1, 4), (5, 4), (1, 5), bias))


def test_weights_and_bias_are_constants_with_a_scale():
    writer = of("FULLY_CONNECTED", (1, 4), (4, 4), (1, 4))
    assert "its weights, tensor 1, have to be constant" in refusal(writer)
    writer = dense((1, 5), (5, 5), (1, 5))
    writer.operators[0].inputs = np.append(writer.operators[0].inputs, np.int32(0))
    assert "its weights, tensor 0, have to be constant" in refusal(writer)
    said = refusal(conv(weights=dict(scale=None)))
    assert "its weights need one scale, or 2 along axis 0" in said


@pytest.mark.parametrize(
    ("name", "x", "y", "said"),
    [
        ("RESHAPE", (2, 3), (7,), "shape (2, 3) cannot become (7,)"),
        ("SQUEEZE", (1, 2, 3), (3, 2), "shape (1, 2, 3) cannot become (3, 2)"),
        ("SQUEEZE", (1, 2, 3), (2, 1), "shape (1, 2, 3) cannot become (2, 1)"),
        ("RELU", (2, 3), (3, 2), "has shape (3, 2), but its inputs give (2, 3)"),
        ("SOFTMAX", (), (), "its input is a single number, expected a vector"),
        ("MAX_POOL_2D", (4, 4, 2), (4, 4, 2), "has shape (4, 4, 2), expected 4 sizes"),
        ("QUANTIZE", (2, 3), (3, 2), "has shape (3, 2), but its inputs give (2, 3)"),
    ],
)
def test_shapes_that_do_not_follow_from_the_input_are_refused(name, x, y, said):
    options = {"SOFTMAX": dict(beta=1.0), "MAX_POOL_2D": POOL}.get(name, {})
    assert said in refusal(of(name, x, y, **options))


def test_only_sizes_of_1_come_and_go():
    for x, y in (((1, 2, 3), (2, 3)), ((2, 3), (2, 1, 3)), ((1, 1), ())):
        assert read(of("SQUEEZE", x, y).finish())


def test_a_mean_says_whether_it_keeps_its_axes():
    axes = dict(data=np.array([1], np.int32))
    for keep, shape in ((True, (2, 1, 4)), (False, (2, 4))):
        x = dict(shape=(2, 3, 4))
        taken = with_one("MEAN", x=x, y=dict(shape=shape), constants=[axes], keepDims=keep)
        assert read(taken.finish())
        other = with_one("MEAN", x=x, y=dict(shape=shape), constants=[axes], keepDims=not keep)
        assert f"has shape {shape}, but its inputs give" in refusal(other)
    for axis in (-4, 3):
        axes = dict(data=np.array([axis], np.int32))
        writer = with_one("MEAN", x=dict(shape=(2, 3, 4)), y=dict(shape=(2, 3)), constants=[axes])
        assert f"axis {axis} is outside a tensor of 3 dimensions" in refusal(writer)


# --- types ---


@pytest.mark.parametrize(
    ("name", "dtypes", "said"),
    [
        ("ADD", (np.int32,) * 3, "is int32 with a scale, which the interpreter does not"),
        ("ADD", (np.int8, np.float32, np.int8), "it mixes int8 and float32 and int8"),
        ("RELU", (np.int8, np.float32), "it mixes int8 and float32"),
        ("RELU", (np.int32, np.int32), "it computes with int32 and int32"),
        ("QUANTIZE", (np.float32, np.float32), "float32 to float32 is not supported"),
        ("DEQUANTIZE", (np.float32, np.float32), "float32 to float32 is not supported"),
        ("DEQUANTIZE", (np.int32, np.float32), "int32 to float32 is not supported"),
    ],
)  # fmt: skip
def test_types_are_int8_or_float32_and_alike(name, dtypes, said):
    assert said in refusal(of(name, *[(1, 4)] * len(dtypes), dtypes=dtypes))


@pytest.mark.parametrize("name", ["ADD", "RELU", "MEAN", "PAD", "MAX_POOL_2D", "DEQUANTIZE"])
def test_int8_without_a_scale_means_nothing(name):
    constants, options, y = [], {}, {}
    if name == "ADD":
        constants = [dict(data=np.zeros((1, 4, 4, 2), np.int8), scale=0.5)]
    elif name == "MEAN":
        constants, options = [dict(data=np.array([0], np.int32))], dict(keepDims=True)
    elif name == "PAD":
        constants = [NOTHING]
    elif name == "MAX_POOL_2D":
        options = POOL
    elif name == "DEQUANTIZE":
        y = dict(dtype=np.float32, scale=None)
    assert read(with_one(name, y=y, constants=constants, **options).finish())
    writer = with_one(name, x=dict(scale=None), y=y, constants=constants, **options)
    assert "tensor 0 (t0) needs one scale" in refusal(writer)


@pytest.mark.parametrize("name", ["MAX_POOL_2D", "AVERAGE_POOL_2D"])
def test_a_window_is_at_most_as_large_as_the_interpreter_can_count(name):
    settings = dict(strideH=1, strideW=1, filterWidth=1, padding=SAME)
    writer = with_one(name, filterHeight=2**15 - 1, **settings)
    if name == "MAX_POOL_2D":
        samples = np.arange(-16, 16, dtype=np.int8).reshape(1, 1, 4, 4, 2)
        graph, expected = comparing.oracle(writer.finish(), [samples])
        comparing.assert_equal(graph, expected, comparing.reference_run(graph, [samples]))
    too_large = refusal(with_one(name, filterHeight=2**15, **settings))
    assert "its filter is (32768, 1), expected at most 32767" in too_large
