"""NEG and ABS: the interpreter's bits for every int8, and for zeros of either sign."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_one
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.interpreters import reference, tflm
from tinyml_kit.rungs.protocol import DeviceError, RungMissing
from tinyml_kit.rungs.qemu import emulated

EVERY = np.arange(-128, 128, dtype=np.int8).reshape(1, 256)
SHAPE = (1, 256)


def int8(name, x, y):
    """Return a file of one operator between two tensors, each given by scale and zero point."""
    sides = (dict(shape=SHAPE, scale=scale, zero_point=zero) for scale, zero in (x, y))
    return with_one(name, **dict(zip("xy", sides, strict=True))).finish()


def float32(name, size):
    side = dict(shape=(1, size), dtype=np.float32, scale=None)
    return with_one(name, x=side, y=side).finish()


def table(*sides):
    graph = read(int8("ABS", *sides))
    return reference.run(reference.build(graph), [EVERY]).outputs[0].ravel().tolist()


def test_minus_128_has_an_absolute_value_that_int8_does_not_hold():
    assert table((0.5, 0), (0.5, 0)) == [127, *range(127, -1, -1), *range(1, 128)]


def test_an_absolute_value_is_the_distance_from_the_zero_point_in_the_outputs_scale():
    assert table((0.5, -128), (1.0, -100))[:6] == [-100, -99, -99, -98, -98, -97]
    assert table((0.5, 127), (0.5, -128)) == list(range(127, -129, -1))


# The last two tell apart a factor that is divided in double and in single precision.
@pytest.mark.parametrize(
    "scales", [(0.5, 0.25), (0.3, 0.7), (1e-3, 1e3), (1e3, 1e-3), (0.35, 7 / 30), (0.175, 7 / 30)]
)
@pytest.mark.parametrize("zero_points", [(-128, -128), (0, 127), (127, -5), (-77, 0)])
def test_every_int8_gives_the_interpreters_bits(scales, zero_points):
    content = int8("ABS", *zip(scales, zero_points, strict=True))
    graph, expected = comparing.oracle(content, [EVERY])
    comparing.assert_equal(graph, expected, comparing.reference_run(graph, [EVERY]))


def test_the_other_sign_of_int8_is_refused_here_and_by_the_interpreter():
    content = int8("NEG", (0.5, 0), (0.5, 0))
    assert "NEG version 1): it computes with int8, which the interpreter does not" in refusal(
        content
    )
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    with pytest.raises(DeviceError, match=r"Type INT8 \(9\) not supported"):
        tflm.run(tflm.build(content), [EVERY])


@pytest.mark.parametrize(("name", "expected"), [("NEG", np.negative), ("ABS", np.abs)])
@pytest.mark.parametrize("rung", [tflm, reference, native, simavr, emulated])
def test_zeros_too_have_the_sign_that_the_interpreter_gives_them(rung, name, expected, tmp_path):
    numbers = np.array([[0, -0.0, 1.5, -1.5, 3e38, -3e38, 1e-45, -1e-45]], np.float32)
    try:
        run = rung.run(rung.build(float32(name, numbers.size), tmp_path), [numbers])
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    bits = run.outputs[0].ravel().view(np.uint32)
    np.testing.assert_array_equal(bits, expected(numbers).ravel().view(np.uint32))


def test_shapes_have_to_agree():
    side = dict(shape=(1, 3), scale=0.5)
    assert "has shape (1, 3), but its inputs give (1, 256)" in refusal(
        with_one("ABS", x=dict(shape=SHAPE), y=side)
    )
