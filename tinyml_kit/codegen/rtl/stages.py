"""The stages of a circuit, in the order in which numbers stream through them; and refusals.

A stage computes one layer of the lowering. Operators that only give numbers another shape need
none: numbers stream in the same order before and after them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinyml_kit.codegen.lowering.exact_division import short_exponentials
from tinyml_kit.codegen.lowering.fusion import fused_layers
from tinyml_kit.codegen.rtl.adding import Addition, addition
from tinyml_kit.codegen.rtl.windows import INT8, Windows, mean, pooling, weighted
from tinyml_kit.graph.model import Graph
from tinyml_kit.ops.layer import ExportError, Layer
from tinyml_kit.ops.operators import OPERATORS

WEIGHTED = ("conv_2d", "conv_2d_max_pool_2d", "depthwise_conv_2d", "fully_connected")
POOLING = ("max_pool_2d", "average_pool_2d")
CIRCUITS = (
    "CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "MAX_POOL_2D", "AVERAGE_POOL_2D",
    "MEAN", "RESHAPE", "SOFTMAX", "LOGISTIC", "TANH", "RELU", "RELU6", "LEAKY_RELU", "ELU",
    "HARD_SWISH", "ADD",
)  # fmt: skip


@dataclass(frozen=True)
class LookUp:
    """An operator of one number as a table.

    layer : the Layer
    table : (256,) int8, the outputs of inputs of -128 to 127
    size : numbers of a frame
    """

    layer: Layer
    table: np.ndarray
    size: int

    @property
    def limits(self) -> tuple[int, int]:
        """Return the range of the outputs."""
        return int(self.table.min()), int(self.table.max())


@dataclass(frozen=True)
class Softmax:
    """A softmax over rows of `classes` numbers.

    layer : the Layer
    exponentials : (256,) int, of 0, -1, …, -255 steps: in Q0.31, or short ones
    divides : whether they are short ones: then it divides, and it multiplies otherwise
    rows, classes : int
    digit : bits that it multiplies by in a cycle: 1 or 2
    """

    layer: Layer
    exponentials: np.ndarray
    divides: bool
    rows: int
    classes: int
    digit: int = 2
    limits: tuple[int, int] = INT8


Stage = Windows | LookUp | Softmax | Addition


def forked(stages: Sequence[Any]) -> set[int]:
    """Return the places of the stages whose outputs a later one needs again; -1 is the input."""
    return {one.kept for one in stages if isinstance(one, Addition)}


def stages_of(graph: Graph) -> list[Stage]:
    """Return the stages of a graph, first to last.

    Raises
    ------
    ExportError
        If there is no circuit for an operator, which the message names, or for the way in which
        the operators are connected.
    """
    _refuse(graph)
    layers, _ = fused_layers(graph)
    found: list[Stage] = []
    limits, newest = INT8, graph.inputs[0]
    # The place of the stage that gives a tensor; those of other shapes are the same numbers.
    given = {newest: -1}
    for layer in layers:
        operator = layer.operators[0]
        known = [one for one in layer.inputs if one in given]
        if newest not in layer.inputs or len(known) < len(layer.inputs):
            raise ExportError(
                f"operator {operator.index} {operator.name}: it does not follow the operator "
                "before it; a circuit of the kit is one stream, and only an ADD may need earlier "
                "numbers of it again."
            )
        if not OPERATORS[operator.name].reshapes:
            try:
                found.append(_stage(layer, limits, given, newest))
            except ExportError as problem:
                raise ExportError(f"operator {operator.index} {operator.name}: {problem}") from None
            limits = found[-1].limits
        newest = layer.outputs[0]
        given[newest] = len(found) - 1
    if graph.outputs != (newest,):
        raise ExportError(
            "a circuit of the kit has one output, the last operator's; convert a model with one."
        )
    if not found:
        raise ExportError("the model computes nothing; a circuit needs an operator that does.")
    return found


def _refuse(graph):
    """Refuse a graph that no circuit of the kit computes, whatever its operators' settings."""
    for operator in graph.operators:
        where = f"operator {operator.index} {operator.name}"
        if operator.name not in CIRCUITS:
            raise ExportError(
                f"{where}: there is no circuit for it; the operators that have one are "
                f"{', '.join(CIRCUITS)}."
            )
        dtype = graph.tensors[operator.outputs[0]].dtype
        if dtype != np.int8:
            raise ExportError(f"{where}: it computes {dtype}; quantise the model to int8.")
    if len(graph.inputs) != 1:
        raise ExportError(
            f"the model has {len(graph.inputs)} inputs; a circuit of the kit takes one stream."
        )


def _stage(layer, limits, given, newest):
    if layer.kernel == "add":
        return addition(layer, newest, given)
    if layer.batches != 1:
        raise ExportError(f"it computes a batch of {layer.batches}; convert the model with 1.")
    if layer.kernel in WEIGHTED:
        return weighted(layer, limits)
    if layer.kernel in POOLING:
        return pooling(layer, limits)
    if layer.operators[0].name == "MEAN":
        return mean(layer, limits)
    if layer.kernel == "softmax":
        sizes = layer.sizes
        table = layer.constants["exponentials"].values
        short = short_exponentials(table, sizes["DEPTH"])
        return Softmax(
            layer, table if short is None else short, short is not None,
            sizes["ROWS"], sizes["DEPTH"],
        )  # fmt: skip
    return LookUp(layer, layer.constants["table"].values, layer.sizes["SIZE"])
