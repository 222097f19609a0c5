"""uint8 at the ends of a model: QUANTIZE from and to int8, DEQUANTIZE to float32."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.flatbuffer import Writer
from tests.support.one_operator import refusal, with_one
from tinyml_kit.codegen.c import c99
from tinyml_kit.graph import reference

EVERY = np.arange(256, dtype=np.uint8)[None]


def converted(name, x, y):
    """Return the Writer of one operator; x and y are (type, scale, zero point)."""
    ends = [
        dict(shape=(1, 256), dtype=dtype, scale=scale, zero_point=zero_point)
        for dtype, scale, zero_point in (x, y)
    ]
    return with_one(name, x=ends[0], y=ends[1])


@pytest.mark.parametrize(
    ("scale", "zero_point", "to", "expected"),
    [(0.5, 128, -0, range(-128, 128)), (0.5, 0, -128, range(-128, 128)),
     (0.25, 128, 3, None), (0.7, 255, -128, None)],
)  # fmt: skip
def test_from_uint8_to_int8_and_back_are_the_interpreters(
    scale, zero_point, to, expected, tmp_path
):
    there = converted("QUANTIZE", (np.uint8, scale, zero_point), (np.int8, 0.5, to)).finish()
    graph, _ = comparing.everywhere(there, EVERY, tmp_path / "there")
    if expected:
        assert reference.run(graph, EVERY)[0].ravel().tolist() == list(expected)
    back = converted("QUANTIZE", (np.int8, 0.5, to), (np.uint8, scale, zero_point)).finish()
    comparing.everywhere(back, EVERY.view(np.int8), tmp_path / "back")


def test_uint8_becomes_real_numbers(tmp_path):
    content = converted("DEQUANTIZE", (np.uint8, 0.5, 100), (np.float32, None, 0)).finish()
    graph, _ = comparing.everywhere(content, EVERY, tmp_path)
    assert reference.run(graph, EVERY)[0].ravel().tolist() == [(n - 100) / 2 for n in range(256)]


def test_a_whole_model_between_them(tmp_path):
    writer = Writer()
    ends = [writer.tensor((1, 256), np.uint8, 0.5, zero) for zero in (128, 0)]
    inside = [writer.tensor((1, 256), np.int8, 0.5, zero) for zero in (0, -128)]
    writer.operator("QUANTIZE", [ends[0]], [inside[0]])
    writer.operator("RELU", [inside[0]], [inside[1]])
    writer.operator("QUANTIZE", [inside[1]], [ends[1]])
    writer.inputs, writer.outputs = ends[:1], ends[1:]
    content = writer.finish()
    graph, _ = comparing.everywhere(content, EVERY, tmp_path)
    assert reference.run(graph, EVERY)[0].ravel().tolist() == [0] * 128 + list(range(128))
    header = c99.source(content, "m")["m.h"]
    assert "uint8_t *m_input(int i);" in header
    assert "A stored number stands for 0.5 * (stored - 128)." in header


@pytest.mark.parametrize(
    ("writer", "message"),
    [
        (
            converted("QUANTIZE", (np.float32, None, 0), (np.uint8, 0.5, 0)),
            "float32 to uint8 is not supported; it converts float32 to int8 or int16, between "
            "integers of 8, 16 and 32 bits, and uint8 from and to int8 alone",
        ),
        (
            converted("QUANTIZE", (np.uint8, 0.5, 256), (np.int8, 0.5, 0)),
            "has zero point 256, outside uint8",
        ),
        (
            converted("RELU", (np.uint8, 0.5, 0), (np.uint8, 0.5, 0)),
            "it computes with uint8, which the interpreter only converts and moves; convert the "
            "model to int8.",
        ),
        (
            converted("DEQUANTIZE", (np.int32, 0.5, 0), (np.float32, None, 0)),
            "int32 to float32 is not supported; it converts int8, uint8 or int16 to float32",
        ),
    ],
)
def test_what_the_interpreter_does_not_convert_is_refused(writer, message):
    assert message in refusal(writer)
