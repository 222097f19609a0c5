"""A model as plain data: tensors, operators, and who feeds whom."""

from dataclasses import dataclass, field
from math import prod

import numpy as np

from tinyml_kit.base.errors import BadInput


class GraphError(BadInput):
    """A model that is damaged, hostile, or uses what the kit does not support."""


@dataclass(frozen=True)
class Quantization:
    """How stored integers stand for real numbers: real = scale · (stored - zero_point).

    scale : (n,) float32
    zero_point : (n,) int64
    axis : int or None
        None: n is 1, one scale for the whole tensor. Otherwise slice k along `axis` has
        scale[k] and zero_point[k].
    """

    scale: np.ndarray
    zero_point: np.ndarray
    axis: int | None = None


@dataclass(frozen=True)
class Tensor:
    """A tensor of a model: a constant, if `data` is there, or the room for one.

    `index` is its number in the file and in Graph.tensors; `shape` includes the batch.
    """

    index: int
    name: str
    shape: tuple
    dtype: np.dtype
    quantization: Quantization | None = None
    data: np.ndarray | None = None

    @property
    def size(self):
        """Return the number of elements."""
        return prod(self.shape)

    @property
    def nbytes(self):
        """Return the number of bytes of all elements."""
        return self.size * self.dtype.itemsize

    @property
    def scale(self):
        """Return the scale, float32, of a tensor that has one for all of it."""
        return self.quantization.scale[0]

    @property
    def zero_point(self):
        """Return the zero point, int, of a tensor that has one for all of it."""
        return int(self.quantization.zero_point[0])


@dataclass(frozen=True)
class Operator:
    """One step of a model.

    `index` is its place in Graph.operators, `name` the schema's (CONV_2D, ADD, …). `inputs`
    and `outputs` are tensor indices; an optional input that is not there is None. `options`
    holds the operator's settings by the names that `ops` lists.
    """

    index: int
    name: str
    inputs: tuple
    outputs: tuple
    options: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Graph:
    """A model: operators in the order in which they run, and the tensors between them."""

    name: str
    tensors: tuple
    operators: tuple
    inputs: tuple
    outputs: tuple

    def producer(self, tensor):
        """Return the operator that writes a tensor, or None for an input or a constant."""
        return next((op for op in self.operators if tensor in op.outputs), None)

    def consumers(self, tensor):
        """Return the operators that read a tensor."""
        return [op for op in self.operators if tensor in op.inputs]
