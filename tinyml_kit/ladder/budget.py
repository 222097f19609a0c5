"""The budget card: what a model needs of a board's flash and RAM, and what is left or missing.

Sizes of weights, tables and tensors are counted in the model (measured). Code, stack and
start-up are estimated: typical sizes of the generated C for each kind of operator, regressed
over 250 random models compiled with -O2 for AVR and for Cortex-M4. On models made by others they
came within a quarter of the flash that the compilers used, except where an exporter writes small
convolutions out in assembly: that takes up to three times as much, and is quicker.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from tinyml_kit.boards import BOARDS, Board
from tinyml_kit.boards import board as board_named
from tinyml_kit.codegen.lowering.fusion import fused_layers
from tinyml_kit.graph.plan import plan
from tinyml_kit.ops.layer import ExportError
from tinyml_kit.ops.operators import macs as macs_of

# Bytes of code for the first operator of a kind and for each further one; other kinds are small.
FIRST_OF_KIND = {
    "AVR": {
        "FULLY_CONNECTED": 1200, "CONV_2D": 1450, "DEPTHWISE_CONV_2D": 600, "MAX_POOL_2D": 150,
        "AVERAGE_POOL_2D": 290, "MEAN": 220, "ADD": 570, "MUL": 340, "SUB": 450, "PAD": 140,
        "PADV2": 140, "CONCATENATION": 240, "SOFTMAX": 630,
    },
    "Cortex-M": {
        "FULLY_CONNECTED": 320, "CONV_2D": 420, "DEPTHWISE_CONV_2D": 320, "MAX_POOL_2D": 70,
        "AVERAGE_POOL_2D": 170, "MEAN": 80, "ADD": 140, "MUL": 100, "SUB": 80, "PAD": 80,
        "PADV2": 80, "CONCATENATION": 70, "SOFTMAX": 340,
    },
}  # fmt: skip
OTHER_KIND = {"AVR": 80, "Cortex-M": 50}
# Dense layers share one function; the loops of the others are made for their shapes.
SHARED = {"FULLY_CONNECTED": 0.15}
# Start-up, the library's divisions and memcpy, reading inputs and sending outputs.
AROUND = {"AVR": 1100, "Cortex-M": 1000}
# Stack, and variables of the program around the model.
STACK = {"AVR": 250, "Cortex-M": 1024}
# Tables of the generated C: int8 for curves, int32 for exp.
TABLE = {"LOGISTIC": 256, "TANH": 256, "RELU": 256, "RELU6": 256, "LEAKY_RELU": 256,
         "QUANTIZE": 256, "SOFTMAX": 1024}  # fmt: skip
# Cores that multiply two pairs at once, for which weights of convolutions are stored as 16 bits.
IN_PAIRS = ("Cortex-M4", "Cortex-M7")
MEASURED, ESTIMATED = "measured", "estimated"


@dataclass(frozen=True)
class Part:
    """A part of a board's memory that a model takes: what it is, bytes, and how it is known."""

    what: str
    bytes: int
    label: str


@dataclass(frozen=True)
class Card:
    """A model on a board: the parts of flash and RAM, and what helps where they do not fit."""

    board: Board
    flash: tuple
    ram: tuple
    advice: tuple

    @property
    def over(self):
        """Return {"flash": bytes, "ram": bytes} too much; 0 where it fits."""
        return {
            memory: max(0, _total(parts) - available)
            for memory, parts, available in (
                ("flash", self.flash, self.board.flash),
                ("ram", self.ram, self.board.ram),
            )
        }

    @property
    def fits(self):
        """Tell whether both fit."""
        return not any(self.over.values())

    def as_dict(self):
        """Return the card as plain data, ready for JSON."""
        return {
            "board": self.board.name,
            "title": self.board.title,
            "fits": self.fits,
            "flash": self._memory("flash", self.flash, self.board.flash),
            "ram": self._memory("ram", self.ram, self.board.ram),
            "advice": list(self.advice),
        }

    def _memory(self, name, parts, available):
        return {
            "bytes": _total(parts),
            "available_bytes": available,
            "over_bytes": self.over[name],
            "label": ESTIMATED,
            "parts": [vars(part) for part in parts],
        }


def _total(parts):
    return sum(part.bytes for part in parts)


def macs(graph):
    """Return the multiply-accumulate operations of each operator, {operator index: count}.

    Windows at the border of a padded image count in full.
    """
    return {operator.index: macs_of(graph, operator) for operator in graph.operators}


def weight_bytes(graph):
    """Return the bytes of all constants that operators read, each counted once."""
    used = {index for operator in graph.operators for index in operator.inputs} - {None}
    constants = [graph.tensors[index] for index in used if graph.tensors[index].data is not None]
    return sum(tensor.nbytes for tensor in constants)


def table_bytes(graph):
    """Return the bytes of what an exporter adds to int8 weights: multipliers, shifts, tables."""
    total = 0
    for operator in graph.operators:
        inputs = [graph.tensors[index] for index in operator.inputs if index is not None]
        if inputs[0].dtype != np.int8:
            continue
        total += TABLE.get(operator.name, 0)
        if len(inputs) > 1 and inputs[1].quantization and inputs[1].quantization.axis is not None:
            # A 32-bit multiplier and a shift of one byte a channel.
            total += 5 * inputs[1].quantization.scale.size
    return total


def card(graph, board):
    """Return the Card of a graph on a Board, or on the board of a name."""
    board = board if isinstance(board, Board) else board_named(board)
    core = "AVR" if board.core == "AVR" else "Cortex-M"
    steps = _as_generated(graph)
    memory = plan(steps)
    flash = [
        Part("weights", weight_bytes(graph), MEASURED),
        Part("tables", table_bytes(graph), MEASURED),
        Part("code of the operators", _code_bytes(graph, core), ESTIMATED),
        Part("program around", AROUND[core], ESTIMATED),
    ]
    if board.core in IN_PAIRS:
        flash.insert(1, Part("weights laid out in pairs", _paired_bytes(graph), ESTIMATED))
    ram = [
        Part("tensors", memory.size, MEASURED),
        Part("stack and variables", STACK[core], ESTIMATED),
    ]
    if memory.state_bytes:
        ram.insert(1, Part("state", memory.state_bytes, MEASURED))
    made = Card(board, tuple(flash), tuple(ram), ())
    return replace(made, advice=tuple(_advice(steps, made, memory)))


def cards(graph, boards=None):
    """Return the Cards of a graph on several boards, by default on all that the kit knows."""
    return [card(graph, board) for board in (BOARDS.values() if boards is None else boards)]


def _as_generated(graph):
    """Return the graph of the layers that the C exporter makes of a graph.

    A pooling computed together with its convolution leaves no image between the two.
    """
    try:
        return fused_layers(graph)[1]
    except ExportError:
        return graph


def _paired_bytes(graph):
    weights = {
        operator.inputs[1]: graph.tensors[operator.inputs[1]]
        for operator in graph.operators
        if operator.name in ("CONV_2D", "DEPTHWISE_CONV_2D")
    }
    return sum(tensor.size for tensor in weights.values() if tensor.dtype == np.int8)


def _code_bytes(graph, core):
    kinds = [operator.name for operator in graph.operators]
    total = 0
    for kind in dict.fromkeys(kinds):
        one, count = FIRST_OF_KIND[core].get(kind, OTHER_KIND[core]), kinds.count(kind)
        total += one + (count - 1) * math.ceil(one * SHARED.get(kind, 1))
    return total


def _advice(graph, card, memory):
    if card.over["ram"]:
        yield _where_memory_peaks(graph, memory)
        if memory.size > memory.lower_bound:
            yield (
                f"The tensors take {memory.size:,} bytes of memory, {memory.lower_bound:,} at the "
                "least: a better order of placing them would win the difference."
            )
    if card.over["flash"]:
        yield _what_is_large(graph)
    if not card.fits:
        if any(tensor.dtype == np.float32 for tensor in graph.tensors):
            yield "The model computes in float32; quantised to int8 it needs a quarter."
        others = [
            b for b in BOARDS.values() if b.flash > card.board.flash or b.ram > card.board.ram
        ]
        need = _total(card.flash), _total(card.ram)
        fitting = [b.title for b in others if b.flash >= need[0] and b.ram >= need[1]]
        if fitting:
            yield f"The next board that it fits: {fitting[0]}."


def _where_memory_peaks(graph, memory):
    def alive(moment):
        tensors = [
            graph.tensors[index]
            for index, (first, last) in memory.lifetimes.items()
            if first <= moment <= last and memory.in_place.get(index) is None
        ]
        return tensors, sum(tensor.nbytes for tensor in tensors)

    worst = max(range(len(graph.operators)), key=lambda moment: alive(moment)[1])
    operator = graph.operators[worst]
    sizes = " + ".join(f"{tensor.nbytes:,}" for tensor in alive(worst)[0])
    return (
        f"RAM peaks at operator {worst} ({operator.name}): {sizes} bytes at once; a smaller input, "
        "fewer filters or a stride of 2 there helps, fewer weights do not."
    )


def _what_is_large(graph):
    def weights(operator):
        tensors = [graph.tensors[index] for index in operator.inputs if index is not None]
        return sum(tensor.nbytes for tensor in tensors if tensor.data is not None)

    largest = max(graph.operators, key=weights)
    return (
        f"Most weights belong to operator {largest.index} ({largest.name}): {weights(largest):,} "
        f"of {weight_bytes(graph):,} bytes; fewer units or filters there help, zeros and clusters "
        "do not."
    )


def as_dict(graph, made):
    """Return a model and its cards as plain data, ready for JSON."""
    counts = macs(graph)
    return {
        "model": graph.name,
        "macs": sum(counts.values()),
        "weight_bytes": weight_bytes(graph),
        "operators": [
            {
                "index": operator.index,
                "name": operator.name,
                "macs": counts[operator.index],
                "output_shape": list(graph.tensors[operator.outputs[0]].shape),
                "output_bytes": graph.tensors[operator.outputs[0]].nbytes,
            }
            for operator in graph.operators
        ],
        "boards": [card.as_dict() for card in made],
    }


def show(graph, made):
    """Print a model's operators, and a line for each card; one card alone in full."""
    from rich.console import Console
    from rich.table import Table

    console, counts = Console(highlight=False, soft_wrap=True), macs(graph)
    table = Table("operator", "output", "bytes", "MACs", title=graph.name, title_justify="left")
    for operator in graph.operators:
        output = graph.tensors[operator.outputs[0]]
        shape = " × ".join(map(str, output.shape))
        row = f"{operator.index} {operator.name}", shape, f"{output.nbytes:,}"
        table.add_row(*row, f"{counts[operator.index]:,}")
    console.print(table)
    console.print(
        f"{sum(counts.values()):,} MACs, {weight_bytes(graph):,} bytes of weights (measured)\n"
    )
    for card in made:
        verdict = "[green]fits[/]" if card.fits else "[red]does not fit[/]"
        console.print(f"{card.board.title:<28}{verdict}: {_sentence(card)}")
        if len(made) == 1:
            for memory, parts in (("flash", card.flash), ("RAM", card.ram)):
                for part in parts:
                    console.print(f"  {memory:<6}{part.what:<24}{part.bytes:>10,} ({part.label})")
    for advice in dict.fromkeys(line for card in made for line in card.advice):
        console.print(advice)


def _sentence(card):
    said = []
    for name, parts, available in (
        ("flash", card.flash, card.board.flash),
        ("RAM", card.ram, card.board.ram),
    ):
        over = card.over[name.lower()]
        extra = f", {over:,} too many" if over else ""
        said.append(f"{name} {_total(parts):,} of {available:,} bytes{extra}")
    return "; ".join(said) + " (estimated)"
