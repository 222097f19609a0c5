"""Tensors as the bytes that programs in C take and give, one inference after the other."""

import numpy as np

from tinyml_kit.rungs.protocol import sample_shape


def to_bytes(inputs, resets=None):
    """Return the bytes of n samples, in each the inputs one after the other.

    Parameters
    ----------
    inputs : list of (n, *sample shape) arrays, one for each input tensor
    resets : (n,) uint8, for a model with state
        A byte in front of each sample: 1 to reset the state before it.
    """
    samples = [array.reshape(len(array), -1).view(np.uint8) for array in inputs]
    if resets is not None:
        samples.insert(0, resets[:, None])
    return np.concatenate(samples, axis=1).tobytes()


def from_bytes(content, tensors, samples):
    """Return one (samples, *sample shape) array a graph.Tensor; the reverse of `to_bytes`."""
    rows = np.frombuffer(content, np.uint8).reshape(samples, -1)
    ends = np.cumsum([tensor.nbytes for tensor in tensors])
    pieces = np.split(rows, ends[:-1], axis=1)
    return [_array(piece, tensor) for piece, tensor in zip(pieces, tensors, strict=True)]


def from_trace(content, graph, samples):
    """Return {tensor index: (samples, *sample shape)} of what a program told of every layer.

    Each tensor comes with its number and its size in bytes in front, two 32-bit integers,
    little-endian; every inference writes the same tensors in the same order.
    """
    rows = np.frombuffer(content, np.uint8).reshape(samples, -1)
    arrays, start = {}, 0
    while start < rows.shape[1]:
        index, size = np.frombuffer(content, "<u4", 2, start).tolist()
        arrays[index] = _array(rows[:, start + 8 : start + 8 + size], graph.tensors[index])
        start += 8 + size
    return arrays


def _array(columns, tensor):
    values = np.ascontiguousarray(columns).view(tensor.dtype)
    return values.reshape(len(columns), *sample_shape(tensor.shape))
