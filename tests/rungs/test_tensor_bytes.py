"""Tensors as bytes and back: what the programs in C read and write."""

import struct

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.graph.model import Graph, Tensor
from tinyml_kit.rungs import tensor_bytes

kinds = st.sampled_from([np.dtype(np.int8), np.dtype(np.float32)])
shapes = st.lists(st.integers(1, 3), min_size=0, max_size=3).map(tuple)


@st.composite
def several(draw):
    """Return tensors of one model, and as many samples of each."""
    n = draw(st.integers(1, 4))
    pairs = draw(st.lists(st.tuples(shapes, kinds), min_size=1, max_size=3))
    tensors = [Tensor(i, f"t{i}", (1, *shape), kind) for i, (shape, kind) in enumerate(pairs)]
    random = np.random.default_rng(draw(st.integers(0, 9)))
    arrays = [random.integers(-128, 128, (n, *t.shape[1:])).astype(t.dtype) for t in tensors]
    return tensors, arrays, n


@given(several())
def test_bytes_are_the_samples_one_after_the_other_and_come_back(case):
    tensors, arrays, n = case
    content = tensor_bytes.to_bytes(arrays)
    assert content == b"".join(array[i].tobytes() for i in range(n) for array in arrays)
    for found, array in zip(tensor_bytes.from_bytes(content, tensors, n), arrays, strict=True):
        assert found.dtype == array.dtype
        np.testing.assert_array_equal(found, array)


@given(several())
def test_a_trace_gives_every_tensor_by_its_number(case):
    tensors, arrays, n = case
    content = b"".join(
        struct.pack("<II", tensor.index, tensor.nbytes) + array[i].tobytes()
        for i in range(n)
        for tensor, array in zip(tensors, arrays, strict=True)
    )
    found = tensor_bytes.from_trace(content, Graph("g", tuple(tensors), (), (), ()), n)
    assert list(found) == [tensor.index for tensor in tensors]
    for tensor, array in zip(tensors, arrays, strict=True):
        np.testing.assert_array_equal(found[tensor.index], array)


def test_layers_that_told_nothing_give_nothing():
    assert tensor_bytes.from_trace(b"", Graph("g", (), (), (), ()), 3) == {}


def test_a_byte_in_front_of_each_sample_says_whether_the_state_is_reset():
    x = np.array([[1, 2], [3, 4]], np.int8)
    resets = np.array([1, 0], np.uint8)
    assert tensor_bytes.to_bytes([x], resets) == bytes([1, 1, 2, 0, 3, 4])
