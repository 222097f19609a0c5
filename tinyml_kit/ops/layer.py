"""One layer of generated code before it becomes text in any language: numbers and arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.graph.model import Graph, Operator
from tinyml_kit.ops.arithmetic import reduced


class ExportError(BadInput):
    """A model that cannot be exported."""


class TargetTooSmall(ExportError):
    """A model that needs more than a target can count."""


@dataclass(frozen=True)
class Constant:
    """An array that generated code holds.

    values : array of int8, int16, int32, int64 or float32
    note : str
        What the numbers are, for a comment.
    row : int or None
        How many numbers belong together and are written on lines of their own; None: all.
    """

    values: np.ndarray
    note: str
    row: int | None = None


@dataclass(frozen=True)
class Scaling:
    """The step from an accumulator to the scale of an output.

    The accumulator is multiplied by multiplier / 2^31, divided by 2^shift, and rounded as in
    `ops.arithmetic.multiply_by_quantized_multiplier`. One of 64 bits is multiplied by multiplier
    and divided by 2^shift, as in `multiply_by_reduced_multiplier`.

    multipliers : (n,) int32; int16 for accumulators of 64 bits
    shifts : (n,) int8
        Shifts to the right; a negative one shifts to the left. n is 1, or the number of channels.
    """

    multipliers: np.ndarray
    shifts: np.ndarray

    @classmethod
    def of(
        cls, multiplier: int | np.ndarray, shift: int | np.ndarray, wide: bool = False
    ) -> Scaling:
        """Return a Scaling; if all channels have the same one, it is stored once.

        Parameters
        ----------
        multiplier, shift : int, or (channels,) arrays
            As `quantize_multiplier` returns them: a positive shift is one to the left.
        wide : bool
            Whether accumulators have 64 bits.
        """
        multipliers = np.atleast_1d(reduced(multiplier) if wide else np.asarray(multiplier, "i4"))
        shifts = np.atleast_1d((15 if wide else 0) - np.asarray(shift, np.int8))
        if len({*zip(multipliers.tolist(), shifts.tolist(), strict=True)}) == 1:
            multipliers, shifts = multipliers[:1], shifts[:1]
        return cls(multipliers, shifts)

    @property
    def wide(self) -> bool:
        """Tell whether accumulators have 64 bits."""
        return self.multipliers.dtype == np.int16

    @property
    def per_channel(self) -> bool:
        """Tell whether channels have scalings of their own."""
        return len(self.shifts) > 1

    @property
    def always_right(self) -> bool:
        """Tell whether every shift is at least 1 to the right."""
        return bool(self.shifts.min() > 0)

    @property
    def nbytes(self) -> int:
        """Return the bytes of the arrays; a single scaling needs none."""
        return self.multipliers.nbytes + self.shifts.nbytes if self.per_channel else 0


@dataclass(frozen=True)
class Operand:
    """One of several things that a layer reads: a tensor, or a constant of the layer.

    name : what the kernel calls it
    tensor : index, or None
    constant : its name among the layer's constants, or None
    steps : for each of the kernel's loops, how many elements further the next turn reads; 0 where
        it reads the same element again; () where a layer's moves say it
    """

    name: str
    tensor: int | None
    constant: str | None
    steps: tuple[int, ...] = ()


@dataclass(frozen=True)
class Move:
    """Elements that nested loops copy from an operand of a layer to one of its outputs.

    operand : the Operand's name
    output : the number of the output
    counts : turns of each loop, the outermost first
    reads, writes : how many elements further each loop's next turn reads and writes; a negative
        step goes back, 0 reads the same element again
    first_read, first_write : the elements at which they begin
    """

    operand: str
    output: int
    counts: tuple[int, ...]
    reads: tuple[int, ...]
    writes: tuple[int, ...]
    first_read: int = 0
    first_write: int = 0


@dataclass(frozen=True)
class Layer:
    """What one operator, or several fused ones, become.

    operators : the Operators that it computes, in order
    kernel : what is computed, as in "conv_2d"; None if there is nothing to do, because the output
        is the input at the same place in memory
    element : "int8", "int16", "int32" or "float32", the type that the kernel computes with; "any"
        where the kernel is the same for all types, as one that only moves elements
    inputs : indices of the tensors that it reads, in order
    outputs : indices of the tensors that it writes, in order
    sizes : {NAME: int} of loops, steps, limits, and flags (0 or 1) that choose between variants;
        WRAPS says that a sum may need more than 32 bits and keeps the last 32, LONG that it is
        counted in 64
    values : {name: int or float32} of numbers that elements are computed with
    constants : {name: Constant}
    scalings : {name: Scaling}; "output" is the one in front of the output
    operands : Operands of a kernel that reads several things alike
    moves : Moves of a kernel that does nothing else, in order
    batches : how many times it runs, on one sample after the other
    """

    operators: tuple[Operator, ...]
    kernel: str | None
    element: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    sizes: dict[str, int] = field(default_factory=dict)
    values: dict[str, int | np.floating] = field(default_factory=dict)
    constants: dict[str, Constant] = field(default_factory=dict)
    scalings: dict[str, Scaling] = field(default_factory=dict)
    operands: tuple[Operand, ...] = ()
    moves: tuple[Move, ...] = ()
    batches: int = 1

    @property
    def name(self) -> str:
        """Return a name that no other layer of the model has: that of its first operator."""
        return f"{self.operators[0].name.lower()}_{self.operators[0].index}"

    @property
    def constant_bytes(self) -> int:
        """Return the bytes of all arrays, with those of the scalings."""
        arrays = sum(one.values.nbytes for one in self.constants.values())
        return arrays + sum(one.nbytes for one in self.scalings.values())


def make_layer(
    graph: Graph,
    operator: Operator,
    sizes: dict[str, int],
    *,
    kernel: str | None = None,
    element: str | None = None,
    inputs: Sequence[int] | None = None,
    **parts: Any,
) -> Layer:
    """Return a Layer of one operator, with the fields filled in that follow from it.

    By default the kernel is named after the operator, computes with the type of the first input,
    and reads that input alone. `parts` are further fields of Layer.
    """
    return Layer(
        operators=(operator,),
        kernel=kernel or operator.name.lower(),
        element=element or graph.tensors[operator.inputs[0]].dtype.name,
        inputs=tuple(operator.inputs[:1] if inputs is None else inputs),
        outputs=operator.outputs,
        sizes=sizes,
        **parts,
    )


def constant_input(graph: Graph, operator: Operator, place: int) -> np.ndarray | None:
    """Return the constant that is an operator's input, or None if there is none."""
    index = operator.inputs[place] if place < len(operator.inputs) else None
    return None if index is None else graph.tensors[index].data
