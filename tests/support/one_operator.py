"""Files of a single operator, for tests of reading."""

import re

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema

from tests.support.flatbuffer import Writer
from tinyml_kit.graph.model import GraphError
from tinyml_kit.graph.tflite import read

SAME, VALID = schema.Padding.SAME, schema.Padding.VALID


def with_one(name, *, x=None, y=None, constants=(), **options):
    """Return a file of one operator, from tensor 0, the constants, to the last tensor.

    x, y : keywords of Writer.tensor for the input and the output
    constants : dicts of the same, each with `data`
    """
    writer = Writer()
    tensor = dict(shape=(1, 4, 4, 2), dtype=np.int8, scale=0.5, zero_point=3)
    x = writer.tensor(**(tensor | (x or {})))
    inputs = [x]
    for constant in constants:
        data = np.asarray(constant["data"])
        inputs.append(writer.tensor(data.shape, data.dtype, **constant))
    y = writer.tensor(**(tensor | (y or {})))
    writer.operator(name, inputs, [y], **options)
    writer.inputs, writer.outputs = [x], [y]
    return writer


def with_many(name, inputs, y, **options):
    """Return the bytes of a file of one operator; its inputs are the model's, or constants.

    inputs : keywords of Writer.tensor for each input; a constant has `data`
    y : keywords of Writer.tensor for the output
    """
    writer = Writer()
    indices = []
    for tensor in inputs:
        if "data" in tensor:
            data = np.asarray(tensor["data"])
            indices.append(writer.tensor(data.shape, data.dtype, **tensor))
        else:
            indices.append(writer.tensor(**tensor))
            writer.inputs.append(indices[-1])
    writer.outputs = [writer.tensor(**y)]
    writer.operator(name, indices, writer.outputs, **options)
    return writer.finish()


def conv(x=None, y=None, weights=None, bias=None, **options):
    settings = dict(strideH=1, strideW=1, dilationHFactor=1, dilationWFactor=1, padding=SAME)
    weights = dict(data=np.ones((2, 3, 3, 2), np.int8), scale=0.1) | (weights or {})
    bias = dict(data=np.zeros(2, np.int32), scale=0.05) | (bias or {})
    return with_one("CONV_2D", x=x, y=y, constants=[weights, bias], **(settings | options))


def refusal(content):
    """Return what is said against a Writer, the bytes or the path of a file.

    Whatever it is, it is one line and tells once to convert the model.
    """
    with pytest.raises(GraphError) as caught:
        read(content.finish() if isinstance(content, Writer) else content)
    said = str(caught.value)
    assert said.isprintable() and said.endswith("."), said
    assert len(re.findall(r"[;,] (?:or )?convert", said)) <= 1, said
    return said
