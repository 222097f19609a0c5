"""Budget cards as text: one line for each board, or one board in full."""

import os
import sys

from tinyml_kit.base.text import one_line
from tinyml_kit.graph.model import Graph
from tinyml_kit.ladder.budget import Card
from tinyml_kit.ladder.estimate import all_known, macs, total, weight_bytes

# Words, and their colours in a terminal (ECMA-48).
VERDICTS = {True: ("fits", 32), False: ("does not fit", 31), None: ("may fit", 33)}


def show(graph: Graph, cards: list[Card]) -> None:
    """Print a model's operators, and one line for each card. A single card is printed in full."""
    _show_operators(graph)
    for card in cards:
        verdict = _colored(*VERDICTS[card.fits])
        print(f"{card.board.title:<28}{verdict}: {_sentence(card)}")
        if len(cards) == 1:
            for memory, (_, parts, _) in card.memories().items():
                for part in parts:
                    size = "?" if part.bytes is None else f"{part.bytes:,}"
                    print(f"  {memory:<6}{part.what:<29}{size:>10} ({part.label})")
    told = [line for card in cards for line in (*card.advice, card.note) if line]
    for line in dict.fromkeys(told):
        print(line)


def _show_operators(graph):
    counts, rows = macs(graph), [("operator", "output", "bytes", "MACs")]
    for operator in graph.operators:
        outputs = [graph.tensors[index] for index in operator.outputs]
        shapes = ", ".join(" × ".join(map(str, output.shape)) for output in outputs)
        size = sum(output.nbytes for output in outputs)
        row = f"{operator.index} {operator.name}", shapes, f"{size:,}"
        rows.append((*row, f"{counts[operator.index]:,}"))
    name, shape, *numbers = (max(map(len, column)) for column in zip(*rows, strict=True))
    print(one_line(graph.name))
    for row in rows:
        print(f"{row[0]:<{name}}  {row[1]:<{shape}}", end="")
        print(*(f"  {text:>{width}}" for text, width in zip(row[2:], numbers, strict=True)), sep="")
    print(f"\n{sum(counts.values()):,} MACs, {weight_bytes(graph):,} bytes of weights (computed)\n")


def _colored(words, color):
    """Return words, coloured if they are printed to a terminal."""
    plain = not sys.stdout.isatty() or "NO_COLOR" in os.environ
    return words if plain else f"\x1b[{color}m{words}\x1b[0m"


def _sentence(card):
    said = []
    for name, (key, parts, available) in card.memories().items():
        extra = f", {card.over[key]:,} too many" if card.over[key] else ""
        at_least = "" if all_known(parts) else "at least "
        said.append(f"{name} {at_least}{total(parts):,} of {available:,} bytes{extra}")
    return "; ".join(said) + " (estimated)"
