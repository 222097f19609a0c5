"""int16: sums worked out by hand, TFLM's bits, and what is refused."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_one
from tinyml_kit.codegen.c import c99
from tinyml_kit.graph.tflite import read
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
