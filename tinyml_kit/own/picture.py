"""The confusion matrix as a picture, with room for the names of classes."""

import numpy as np
from matplotlib.figure import Figure

from tinyml_kit.base.text import figure as shown
from tinyml_kit.learning.evaluation import Report

#: Side of a cell, and what stands around the matrix, in inches.
CELL, AROUND = 0.55, 2.2
LONGEST = 24
#: A darker cell has white digits.
DARK = 0.55


def confusion(report: Report, title: str) -> Figure:
    """Return a figure: rows true, columns predicted, dark for a large share of the true class."""
    counts, size = report.confusion, len(report.classes)
    side = AROUND + CELL * max(4, size)
    figure = Figure(figsize=(side, side), layout="constrained")
    axes = figure.subplots()
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(counts):
        color = "white" if shares[row, column] > DARK else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=color)
    names = [shown(name, LONGEST) for name in report.classes]
    axes.set_xticks(range(size), names, rotation=45, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(size), names)
    axes.set(xlabel="predicted", ylabel="true")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    figure.suptitle(title, fontsize=10)
    return figure
