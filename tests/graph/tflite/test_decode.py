"""Weights that TFLM's compression stored as indices: decoded as it decodes them, or refused."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.flatbuffer import Writer
from tests.support.one_operator import refusal
from tinyml_kit.codegen.tflm import c_array
from tinyml_kit.graph.tflite import read

ONE_TABLE = 15
SIDES = dict(dtype=np.int8, scale=0.05)


def header(bits=4, axis=ONE_TABLE, length=16, kind=0, version=1):
    found = np.zeros(16, np.uint8)
    found[[0, 1, 4, 5, 6]] = kind, version, 1, axis << 4 | bits, length
    return found


def packed(indices, bits):
    digits = (indices.ravel()[:, np.newaxis] >> np.arange(bits)[::-1]) & 1
    return np.packbits(digits.astype(np.uint8))


class Compressed(Writer):
    """A file whose weights are compressed; `values` are those that they stand for."""

    def __init__(self, shape, bits=4, axis=ONE_TABLE, scaled=None, length=None, **changes):
        super().__init__()
        rng = np.random.default_rng(bits)
        length = 2**bits if length is None else length
        self.how = dict(scale=0.02)
        slices = 1
        if scaled is not None:
            slices = shape[scaled]
            self.how = dict(scale=rng.uniform(0.01, 0.03, slices), axis=scaled)
        tables = rng.integers(-127, 128, (slices, length)).astype(np.int8)
        self.indices = rng.integers(0, length, shape)
        along = np.arange(slices).reshape([-1] + [1] * (len(shape) - 1 - (scaled or 0)))
        self.values = tables[along if scaled is not None else 0, self.indices]
        head = header(bits, axis, length) if "head" not in changes else changes["head"]
        content = np.concatenate([head, tables.ravel().view(np.uint8)])
        self.ancillary = content[: changes.get("cut")]
        self.encoded = packed(self.indices, bits)[: changes.get("shorter")]

    def decoded(self, shape):
        """Add the operator and return the number of the weights."""
        encoded = self.tensor(self.encoded.shape, np.uint8, data=self.encoded)
        ancillary = self.tensor(self.ancillary.shape, np.uint8, data=self.ancillary)
        weights = self.tensor(shape, np.int8, **self.how)
        self.operator("TFLM_DECODE", [encoded, ancillary], [weights])
        return weights


def dense(**how):
    writer = Compressed((6, 20), **how)
    x = writer.tensor((1, 20), **SIDES)
    weights = writer.decoded((6, 20))
    y = writer.tensor((1, 6), np.int8, 0.5)
    writer.operator("FULLY_CONNECTED", [x, weights, None], [y])
    writer.inputs, writer.outputs = [x], [y]
    return writer


def convolution(**how):
    writer = Compressed((5, 2, 3, 4), axis=0, scaled=0, **how)
    x = writer.tensor((1, 6, 6, 4), **SIDES)
    weights = writer.decoded((5, 2, 3, 4))
    y = writer.tensor((1, 5, 4, 5), np.int8, 0.5)
    settings = dict(strideH=1, strideW=1, dilationHFactor=1, dilationWFactor=1, padding=1)
    writer.operator("CONV_2D", [x, weights, None], [y], **settings)
    writer.inputs, writer.outputs = [x], [y]
    return writer


def noise(*shape):
    return np.random.default_rng(0).integers(-128, 128, (20, *shape), np.int8)


@pytest.mark.parametrize("bits", range(1, 8))
def test_weights_from_one_table_are_the_interpreters(bits, tmp_path):
    writer = dense(bits=bits)
    comparing.require_equal(writer.finish(), [noise(20)], tmp_path)
    graph = read(writer.finish())
    assert [operator.name for operator in graph.operators] == ["FULLY_CONNECTED"]
    weights = graph.tensors[graph.operators[0].inputs[1]]
    assert (weights.data == writer.values).all()


@pytest.mark.parametrize(("bits", "length"), [(2, 3), (3, 8), (7, 100)])
def test_weights_from_a_table_for_each_channel_are_the_interpreters(bits, length, tmp_path):
    content = convolution(bits=bits, length=length).finish()
    comparing.require_equal(content, [noise(6, 6, 4)], tmp_path)


def test_the_interpreter_is_told_to_decode():
    assert c_array.used_operators(dense().finish()) == ["AddDecode", "AddFullyConnected"]


def test_what_the_kit_cannot_decode_is_refused():
    said = refusal(dense(head=header(kind=1)))
    assert "compressed by a Huffman code, and the kit reads tables alone; use the model" in said
    assert "compressed by kind 200" in refusal(dense(head=header(kind=200)))
    assert "its format is of version 2.1, expected 1.1" in refusal(dense(head=header(version=2)))
    assert "its 60 bytes hold no 120 indices of 0 bits" in refusal(dense(head=header(bits=0)))
    assert "its 59 bytes hold no 120 indices of 4 bits" in refusal(dense(shorter=59))
    assert "its header has 15 bytes, expected 16" in refusal(dense(cut=15))
    said = refusal(dense(cut=31))
    assert "its 1 tables of 16 values do not fit 15 bytes or the largest index, 15" in said
    assert "its 1 tables of 3 values do not fit" in refusal(dense(head=header(length=3)))
    said = refusal(dense(axis=0))
    assert "asks for one for each slice of axis 0 and its scales for one table" in said
    said = refusal(convolution(head=header()))
    assert "asks for one table and its scales for one for each slice of axis 0" in said
    writer = dense()
    writer.operators[0].inputs = writer.operators[0].inputs[:1]
    assert "it has 1 inputs for 1 outputs, expected two each" in refusal(writer)
    writer.operators[0].inputs = np.array([0, 0], np.int32)
    assert "its input 0 is no constant of uint8" in refusal(writer)
