"""What a network needs of a board: bytes of flash and RAM, multiply-accumulates, time.

This is the kit's only estimator. `size` gives it the graph of a .tflite, `learning.cost` the graph
that a Keras model would become, and the first chapter's explorer that of a list of layers
(`ladder.layers`). Weights, tables and tensors are counted (computed); tensors are placed as the C
exporter does, with poolings fused and outputs written over inputs. Code, stack and time come from
the record of the board's core (estimated, see `boards/cores`). If the record has no figures, they
are not known; another core's are never used.

The estimates of flash came within 15 % of what the compilers used, for each family of operators and
for models made by others (`tests/ladder/test_estimate_flash.py`).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from tinyml_kit.boards import Board, CodeSize, Core
from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.codegen.c.laid_out import functions, laid_out, stored_bytes
from tinyml_kit.codegen.c.targets import TARGETS
from tinyml_kit.codegen.lowering.fusion import fused_layers
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.plan import Plan, plan
from tinyml_kit.ops import operators
from tinyml_kit.ops.layer import Layer

COMPUTED, ESTIMATED, UNKNOWN = "computed", "estimated", "not known"
# With fewer filters, a core that multiplies pairs does not unpack windows.
FEWEST_UNPACKED = 4


@dataclass(frozen=True)
class Part:
    """A part of a board's memory that a network takes.

    what : in words
    bytes : None where it is not known
    label : "computed", "estimated" or "not known"
    """

    what: str
    bytes: int | None
    label: str


@dataclass(frozen=True)
class Counted:
    """A network, and what can be counted of it for any board.

    lowered : the layers that the exporter makes
    layers : the graph of these layers
    places : where the exporter puts their tensors
    """

    graph: Graph
    lowered: tuple[Layer, ...]
    layers: Graph
    places: Plan
    _stored: dict[str, list[CLayer]] = field(default_factory=dict, compare=False, repr=False)

    def stored(self, target: str) -> list[CLayer]:
        """Return the layers as a target computes them, a name in `codegen.c.targets`."""
        if target not in self._stored:
            self._stored[target] = laid_out(self.graph, self.lowered, TARGETS[target])
        return self._stored[target]


@dataclass(frozen=True)
class Estimate:
    """What a network needs on a board: the parts of both memories, and seconds (estimated).

    The seconds are None where the cycles of the board's core are not known.
    """

    flash: tuple[Part, ...]
    ram: tuple[Part, ...]
    seconds: float | None


def count(graph: Graph) -> Counted:
    """Count what does not depend on the board; pass the result to `estimate` for each board.

    Raises
    ------
    ExportError
        If an operator cannot be computed in generated code; the message names it.
    """
    lowered, layers = fused_layers(graph)
    return Counted(graph, tuple(lowered), layers, plan(layers))


def estimate(counted: Counted, board: Board) -> Estimate:
    """Return what a network needs on a board."""
    graph, core = counted.graph, board.core
    sizes, stored = core.code, counted.stored(core.target)
    flash = [Part("weights, tables and scales", stored_bytes(graph, stored), COMPUTED)]
    if in_code := sum(layer.instructions for layer in stored):
        flash.append(_estimated("weights in instructions", in_code))
    code = code_bytes(graph, stored, sizes) if sizes else None
    flash += [
        _estimated("code of the operators", code),
        _estimated("program around", sizes.around if sizes else None),
    ]
    ram = [Part("tensors", counted.places.size, COMPUTED)]
    if counted.places.state_bytes:
        ram.append(Part("state", counted.places.state_bytes, COMPUTED))
    ram.append(_estimated("stack and variables", _stack(counted.lowered, core)))
    needed = cycles(graph, core)
    seconds = None if needed is None else needed / board.clock
    return Estimate(tuple(flash), tuple(ram), seconds)


def _stack(layers, core):
    if core.code is None:
        return None
    if core.weights_in_pairs:
        return core.code.stack + unpacked_bytes(layers)
    windows = window_bytes(layers)
    return max(core.code.stack, core.code.beside_window + windows if windows else 0)


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


def cycles(graph: Graph, core: Core) -> float | None:
    """Return the cycles of one inference (estimated), or None where they are not known.

    Each MAC takes its cycles, and each output of a layer with MACs. Layers without MACs are left
    out. On networks that ran in simulators and emulators the estimate is off by up to a fifth on a
    Cortex-M4, by a third on an AVR and by a factor of 1.8 on cores without SIMD.
    """
    if core.cycles_per_mac is None or core.cycles_per_output is None:
        return None
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
    """Return the bytes of all constants that operators read in the file, each counted once."""
    used = {index for operator in graph.operators for index in operator.inputs} - {None}
    constants = [graph.tensors[index] for index in used if graph.tensors[index].data is not None]
    return sum(tensor.nbytes for tensor in constants)


def code_bytes(graph: Graph, stored: Sequence[CLayer], sizes: CodeSize) -> int:
    """Return the bytes of code that a graph's layers take (estimated).

    Parameters
    ----------
    graph, sizes : the network, and the figures of a core
    stored : its layers, as the core's target computes them
    """
    found = sum(sizes.kernels.get(name, sizes.other)[again] for name, again in functions(stored))
    reals = any(tensor.dtype == np.float32 for tensor in graph.tensors)
    return found + (sizes.reals if reals else 0)


def unpacked_bytes(layers: Iterable[Layer]) -> int:
    """Return the bytes of stack for the windows that a core that multiplies pairs unpacks.

    An int8 convolution unpacks two windows at once, each with 16 bits a number. Windows larger than
    1 x 1 may have to be gathered before, with 8 bits a number. Where the filters are no multiple of
    four, the outputs take memory, too. The result is the maximum over all layers.
    """
    found = [0]
    for layer in layers:
        name = layer.operators[0].name
        if name not in ("CONV_2D", "DEPTHWISE_CONV_2D") or layer.element != "int8":
            continue
        filters, height, width, channels = layer.constants["weights"].values.shape
        if name == "DEPTHWISE_CONV_2D":
            # With a single input channel, it is computed as a convolution.
            filters, channels = (channels, 1) if layer.sizes["IN_CHANNELS"] == 1 else (0, 0)
        if filters < FEWEST_UNPACKED:
            continue
        gathered = 1 if height * width > 1 else 0
        outputs = filters if filters % FEWEST_UNPACKED else 0
        found.append(2 * ((2 + gathered) * height * width * channels + outputs))
    return max(found)


def window_bytes(layers: Iterable[Layer]) -> int:
    """Return the bytes of the largest window that a depthwise convolution copies, or 0."""
    return max(
        (
            math.prod(layer.sizes[f"FILTER_{side}"] for side in ("HEIGHT", "WIDTH"))
            * layer.sizes["IN_CHANNELS"]
            * np.dtype(layer.element).itemsize
            for layer in layers
            if layer.operators[0].name == "DEPTHWISE_CONV_2D"
        ),
        default=0,
    )


def _estimated(what: str, size: int | None) -> Part:
    return Part(what, size, UNKNOWN if size is None else ESTIMATED)
