"""Budget cards as text: a line for each board, one board alone in full."""

from tinyml_kit.graph.model import Graph
from tinyml_kit.ladder.budget import Card
from tinyml_kit.ladder.estimate import all_known, macs, total, weight_bytes

VERDICTS = {True: "[green]fits[/]", False: "[red]does not fit[/]", None: "[yellow]may fit[/]"}


def show(graph: Graph, made: list[Card]) -> None:
    """Print a model's operators, and a line for each card; one card alone in full."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console, counts = Console(highlight=False, soft_wrap=True), macs(graph)
    title = escape(graph.name)
    table = Table("operator", "output", "bytes", "MACs", title=title, title_justify="left")
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
        console.print(f"{escape(card.board.title):<28}{VERDICTS[card.fits]}: {_sentence(card)}")
        if len(made) == 1:
            for memory, (_, parts, _) in card.memories().items():
                for part in parts:
                    size = "?" if part.bytes is None else f"{part.bytes:,}"
                    console.print(f"  {memory:<6}{part.what:<24}{size:>10} ({part.label})")
    told = [line for card in made for line in (*card.advice, card.note) if line]
    for line in dict.fromkeys(told):
        console.print(escape(line))


def _sentence(card):
    said = []
    for name, (key, parts, available) in card.memories().items():
        extra = f", {card.over[key]:,} too many" if card.over[key] else ""
        at_least = "" if all_known(parts) else "at least "
        said.append(f"{name} {at_least}{total(parts):,} of {available:,} bytes{extra}")
    return "; ".join(said) + " (estimated)"
