"""What the chapters on deployment show: a model as a table, memory over time, code side by side."""

import html
import inspect
import re

import pandas as pd
from IPython.display import HTML

from tinyml_kit import budget
from tinyml_kit.classroom.alt_text import describe
from tinyml_kit.classroom.figures import GREY, panels, style
from tinyml_kit.graph.plan import plan

style()

#: Fillings of neighbouring boxes, so that none depends on its colour.
HATCHES = ("", "///", "...", "\\\\\\", "xxx", "---")


def operators(graph):
    """Return a table of a graph: a row an operator, with shapes and multiply-accumulates."""
    counts = budget.macs(graph)
    rows = [
        {
            "operator": operator.name,
            "input": _shape(graph, operator.inputs[0]),
            "weights": _weights(graph, operator),
            "output": _shape(graph, operator.outputs[0]),
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


def memory(graph, title="memory of the tensors"):
    """Draw when each tensor is alive and where it lies, as the kit's plan places it."""
    placed = plan(graph)
    figure, ((axes,),) = panels(width=8, height=3.6)
    last = len(graph.operators)
    for number, (index, (first, until)) in enumerate(placed.lifetimes.items()):
        if index in placed.in_place:
            continue
        tensor, until = graph.tensors[index], _until(placed, index, until)
        axes.bar(
            first, tensor.nbytes, until - first + 1, placed.offsets[index], align="edge",
            facecolor="0.93", edgecolor=GREY, hatch=HATCHES[number % len(HATCHES)], lw=1,
        )  # fmt: skip
        if tensor.nbytes > placed.size / 12:
            middle = first + (until - first + 1) / 2, placed.offsets[index] + tensor.nbytes / 2
            axes.text(*middle, f"{tensor.nbytes:,}", ha="center", va="center",
                      bbox={"fc": "white", "ec": "none", "pad": 1})  # fmt: skip
    axes.axhline(placed.size, color=GREY, ls="--", lw=1)
    names = ["input", *(operator.name for operator in graph.operators)]
    axes.set_xticks([k - 0.5 for k in range(last + 1)], names, rotation=40, ha="right")
    axes.set(ylabel="bytes", xlim=(-1, last + 1), title=title)
    return describe(
        figure,
        f"Boxes of memory over the operators of the model. The peak is {placed.size:,} bytes, "
        f"the largest sum of tensors alive at once {placed.lower_bound:,}.",
    )


def _until(placed, index, until):
    """Return when a place is free again: after the last tensor that replaced the one before."""
    for output, replaced in placed.in_place.items():
        if replaced == index:
            return _until(placed, output, placed.lifetimes[output][1])
    return until


def beside(left, right, titles=("NumPy", "C")):
    """Show two texts, or functions by their source, side by side."""
    cells = "".join(f"<td style='vertical-align:top'><pre>{_code(side)}</pre></td>"
                    for side in (left, right))  # fmt: skip
    heads = "".join(f"<th style='text-align:left'>{title}</th>" for title in titles)
    style = "text-align:left; font-size:85%"
    return HTML(f"<table style='{style}'><tr>{heads}</tr><tr>{cells}</tr></table>")


def _code(side):
    return html.escape(side if isinstance(side, str) else inspect.getsource(side))


def function_of(source, name):
    """Return the text of one C function of a generated file.

    Raises
    ------
    KeyError
        If there is none of that name.
    """
    found = re.search(rf"^[^\n;]*\b{name}\([^;]*?\)\n\{{.*?^\}}\n", source, re.M | re.S)
    if not found:
        raise KeyError(name)
    return found[0]
