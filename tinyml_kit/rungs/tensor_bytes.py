"""Tensors as bytes, as programs in C read and write them, one inference after the other."""

from collections.abc import Sequence

import numpy as np

from tinyml_kit.graph.model import Graph, Tensor
from tinyml_kit.rungs.protocol import sample_shape


def to_bytes(inputs: Sequence[np.ndarray], resets: np.ndarray | None = None) -> bytes:
    """Return the bytes of n samples; each sample holds the inputs one after the other.

    Parameters
    ----------
    inputs : list of (n, *sample shape) arrays, one for each input tensor
    resets : (n,) uint8, for a model with state
        Put in front of each sample: 1 to reset the state before it.
    """
    samples = [array.reshape(len(array), -1).view(np.uint8) for array in inputs]
    if resets is not None:
        samples.insert(0, resets[:, None])
    return np.concatenate(samples, axis=1).tobytes()


def from_bytes(content: bytes, tensors: Sequence[Tensor], samples: int) -> list[np.ndarray]:
    """Return one (samples, *sample shape) array for each tensor; the reverse of `to_bytes`."""
    rows = np.frombuffer(content, np.uint8).reshape(samples, -1)
    ends = np.cumsum([tensor.nbytes for tensor in tensors])
    pieces = np.split(rows, ends[:-1], axis=1)
    return [_array(piece, tensor) for piece, tensor in zip(pieces, tensors, strict=True)]


def from_trace(content: bytes, graph: Graph, samples: int) -> dict[int, np.ndarray]:
    """Return {tensor index: (samples, *sample shape)} from a program's trace of its layers.

    Each tensor is preceded by its index and its size in bytes, two little-endian 32-bit integers.
    Every inference writes the same tensors in the same order.
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
