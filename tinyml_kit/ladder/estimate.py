"""What a network needs of a board: bytes of flash and RAM, multiply-accumulates, time.

This is the kit's only estimator. `size` gives it the graph of a .tflite, `learning.cost` the graph
that a Keras model would become, and the first chapter's explorer that of a list of layers
(`ladder.layers`). Weights, tables and tensors are counted (measured); tensors are placed as the C
exporter does, with poolings fused and outputs written over inputs. Code, stack and time come from
the record of the board's core (estimated, see `boards/cores`). If the record has no figures, they
are not known; another core's are never used.

For models made by others, the estimates of code came within a quarter of the flash that the
compilers used. The exception is an exporter that unrolls small convolutions in assembly: that takes
up to three times as much flash, and is quicker.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tinyml_kit.boards import Board, CodeSize, Core
from tinyml_kit.codegen.lowering.fusion import fused_graph
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.plan import Plan, plan
from tinyml_kit.ops import operators

MEASURED, ESTIMATED, UNKNOWN = "measured", "estimated", "not known"
# Dense layers share one function; for the others, loops are generated for each layer's shape.
SHARED = {"FULLY_CONNECTED": 0.15}
# Tables of the generated C: an int8 for each stored integer, and for SOFTMAX an int32.
TABLE, EXP_TABLE = 256, 1024
# A 32-bit multiplier and a shift of one byte for each channel; a core that multiplies pairs has
# three words instead.
SCALING, STEPS = 5, 12
# The filters with which such a core stores weights of 16 bits.
FEW = 3
# With fewer filters, it does not unpack windows.
FEWEST_UNPACKED = 4
# Tables of int16: 513 heights each of an exponential and of a reciprocal; 256 heights of the
# logistic curve, from which tanh follows.
INT16_TABLES = {"SOFTMAX": 2 * 513 * 2, "LOGISTIC": 256 * 2, "TANH": 256 * 2}
WEIGHTED = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")


@dataclass(frozen=True)
class Part:
    """A part of a board's memory that a network takes.

    what : in words
    bytes : None where it is not known
    label : "measured", "estimated" or "not known"
    """

    what: str
    bytes: int | None
    label: str


@dataclass(frozen=True)
class Counted:
    """A network, and what can be counted of it for any board.

    layers : the graph of the layers that the exporter makes
    places : where the exporter puts their tensors
    """

    graph: Graph
    layers: Graph
    places: Plan


@dataclass(frozen=True)
class Estimate:
    """What a network needs on a board: the parts of both memories, and seconds (estimated)."""

    flash: tuple[Part, ...]
    ram: tuple[Part, ...]
    seconds: float


def count(graph: Graph) -> Counted:
    """Count what does not depend on the board; pass the result to `estimate` for each board."""
    layers = fused_graph(graph)
    return Counted(graph, layers, plan(layers))


def estimate(counted: Counted, board: Board) -> Estimate:
    """Return what a network needs on a board."""
    graph, core = counted.graph, board.core
    sizes = core.code
    flash = [Part("weights", weight_bytes(graph), MEASURED)]
    if core.weights_in_pairs:
        flash.append(Part("constants laid out for pairs", paired_bytes(graph), ESTIMATED))
    flash += [
        Part("tables", table_bytes(graph), MEASURED),
        _estimated("code of the operators", code_bytes(graph, sizes) if sizes else None),
        _estimated("program around", sizes.around if sizes else None),
    ]
    ram = [Part("tensors", counted.places.size, MEASURED)]
    if counted.places.state_bytes:
        ram.append(Part("state", counted.places.state_bytes, MEASURED))
    windows = unpacked_bytes(graph) if core.weights_in_pairs else 0
    ram.append(_estimated("stack and variables", sizes.stack + windows if sizes else None))
    return Estimate(tuple(flash), tuple(ram), cycles(graph, core) / board.clock)


def total(parts: Iterable[Part]) -> int:
    """Return the bytes of all parts together, as far as they are known."""
    return sum(part.bytes for part in parts if part.bytes is not None)


def all_known(parts: Iterable[Part]) -> bool:
    """Tell whether the bytes of every part are known."""
    return all(part.bytes is not None for part in parts)


def macs(graph: Graph) -> dict[int, int]:
    """Return {operator index: MACs}, the multiply-accumulate operations of each operator.

    Windows at the border of a padded image count in full.
    """
    return {operator.index: operators.macs(graph, operator) for operator in graph.operators}


def cycles(graph: Graph, core: Core) -> float:
    """Return the cycles of one inference (estimated).

    Each MAC takes its cycles, and each output of a layer with MACs. Layers without MACs are left
    out. On networks that were measured the estimate is off by up to a fifth on a Cortex-M4, by a
    third on an AVR and by a factor of 1.8 on cores without SIMD.
    """
    found = macs(graph)
    outputs = sum(
        math.prod(graph.tensors[operator.outputs[0]].shape)
        for operator in graph.operators
        if found[operator.index]
    )
    return sum(found.values()) * core.cycles_per_mac + outputs * core.cycles_per_output


def alive(layers: Graph, places: Plan, moment: int) -> list[int]:
    """Return the bytes of each tensor that is needed while a layer runs.

    Parameters
    ----------
    layers, places : as in Counted
    moment : int, the layer's place
    """
    return [
        layers.tensors[index].nbytes
        for index, (first, last) in places.lifetimes.items()
        # A tensor that is written over its input takes no memory of its own then.
        if first <= moment <= last and (first < moment or index not in places.in_place)
    ]


def weight_bytes(graph: Graph) -> int:
    """Return the bytes of all constants that operators read, each counted once."""
    used = {index for operator in graph.operators for index in operator.inputs} - {None}
    constants = [graph.tensors[index] for index in used if graph.tensors[index].data is not None]
    return sum(tensor.nbytes for tensor in constants)


def table_bytes(graph: Graph) -> int:
    """Return the bytes that the exporter adds to a graph's weights: multipliers, shifts, tables.

    int8 curves have a table each, which depends on their scales. Those of int16 do not: compilers
    and linkers store each once.
    """
    found, int16 = 0, set()
    for operator in graph.operators:
        inputs = [graph.tensors[index] for index in operator.inputs if index is not None]
        if inputs[0].dtype == np.int16:
            int16.add(INT16_TABLES.get(operator.name, 0))
        if inputs[0].dtype != np.int8:
            continue
        if "table" in operators.parameters(graph, operator):
            found += TABLE
        found += EXP_TABLE if operator.name == "SOFTMAX" else 0
        if len(inputs) > 1 and inputs[1].quantization and inputs[1].quantization.axis is not None:
            found += SCALING * inputs[1].quantization.scale.size
    return found + sum(int16)


def code_bytes(graph: Graph, sizes: CodeSize) -> int:
    """Return the bytes of code that a graph's operators take (estimated)."""
    kinds = [operator.name for operator in graph.operators]
    found = 0
    for kind in dict.fromkeys(kinds):
        one, count = sizes.first.get(kind, sizes.other), kinds.count(kind)
        found += one + (count - 1) * math.ceil(one * SHARED.get(kind, 1))
    return found


def paired_bytes(graph: Graph) -> int:
    """Return the bytes that constants take more on a core that multiplies pairs (estimated).

    Weights of depthwise convolutions, and of convolutions with up to three filters, are stored with
    16 bits. Three words lead from the sum of a channel to its output.
    """
    found = 0
    for operator in graph.operators:
        if operator.name not in WEIGHTED:
            continue
        weights = graph.tensors[operator.inputs[1]]
        if weights.dtype != np.int8:
            continue
        per_channel = weights.quantization.axis is not None
        channels = graph.tensors[operator.outputs[0]].shape[-1]
        if operator.name == "DEPTHWISE_CONV_2D" or channels <= FEW:
            found += weights.size if operator.name != "FULLY_CONNECTED" else 0
        if per_channel or operator.name != "FULLY_CONNECTED":
            found += (STEPS - SCALING * per_channel) * channels
        else:
            found += STEPS
    return found


def unpacked_bytes(graph: Graph) -> int:
    """Return the bytes of stack for the windows that a core that multiplies pairs unpacks.

    An int8 convolution unpacks two windows at once, each with 16 bits a number. Windows larger than
    1 x 1 may have to be gathered before, with 8 bits a number. Where the filters are no multiple of
    four, there is room for the outputs too. It is the most of all layers.
    """
    found = [0]
    for operator in graph.operators:
        weights = graph.tensors[operator.inputs[1]] if operator.name == "CONV_2D" else None
        if weights is None or weights.dtype != np.int8 or weights.shape[0] < FEWEST_UNPACKED:
            continue
        filters, height, width, _ = weights.shape
        gathered = 1 if height * width > 1 else 0
        outputs = filters if filters % FEWEST_UNPACKED else 0
        found.append(2 * ((2 + gathered) * math.prod(weights.shape[1:]) + outputs))
    return max(found)


def _estimated(what: str, size: int | None) -> Part:
    return Part(what, size, UNKNOWN if size is None else ESTIMATED)
