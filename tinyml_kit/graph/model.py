"""A model as plain data: tensors, operators, and which operator reads which tensor."""

from dataclasses import dataclass, field
from math import prod

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.text import one_line


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
    """A tensor of a model: a constant if it has `data`, state if it has `initial`, else a variable.

    index : its number in the file and in Graph.tensors
    shape : includes the batch
    data : array, or None
    initial : array, or None
        What a state tensor holds at the start of a sequence. A state tensor keeps what was written
        to it from one inference to the next, until the state is reset.
    """

    index: int
    name: str
    shape: tuple
    dtype: np.dtype
    quantization: Quantization | None = None
    data: np.ndarray | None = None
    initial: np.ndarray | None = None

    @property
    def title(self) -> str:
        """Return the name as messages show it: one line, not long; a file may hold any name."""
        return one_line(self.name)

    @property
    def is_state(self) -> bool:
        """Tell whether the tensor lives from one inference to the next."""
        return self.initial is not None

    @property
    def size(self) -> int:
        """Return the number of elements."""
        return prod(self.shape)

    @property
    def nbytes(self) -> int:
        """Return the number of bytes of all elements."""
        return self.size * self.dtype.itemsize

    @property
    def scales(self) -> np.ndarray:
        """Return the scales, (n,) float32, of a quantised tensor."""
        assert self.quantization is not None
        return self.quantization.scale

    @property
    def scale(self) -> np.float32:
        """Return the scale of a tensor that has one for all of it."""
        return self.scales[0]

    @property
    def zero_point(self) -> int:
        """Return the zero point of a tensor that has one for all of it."""
        assert self.quantization is not None
        return int(self.quantization.zero_point[0])


@dataclass(frozen=True)
class Operator:
    """One step of a model.

    `index` is its place in Graph.operators, `name` the schema's (CONV_2D, ADD, …). `inputs`
    and `outputs` are tensor indices; an optional input that is left out is None. `options`
    holds the operator's settings under the names that `ops` lists.
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

    @property
    def states(self) -> tuple[int, ...]:
        """Return the indices of the tensors that live from one inference to the next.

        A model that has any runs on sequences, and starts each sequence with their initial values.
        """
        return tuple(tensor.index for tensor in self.tensors if tensor.is_state)

    def producer(self, tensor: int) -> Operator | None:
        """Return the operator that writes a tensor, or None for an input or a constant."""
        return next((op for op in self.operators if tensor in op.outputs), None)

    def consumers(self, tensor: int) -> list[Operator]:
        """Return the operators that read a tensor."""
        return [op for op in self.operators if tensor in op.inputs]
