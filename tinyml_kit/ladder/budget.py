"""The budget card: what a model needs of a board's flash and RAM, and whether it fits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tinyml_kit.boards import Board, all_boards, find
from tinyml_kit.graph.model import Graph
from tinyml_kit.ladder.estimate import (
    ESTIMATED,
    Counted,
    Part,
    alive,
    all_known,
    count,
    estimate,
    macs,
    total,
    weight_bytes,
)


@dataclass(frozen=True)
class Card:
    """A model on a board: the parts of flash and RAM, and what helps if they do not fit."""

    board: Board
    flash: tuple[Part, ...]
    ram: tuple[Part, ...]
    advice: tuple[str, ...] = ()

    @property
    def over(self) -> dict[str, int]:
        """Return {"flash": bytes, "ram": bytes} too many; 0 where what is known fits."""
        return {
            name: max(0, total(parts) - available)
            for name, parts, available in self.memories().values()
        }

    @property
    def fits(self) -> bool | None:
        """Tell whether both fit; None if what is known fits, but not all is known."""
        if any(self.over.values()):
            return False
        return True if all_known((*self.flash, *self.ram)) else None

    @property
    def note(self) -> str | None:
        """Return a sentence about what is not known, or None."""
        if all_known((*self.flash, *self.ram)):
            return None
        return (
            f"How much code and stack take on the core of the {self.board.title} "
            f"({self.board.core.title}) is not known: only weights, tables and tensors are counted."
        )

    def memories(self) -> dict[str, tuple[str, tuple[Part, ...], int]]:
        """Return (key, parts, available bytes) for "flash" and for "RAM"."""
        return {
            "flash": ("flash", self.flash, self.board.flash),
            "RAM": ("ram", self.ram, self.board.ram),
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the card as plain data, ready for JSON; None is what is not known."""
        return {
            "board": self.board.name,
            "title": self.board.title,
            "fits": self.fits,
            **{name: self._memory(*rest) for name, *rest in self.memories().values()},
            "advice": list(self.advice),
            "note": self.note,
        }

    def _memory(self, parts, available):
        known = all_known(parts)
        over = max(0, total(parts) - available)
        return {
            "bytes": total(parts) if known else None,
            "at_least_bytes": total(parts),
            "available_bytes": available,
            "over_bytes": over if known or over else None,
            "label": ESTIMATED,
            "parts": [vars(part) for part in parts],
        }


def card(graph: Graph, board: Board | str) -> Card:
    """Return the Card of a graph on a board, which is given as a Board or by its name."""
    return _card(count(graph), board if isinstance(board, Board) else find(board))


def cards(graph: Graph, boards: Iterable[Board] | None = None) -> list[Card]:
    """Return the Cards of a graph on several boards, by default on all that the kit knows."""
    counted = count(graph)
    return [_card(counted, one) for one in (all_boards().values() if boards is None else boards)]


def as_dict(graph: Graph, cards: Iterable[Card]) -> dict[str, Any]:
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
                # The shape of the first output, and the bytes of all outputs.
                "output_shape": list(graph.tensors[operator.outputs[0]].shape),
                "output_bytes": sum(graph.tensors[index].nbytes for index in operator.outputs),
            }
            for operator in graph.operators
        ],
        "boards": [card.as_dict() for card in cards],
    }


def _card(counted: Counted, board: Board) -> Card:
    card = _without_advice(counted, board)
    return replace(card, advice=tuple(_advice(counted, card)))


def _without_advice(counted: Counted, board: Board) -> Card:
    needs = estimate(counted, board)
    return Card(board, needs.flash, needs.ram)


def _advice(counted: Counted, card: Card) -> Iterator[str]:
    memory, layers = counted.places, counted.layers
    if card.over["ram"]:
        yield _where_memory_peaks(layers, memory)
        if memory.size > memory.lower_bound:
            yield (
                f"The tensors take {memory.size:,} bytes of memory; no placing takes fewer than "
                f"{memory.lower_bound:,}. A better one would save up to the difference."
            )
    if card.over["flash"]:
        yield _what_is_large(layers)
    if card.fits is False:
        if any(tensor.dtype == np.float32 for tensor in layers.tensors):
            yield "The model computes in float32; quantised to int8 it needs a quarter."
        for other in all_boards().values():
            larger = other.flash > card.board.flash or other.ram > card.board.ram
            if larger and _without_advice(counted, other).fits:
                yield f"The next board that it fits: {other.title}."
                break


def _where_memory_peaks(graph, memory):
    sizes_at = [alive(graph, memory, moment) for moment in range(len(graph.operators))]
    worst = max(range(len(sizes_at)), key=lambda moment: sum(sizes_at[moment]))
    operator = graph.operators[worst]
    sizes = " + ".join(f"{size:,}" for size in sizes_at[worst])
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
