"""What the kit knows of an operator, in one record that its family's file fills in."""

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
    """Everything that the kit knows of one operator.

    name : str
        The schema's name, as in CONV_2D.
    version : int
        The newest version that is supported.
    inputs : (int, int)
        The fewest and the most inputs that the operator has in a file.
    check : function (options, *tensors) -> None
        Raises GraphError unless types, shapes and quantization fit each other. The tensors are
        the inputs, None for one that is left out, and the output last.
    lower : function (graph, operator, params) -> Layer
        Makes the loops, constants and scalings that generated code is written from.
    int8, float32 : function (params, options, shape, *inputs) -> array, or None
        The reference: the output, of that shape, from arrays of the inputs. int8 is called when
        the first input is int8, float32 when it is float32; None where there is no such operator.
    table : str or None
        The schema's table of settings, as in Conv2DOptions.
    options : function (table, constant, shape) -> dict
        Reads the settings; `table` may be None where the file has none, `constant` returns the
        constant value of an input by its number, `shape` is the first input's.
    params : function (options, inputs, output) -> dict
        Computes what the interpreter prepares once, from the Tensors that are there.
    data_inputs : int or None
        How many inputs carry data; those behind them became options. None: all.
    check_settings : function (*tensors, output) -> None, or None
        Checks the inputs behind those that carry data against the output.
    macs : function (inputs, output) -> int
        Counts multiply-accumulate operations.
    in_place : bool
        Whether each element is written where it was read last, so that the output may replace an
        input of the same size.
    """

    name: str
    version: int
    inputs: tuple[int, int]
    check: Callable[..., None]
    lower: Callable[[Graph, Operator, Params], Layer]
    int8: Callable[..., Array] | None
    float32: Callable[..., Array] | None
    table: str | None = None
    options: Callable[..., Options] = no_options
    params: Callable[[Options, list[Tensor], Tensor], Params] = no_params
    data_inputs: int | None = None
    check_settings: Callable[..., None] | None = None
    macs: Callable[[list[Tensor], Tensor], int] = no_macs
    in_place: bool = False
