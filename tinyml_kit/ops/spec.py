"""What the kit knows about an operator: one record, which the file of its family fills in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, Operator, Tensor
from tinyml_kit.ops.layer import Layer

Options = dict[str, Any]
Params = dict[str, Any]
Shape = tuple[int, ...]
Array = np.ndarray
# Shapes and types of what an operator remembers.
Memory = list[tuple[Shape, np.dtype]]
Reference = Callable[..., Array] | Callable[..., list[Array]]


def no_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options of an operator that has none."""
    return {}


def no_params(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters of an operator that needs none."""
    return {}


def no_macs(inputs: list[Tensor], output: Tensor) -> int:
    """Return the MACs of an operator without weights."""
    return 0


@dataclass(frozen=True)
class OperatorSpec:
    """Everything that the kit knows about one operator.

    name : str
        The schema's name, as in CONV_2D.
    custom : str or None
        The name in the file of a custom operator, which the schema does not name.
    version : int
        The newest version that is supported.
    inputs, outputs : (int, int)
        The fewest and the most inputs and outputs that the operator has in a file.
    check : function (options, *tensors) -> None
        Raises GraphError unless types, shapes and quantisation fit each other. The tensors are the
        inputs, with None for one that is left out, and then the outputs.
    lower : function (graph, operator, params) -> Layer
        Returns the loops, constants and scalings from which code is generated.
    int8, float32, int16, int32, boolean, unsigned : function (params, options, shape, *inputs)
        The reference: it returns the output, an array of that shape, from arrays of the inputs.
        Which one is called depends on the type of the first input; `unsigned` is for uint32 and
        uint64, `int32` for int64, too. None if the operator does not exist for that type, but
        int32 and int64 without a function of their own are moved by that of int8. An operator that
        may have several outputs returns a list of arrays; `shape` is that of the first.
    table : str or None
        The schema's table of settings, as in Conv2DOptions.
    options : function (table, constant, shape) -> dict
        Reads the settings. `table` is None if the file has none; for a custom operator it is the
        bytes that `ops.custom` reads. `constant` returns the constant
        value of an input by its number (or None, with optional=True), `shape` is that of the first
        input.
    params : function (options, inputs, output) -> dict
        Computes what the interpreter prepares once. The inputs are the Tensors that are not left
        out; the output is the first.
    order : tuple of int
        The numbers that the inputs have in a file, in the kit's order, in which data come first;
        what it does not list is left out. (): the order is the same.
    states : tuple of int
        The numbers, in a file, of inputs that are state. The operator writes them, too: in the
        kit they are also its last outputs, in this order.
    kept : int or None
        The number of an output that the interpreter keeps inside the operator. In the kit it is
        state that starts at 0, and also the last input.
    memory : function (options, inputs, outputs) -> Memory, or None
        What the interpreter remembers inside the operator and no tensor of the file holds. In the
        kit these are state tensors that start at 0: the operator's last inputs and last outputs.
    data_inputs : int or None
        How many inputs carry data; those after them became options. None: all.
    check_settings : function (*tensors, output) -> None, or None
        Checks the inputs that became options against the first output.
    macs : function (inputs, output) -> int
        Counts multiply-accumulate operations.
    moves : bool
        Whether it only moves elements of its first input, as the Moves of its Layer say. Where they
        keep the order of all elements, it may work in place, too.
    reshapes : bool
        Whether the output holds the numbers of its first input in the same order, whatever the
        shapes.
    tflm : str or None
        What TFLM's resolver calls it, as in PadV2 for its method AddPadV2; None where that follows
        from the name.
    in_place : bool
        Whether no element of the input is read after the output's element of the same number was
        written, so that the output may lie where an input of the same size was. Never true of an
        operator with several outputs.
    """

    name: str
    version: int
    inputs: tuple[int, int]
    check: Callable[..., None]
    lower: Callable[[Graph, Operator, Params], Layer]
    int8: Reference | None
    float32: Reference | None
    int16: Reference | None = None
    int32: Reference | None = None
    boolean: Reference | None = None
    unsigned: Reference | None = None
    outputs: tuple[int, int] = (1, 1)
    table: str | None = None
    custom: str | None = None
    options: Callable[..., Options] = no_options
    params: Callable[[Options, list[Tensor], Tensor], Params] = no_params
    order: tuple[int, ...] = ()
    states: tuple[int, ...] = ()
    kept: int | None = None
    memory: Callable[[Options, list[Tensor], list[Tensor]], Memory] | None = None
    data_inputs: int | None = None
    check_settings: Callable[..., None] | None = None
    macs: Callable[[list[Tensor], Tensor], int] = no_macs
    moves: bool = False
    reshapes: bool = False
    tflm: str | None = None
    in_place: bool = False

    def knows(self, version: int) -> bool:
        """Tell whether the operator is supported in a version."""
        return 1 <= version <= self.version

    def reference(self, dtype: np.dtype) -> Reference | None:
        """Return the reference for a type of the first input."""
        other = {"int16": self.int16, "bool": self.boolean, "float32": self.float32}
        other |= {"uint32": self.unsigned, "uint64": self.unsigned}
        other["int32"] = other["int64"] = self.int32 or self.int8
        return other.get(dtype.name, self.int8)
