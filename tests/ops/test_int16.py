"""int16: sums worked out by hand, TFLM's bits, and what is refused."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_one
from tinyml_kit.codegen.c import c99
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.layer import ExportError
from tinyml_kit.rungs.interpreters import reference, tflm
from tinyml_kit.rungs.protocol import DeviceError

EDGES = np.array([[-32768, -32767, -129, -1, 0, 1, 2, 128, 32766, 32767]], np.int16)


def side(scale, **how):
    return dict(shape=EDGES.shape, dtype=np.int16, scale=scale, zero_point=0) | how


def sums(name, x, y, other):
    """Return what a constant operand and EDGES give, at scales of 1, 1 and `y`."""
    constant = dict(data=np.full(EDGES.shape, other, np.int16), scale=1.0)
    content = with_one(name, x=side(x), y=side(y), constants=[constant]).finish()
    graph, expected = comparing.oracle(content, [EDGES])
    got = comparing.reference_run(graph, [EDGES])
    comparing.assert_equal(graph, expected, got)
    return got.outputs[0].ravel().tolist()


def test_sums_are_limited_to_16_bits():
    assert sums("ADD", 1.0, 1.0, 2) == [-32766, -32765, -127, 1, 2, 3, 4, 130, 32767, 32767]
    assert sums("SUB", 1.0, 1.0, 2) == [-32768, -32768, -131, -3, -2, -1, 0, 126, 32764, 32765]


def test_halves_of_a_sum_go_away_from_zero():
    assert sums("ADD", 1.0, 2.0, 0)[2:8] == [-65, -1, 0, 1, 1, 64]


def test_a_product_of_two_limits_is_not_lost():
    assert sums("MUL", 1.0, 2.0**15, -32768) == [
        32767, 32767, 129, 1, 0, -1, -2, -128, -32766, -32767
    ]  # fmt: skip


def test_a_zero_point_other_than_0_is_refused():
    said = refusal(with_one("ADD", x=side(1.0, zero_point=1), y=side(1.0), constants=[
        dict(data=EDGES, scale=1.0)]))  # fmt: skip
    assert "tensor 0 (t0) is int16 with zero point 1, expected 0" in said


def test_int16_and_int8_are_not_mixed():
    constant = dict(data=EDGES.astype(np.int8), scale=1.0)
    said = refusal(with_one("ADD", x=side(1.0), y=side(1.0), constants=[constant]))
    assert "it mixes int16 and int8 and int16; convert the whole model to one type" in said


def test_an_operator_that_int16_lacks_is_refused_here_and_by_the_interpreter():
    content = with_one("NEG", x=side(1.0), y=side(1.0)).finish()
    assert "NEG version 1): it computes with int16, which the interpreter does not" in refusal(
        content
    )
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    with pytest.raises(DeviceError, match=r"Type INT16 \(7\) not supported"):
        tflm.run(tflm.build(content), [EDGES])


def test_the_header_says_what_a_stored_number_stands_for():
    content = with_one("RESHAPE", x=side(0.25), y=side(0.25, shape=(10,))).finish()
    header = c99.source(content)["model.h"]
    assert "int16_t *model_input(int i);" in header
    assert "A stored number stands for 0.25 * (stored + 0)." in header
    run = reference.run(reference.build(read(content)), [EDGES])
    np.testing.assert_array_equal(run.outputs[0].ravel(), EDGES.ravel())


def dense(bias, y=1.0, weights=127, x=1.0):
    """Return a file of a FULLY_CONNECTED of two inputs whose scales are `x`, 1 and `y`."""
    return with_one(
        "FULLY_CONNECTED",
        x=side(x, shape=(1, 2)),
        y=side(y, shape=(1, 1)),
        constants=[dict(data=np.full((1, 2), weights, np.int8), scale=1.0), bias],
    )


def test_sums_are_counted_in_64_bits_and_rounded_once_unless_their_bias_has_32():
    # 2/3 of 2^-16 of this sum is 21000.6; of 2/3 in 15 bits, 21845 / 32768, it is 21000.28.
    x, answers = np.zeros((1, 2), np.int16), []
    for dtype in (np.int64, np.int32):
        bias = dict(data=np.array([2_064_442_982], dtype), scale=1.0)
        content = dense(bias, y=2.0**16 * 1.5).finish()
        graph, expected = comparing.oracle(content, [x])
        got = comparing.reference_run(graph, [x])
        comparing.assert_equal(graph, expected, got)
        answers += got.outputs[0].ravel().tolist()
    assert answers == [21000, 21001]


def test_a_sum_of_more_than_48_bits_is_not_exported():
    bias = dict(data=np.array([2**47 - 2**23], np.int64), scale=1.0)
    assert c99.source(dense(bias, 2.0**33, weights=-127).finish())
    bias["data"] = bias["data"] + 2**23
    with pytest.raises(ExportError, match="operator 0 FULLY_CONNECTED: a sum of it may need more"):
        c99.source(dense(bias, 2.0**33).finish())


def test_a_bias_of_another_type_is_refused():
    bias = dict(data=np.zeros(1, np.int16), scale=1.0)
    assert "its bias is 1 numbers of int16, expected 1 of int64 or int32" in refusal(dense(bias))


def test_a_depthwise_bias_of_32_bits_is_refused_because_the_interpreter_reads_64():
    said = refusal(
        with_one(
            "DEPTHWISE_CONV_2D",
            x=side(1.0, shape=(1, 1, 1, 2)),
            y=side(1.0, shape=(1, 1, 1, 2)),
            constants=[
                dict(data=np.ones((1, 1, 1, 2), np.int8), scale=1.0),
                dict(data=np.ones(2, np.int32), scale=1.0),
            ],
            strideH=1,
            strideW=1,
            depthMultiplier=1,
        )  # fmt: skip
    )
    assert "its bias is 2 numbers of int32, expected 2 of int64" in said


def test_a_factor_too_large_for_sums_of_64_bits_is_refused():
    bias = dict(data=np.zeros(1, np.int64), scale=1.0)
    assert read(dense(bias, y=1 / 127).finish())
    assert "its scales give a factor of 2^7 or more, too large" in refusal(dense(bias, y=1 / 128))


@pytest.mark.parametrize("name", ["LOGISTIC", "TANH"])
def test_a_curve_needs_an_output_in_units_of_2_to_the_minus_15(name):
    assert read(with_one(name, x=side(0.1), y=side(2.0**-15 * 1.0006)).finish())
    said = refusal(with_one(name, x=side(0.1), y=side(2.0**-15 * 1.001)))
    assert "the scale of its output is 3.05481e-05, expected 2^-15" in said


@pytest.mark.parametrize("name", ["LOGISTIC", "TANH"])
def test_a_curve_takes_every_scale_whose_products_fit_32_bits(name, tmp_path):
    largest = np.nextafter(np.float32(16 / 3), np.float32(0))
    for number, scale in enumerate([2.6666, 8 / 3, 2.7, 4.0, 5.3, largest]):
        content = with_one(name, x=side(scale), y=side(2.0**-15)).finish()
        comparing.require_equal(content, [EDGES], tmp_path / str(number))
    said = refusal(with_one(name, x=side(16 / 3), y=side(2.0**-15)))
    assert "the scale of its input, 5.33333, is too large, expected less than 16/3" in said


@pytest.mark.parametrize(
    ("name", "expected"),
    [("LOGISTIC", [1, 1, 15354, 16376, 16384, 16392, 16400, 17407, 32767, 32767]),
     ("TANH", [-32767, -32767, -4106, -32, 0, 32, 64, 4075, 32767, 32767])],
)  # fmt: skip
def test_curves_lie_at_most_one_step_beside_the_exact_ones(name, expected):
    content = with_one(name, x=side(2.0**-10), y=side(2.0**-15)).finish()
    got = reference.run(reference.build(read(content)), [EDGES]).outputs[0].ravel()
    x = EDGES.ravel() * 2.0**-10
    exact = {"LOGISTIC": 1 / (1 + np.exp(-x)), "TANH": np.tanh(x)}[name] * 2**15
    assert np.abs(got - np.clip(exact, -32767, 32767)).max() <= 1.01
    assert got.tolist() == expected


def test_probabilities_need_the_scale_of_2_to_the_minus_15():
    said = refusal(with_one("SOFTMAX", x=side(0.1), y=side(1 / 256), beta=1.0))
    assert "its output needs the scale 1/32768" in said


def test_as_many_classes_of_int16_as_31_bits_hold_are_exported():
    def classes(number):
        shape = (1, number)
        x, y = side(0.1, shape=shape), side(2.0**-15, shape=shape)
        return c99.source(with_one("SOFTMAX", x=x, y=y, beta=1.0).finish())

    assert classes(65536)
    with pytest.raises(ExportError, match="65537 classes; sums in 31 bits hold up to 65536"):
        classes(65537)


def test_conversions_that_the_interpreter_lacks_are_refused():
    word = side(1.0, dtype=np.int32)
    real = side(None, dtype=np.float32)
    assert "int32 to int32 is not supported; it converts float32 to int8 or int16" in refusal(
        with_one("QUANTIZE", x=word, y=word)
    )
    assert "float32 to int32 is not supported" in refusal(with_one("QUANTIZE", x=real, y=word))
    assert "int32 to float32 is not supported; it converts int8, uint8 or int16" in refusal(
        with_one("DEQUANTIZE", x=word, y=real)
    )


def test_integers_of_32_bits_need_a_scale_and_the_zero_point_0():
    for fault in (dict(zero_point=4), dict(scale=None)):
        word = side(1.0, dtype=np.int32) | fault
        said = refusal(with_one("QUANTIZE", x=word, y=side(1.0)))
        assert "tensor 0 (t0) is int32 and needs a scale and the zero point 0" in said


def test_the_largest_int16_that_is_more_than_6_stays_where_6_is_beyond_it():
    content = with_one("RELU6", x=side(1e-4), y=side(1e-4)).finish()
    graph, expected = comparing.oracle(content, [EDGES])
    comparing.assert_equal(graph, expected, comparing.reference_run(graph, [EDGES]))


def test_probabilities_of_int8_in_16_bits_need_their_scale_and_zero_point():
    x = side(0.1, dtype=np.int8)
    assert read(with_one("SOFTMAX", x=x, y=side(2.0**-16, zero_point=-32768), beta=1.0).finish())
    for y in (side(2.0**-16), side(2.0**-15, zero_point=-32768)):
        said = refusal(with_one("SOFTMAX", x=x, y=y, beta=1.0))
        assert "its output needs the scale 1/65536 and the zero point -32768" in said
