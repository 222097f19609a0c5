"""Views of the chapters on deployment: a model as a table, memory over time, code side by side."""

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from IPython.display import HTML
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from tinyml_kit.base import text
from tinyml_kit.base.errors import BadInput
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, SKY, panels, style
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.plan import plan
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import budget

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler  # needs Jinja

style()
# The most characters of a cell: a message of the ladder is shown in full.
MOST_OF_A_CELL = 2000


class ShowError(BadInput):
    """A function that a generated file does not have."""


#: Neighbouring boxes differ in colour, and in hatches, so that they do not depend on it.
COLOURS = (BLUE, ORANGE, GREEN, RED, PURPLE, SKY)
HATCHES = ("", "///", "...", "\\\\\\", "xxx", "---")


def operators(model: Graph | str | Path | bytes) -> pd.DataFrame:
    """Return a table of a graph or .tflite: one row per operator, with shapes and MACs."""
    graph = model if isinstance(model, Graph) else read(model)
    counts = budget.macs(graph)
    rows = [
        {
            "operator": operator.name,
            "input": _shape(graph, operator.inputs[0]),
            "weights, biases (bytes)": _weights(graph, operator),
            "output": ", ".join(_shape(graph, index) for index in operator.outputs),
            "activation": operator.options.get("activation") or "",
            "MACs": counts[operator.index],
        }
        for operator in graph.operators
    ]
    return pd.DataFrame(rows)


def _shape(graph, index):
    return " × ".join(str(size) for size in graph.tensors[index].shape[1:])


def _weights(graph, operator):
    constants = [graph.tensors[index] for index in operator.inputs[1:] if index is not None]
    return sum(tensor.nbytes for tensor in constants if tensor.data is not None)


def memory(
    model: Graph | str | Path | bytes,
    title: str = "memory of the tensors, as the kit plans it (computed)",
) -> Figure:
    """Draw when each tensor of a graph or .tflite is alive and where the kit's plan places it."""
    graph = model if isinstance(model, Graph) else read(model)
    placed = plan(graph)
    figure, ((axes,),) = panels(width=8, height=3.6)
    last = len(graph.operators)
    places = list(enumerate(_places(graph, placed)))
    low = _low_at_the_end(places, placed.size)
    _draw_boxes(axes, places, placed.size, [place for place in places if place not in low])
    axes.axhline(placed.size, color=GREY, ls="--", lw=1)
    axes.text(last - 0.1, placed.size, f"{placed.size:,}", ha="right", va="bottom")
    names = ["input", *(text.figure(operator.name) for operator in graph.operators)]
    axes.set_xticks([k - 0.5 for k in range(last + 1)], names, rotation=40, ha="right")
    axes.set(ylabel="bytes", xlim=(-1, last), ylim=(0, 1.12 * placed.size), title=title)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    if low:
        _enlarge(axes, low, last)
    return describe(
        figure,
        f"Boxes of memory over the operators of the model. The peak is {placed.size:,} bytes, "
        f"the largest sum of tensors alive at once {placed.lower_bound:,}.",
    )


def _draw_boxes(axes, places, height, numbered):
    """Draw a box for each place, and the bytes of those that are numbered; above a low box."""
    for number, (first, until, offset, size) in places:
        axes.bar(
            first, size, until - first + 1, offset, align="edge", edgecolor=GREY, lw=1,
            facecolor=to_rgba(COLOURS[number % len(COLOURS)], 0.35),
            hatch=HATCHES[number % len(HATCHES)],
        )  # fmt: skip
        middle = first + (until - first + 1) / 2
        if size > height / 12:
            axes.text(middle, offset + size / 2, f"{size:,}", ha="center", va="center",
                      bbox={"fc": "white", "ec": "none", "pad": 1})  # fmt: skip
        elif (number, (first, until, offset, size)) in numbered:
            axes.text(middle, offset + size, f"{size:,}", ha="center", va="bottom")


def _low_at_the_end(places, height):
    """Return the places after the last tall one, which are too low to be seen; none if few."""
    tall = [first for _, (first, _, offset, size) in places if offset + size > height / 12]
    low = [place for place in places if place[1][0] > max(tall)]
    return low if len(low) >= 3 else []


def _enlarge(axes, low, steps):
    """Draw the boxes of the last steps once more, enlarged."""
    start = min(first for _, (first, *_) in low)
    height = max(offset + size for _, (*_, offset, size) in low)
    left, whole = (start + 1) / (steps + 1), steps + 1
    inset = axes.inset_axes((left, 0.38, (steps - start) / whole, 0.42))
    # The output is read after the last step; there is no column for that.
    shown = [(k, (first, min(until, steps - 1), *rest)) for k, (first, until, *rest) in low]
    _draw_boxes(inset, shown, height, shown)
    inset.set(xlim=(start, steps), ylim=(0, 1.25 * height), xticks=[])
    inset.set_title("the low boxes at the end, enlarged", fontsize=8)
    inset.yaxis.set_major_formatter("{x:,.0f}")
    inset.tick_params(labelsize=7)


def _places(graph, placed):
    """Return first and last step, offset and bytes of each place that a tensor gets."""
    return [
        (first, _until(placed, index, until), placed.offsets[index], graph.tensors[index].nbytes)
        for index, (first, until) in placed.lifetimes.items()
        if index not in placed.in_place
    ]


def _until(placed, index, until):
    """Return when a place is free again: after the last tensor that was computed in place there."""
    for output, replaced in placed.in_place.items():
        if replaced == index:
            return _until(placed, output, placed.lifetimes[output][1])
    return until


def left_aligned(table: pd.DataFrame) -> "Styler":
    """Return a DataFrame styled with left-aligned text and wrapped long lines."""
    looks = {"text-align": "left", "max-width": "45em"}
    heads = [{"selector": "th", "props": [("text-align", "left")]}]
    shown = table.style.format(_cell).format_index(_cell, axis=0).format_index(_cell, axis=1)
    return shown.set_properties(**looks).set_table_styles(heads)


def _cell(value):
    """Return a cell as HTML; names in a table may come from a model."""
    return text.html(value, MOST_OF_A_CELL) if isinstance(value, str) else value


def beside(
    left: str | Callable, right: str | Callable, titles: tuple[str, str] = ("NumPy", "C")
) -> HTML:
    """Show two texts, or the source of two functions, side by side; stacked if space is narrow."""
    # Not a table: Jupyter aligns tables right, and code needs its indentation.
    outer = "display:flex; flex-wrap:wrap; gap:1em 2em; font-size:80%"
    inner = "white-space:pre; overflow-x:auto; max-width:100%; text-align:left"
    parts = "".join(
        f"<div><b>{text.html(title)}</b><pre style='{inner}'>{_code(side)}</pre></div>"
        for title, side in zip(titles, (left, right), strict=True)
    )
    return HTML(f"<div style='{outer}'>{parts}</div>")


def _code(side):
    return text.html_text(side if isinstance(side, str) else inspect.getsource(side))


def function_of(source: str, name: str) -> str:
    """Return the text of one function of a generated file, of C or C++.

    Raises
    ------
    ShowError
        If there is no function of that name.
    """
    found = re.search(rf"^[^\n;]*\b{name}\([^;]*?\)[\n ]\{{\n.*?^\}}\n", source, re.M | re.S)
    if not found:
        known = re.findall(r"^\w[^\n;]*?\b(\w+)\([^;]*?\)[\n ]\{\n", source, re.M)
        raise ShowError(
            f"the generated file has no function {name}; take one of {', '.join(known)}."
        )
    return found[0]
