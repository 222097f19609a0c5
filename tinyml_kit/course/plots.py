"""The plots of the chapters, in one style; each returns a matplotlib Figure.

A notebook shows it as the value of its cell; elsewhere `figure.savefig` writes it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator, PercentFormatter

from tinyml_kit.base.errors import BadInput
from tinyml_kit.course.figures import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    RED,
    log_like,
    log_like_bar,
    middle_range,
    panels,
    picture,
    place_labels,
    shrunk,
    style,
)
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.learning.evaluation import threshold_curve
from tinyml_kit.learning.scores import SCORES

if TYPE_CHECKING:
    from tinyml_kit.learning.training import History  # brings TensorFlow

style()

NAMES = {
    "accuracy": "accuracy",
    "balanced_accuracy": "balanced accuracy",
    "macro_f1": "macro F1",
    "parameters": "parameters",
    "macs": "multiply-accumulates",
    "weight_bytes": "int8 weights (bytes, estimated)",
    "activation_bytes": "int8 activations (bytes, estimated)",
    "checkpoint_bytes": ".h5 checkpoint (bytes, measured)",
}


class PlotError(BadInput):
    """Data that cannot be drawn."""


def frame(
    image: np.ndarray, zoom: tuple[int, int, int] | None = None, unit: str = "detector units"
) -> Figure:
    """Draw a raw frame on a log-like scale.

    Parameters
    ----------
    image : (H, W) array
        Large frames are shrunk by the maximum of square blocks, so that spots survive.
    zoom : (row, column, half), optional
        Also draw the square of pixels row ± half, column ± half, at full resolution.
    unit : str
        The unit of the pixel values, for the colour bar.

    Raises
    ------
    PlotError
        If the zoomed square does not lie within the frame.
    """
    image = np.asarray(image)
    norm = log_like(image)
    figure, axes = panels(1 if zoom is None else 2)
    drawn = picture(axes[0, 0], image, norm=norm)
    block = shrunk(image)[1]
    size = f"{image.shape[0]} × {image.shape[1]} pixels"
    title = size if block == 1 else f"{size}, maxima of {block} × {block}"
    axes[0, 0].set_title(title, fontsize=9)
    if zoom is not None:
        row, column, half = zoom
        cut = _square(image, row, column, half)
        corner = (row - half, column - half)
        picture(axes[0, 1], cut, norm=norm, corner=corner)
        axes[0, 1].set_title("the square, pixel by pixel", fontsize=9)
        outline = Rectangle(corner[::-1], 2 * half, 2 * half, fill=False, edgecolor=RED, lw=1.5)
        axes[0, 0].add_patch(outline)
    log_like_bar(figure, drawn, axes, unit)
    return figure


def side_by_side(
    *images: np.ndarray,
    titles: Sequence[str] | None = None,
    limits: tuple[float, float] | None = None,
    cmap: str = "gray_r",
    unit: str = "",
) -> Figure:
    """Draw images side by side, each with its own scale, large values dark; NaN is orange.

    Parameters
    ----------
    *images : (H, W) arrays
    titles : sequence of str, optional
        One per image. The share of NaN pixels, if any, is added.
    limits : (low, high), optional
        One scale for all images. By default each runs from its 0.1 % to its 99.9 % quantile.
        Values beyond it are drawn in the colour of the nearer limit.
    unit : str
        What the colour bars count.
    """
    titles = _titles(titles, images, "side_by_side")
    figure, axes = _row(images)
    for panel, image, title in zip(axes[0], images, titles, strict=True):
        drawn = picture(panel, image, cmap=cmap, limits=limits or middle_range(image))
        lost = np.isnan(np.asarray(image, float)).mean()
        panel.set_title(f"{title}\n{lost:.1%} NaN (orange)" if lost else title)
        figure.colorbar(drawn, ax=panel, shrink=0.8, extend="both", label=unit)
    return figure


def histogram(
    *images: np.ndarray,
    titles: Sequence[str] | None = None,
    unit: str = "pixel value",
    bins: int = 80,
) -> Figure:
    """Draw the histograms of the finite pixels of several images, on a logarithmic count axis."""
    titles = _titles(titles, images, "histogram")
    values = [np.asarray(image, float).ravel() for image in images]
    values = [v[np.isfinite(v)] for v in values]
    if not all(len(v) for v in values):
        raise PlotError("histogram: an image has no finite pixels; nothing can be counted.")
    edges = np.linspace(min(v.min() for v in values), max(v.max() for v in values), bins + 1)
    figure, ((axes,),) = panels()
    for value, title in zip(values, titles, strict=True):
        axes.hist(value, edges, histtype="step", lw=1.5, label=title or None)
    axes.set(xlabel=unit, ylabel="pixels", yscale="log")
    if any(titles):
        axes.legend()
    return figure


def confusion(
    *matrices: np.ndarray,
    titles: Sequence[str] | None = None,
    classes: Sequence[str] = CLASSES,
    totals: np.ndarray | None = None,
    framed: Sequence[tuple[int, int]] = (),
) -> Figure:
    """Draw confusion matrices side by side; the colour is the share of the true class.

    Parameters
    ----------
    *matrices : (k, k) arrays of counts
        Rows true, columns predicted. NaN marks a number that was not published.
    titles : sequence of str, optional
    classes : sequence of str
    totals : (k,) array, optional
        Images of each true class, needed for the colour where a row holds NaN.
    framed : (row, column) of each number that the text speaks of; it gets a frame

    Raises
    ------
    PlotError
        If a matrix does not have one row and one column per class.
    """
    titles = _titles(titles, matrices, "confusion")
    figure, axes = _row(matrices, sharey=True)
    for panel, matrix, title in zip(axes[0], matrices, titles, strict=True):
        drawn = _matrix(panel, np.asarray(matrix, float), classes, totals)
        panel.set_title(title)
        for row, column in framed:
            corner = column - 0.5, row - 0.5
            panel.add_patch(Rectangle(corner, 1, 1, fill=False, ec=ORANGE, lw=2.5))
    axes[0, 0].set_ylabel("true")
    bar = figure.colorbar(drawn, ax=axes, shrink=0.8, label="share of the true class")
    bar.ax.yaxis.set_major_formatter(PercentFormatter(1))
    # The layout knows the width of the class names only after drawing them once.
    figure.draw_without_rendering()
    return figure


def curves(history: "History", guess: float | None = None) -> Figure:
    """Draw losses and validation balanced accuracy of a training.History over epochs.

    `guess` is the loss of a network that guesses; it is drawn as a line.
    """
    table = history.table()
    validated = "validation_loss" in table
    figure, axes = panels(2 if validated else 1)
    axes[0, 0].plot(table["loss"], color=BLUE, label="training")
    axes[0, 0].set(ylabel="loss (nats)")
    if guess is not None:
        axes[0, 0].axhline(guess, color=GREY, lw=1, label="guessing")
    if validated:
        axes[0, 0].plot(table["validation_loss"], "--", color=ORANGE, label="validation")
        axes[0, 1].plot(table["balanced_accuracy"], "--", color=ORANGE)
        axes[0, 1].set(ylabel="balanced accuracy, validation")
        axes[0, 1].yaxis.set_major_formatter(PercentFormatter(1))
        for panel in axes[0]:
            panel.axvline(history.best_epoch, color=GREY, ls=":", label="kept")
    for panel in axes[0]:
        panel.set_xlabel("epoch")
        panel.xaxis.get_major_locator().set_params(integer=True)
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper center", ncols=4)
    return figure


def comparison(
    table: pd.DataFrame, scores: Sequence[str] = SCORES, commonest: float | None = None
) -> Figure:
    """Draw the table of `evaluation.judge`: scores with intervals, baselines hollow.

    Parameters
    ----------
    table : DataFrame
    scores : sequence of str
        Columns of the table; one panel for each.
    commonest : float, optional
        Accuracy of always predicting the commonest class, drawn as a line (0.88 on the thesis's
        split).
    """
    rows = np.arange(len(table))[::-1]
    figure, axes = panels(len(scores), width=3, height=max(2, 0.8 + 0.32 * len(table)), sharey=True)
    for panel, score in zip(axes[0], scores, strict=True):
        for row, (_, line) in zip(rows, table.iterrows(), strict=True):
            colour, fill = (GREY, "white") if line["baseline"] else (BLUE, BLUE)
            panel.hlines(row, line[f"{score}_low"], line[f"{score}_high"], color=colour, lw=1.5)
            panel.plot(line[score], row, "o", color=colour, mfc=fill, ms=6)
        if commonest is not None and score == "accuracy":
            panel.axvline(commonest, color=RED, ls="--", lw=1)
            panel.set_title(f"line: always the commonest, {commonest:.1%}", fontsize=8, color=RED)
        panel.set(xlabel=NAMES.get(score, score), yticks=rows, yticklabels=table.index)
        panel.set_ylim(-0.6, len(table) - 0.4)
        panel.grid(axis="x", color="0.9")
        # Few labels, which would touch in a narrow panel, at whole percentages.
        panel.xaxis.set_major_locator(MaxNLocator(5, steps=(1, 2, 5, 10)))
        panel.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    return figure


def recall_against_threshold(
    probabilities: np.ndarray,
    truth: np.ndarray,
    positive: int = 0,
    threshold: float = 0.5,
    classes: Sequence[str] = CLASSES,
) -> Figure:
    """Draw recall, precision and share of frames stored over the threshold on one class.

    Parameters
    ----------
    probabilities, truth, positive
        As for `evaluation.threshold_curve`.
    threshold : float, 0 … 1
        Marked; the legend gives the three values there.
    classes : sequence of str
    """
    curve = threshold_curve(probabilities, truth, positive)
    above = np.asarray(probabilities)[:, positive] >= threshold
    wanted = np.asarray(truth) == positive
    found = (above & wanted).sum()
    precision = f"{found / above.sum():.0%}" if above.any() else "undefined"
    values = {
        "recall": (BLUE, "-", f"{found / wanted.sum():.0%}"),
        "precision": (ORANGE, "--", precision),
        "kept": (GREEN, "-.", f"{above.mean():.0%}"),
    }
    figure, ((axes,),) = panels(width=6)
    for name, (colour, dashes, value) in values.items():
        label = f"{'frames stored' if name == 'kept' else name}: {value}"
        axes.plot(curve["threshold"], curve[name], dashes, color=colour, label=label)
    axes.axvline(threshold, color=GREY, ls=":", label=f"threshold {threshold:.2f}")
    axes.set(xlabel=f"threshold on P({classes[positive]})", xlim=(0, 1), ylim=(0, 1.02))
    axes.set_ylabel("share")
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def accuracy_against_cost(
    table: pd.DataFrame,
    costs: Sequence[str],
    score: str = "accuracy",
    commonest: float | None = None,
    limits: dict[str, tuple[float, str]] | None = None,
) -> Figure:
    """Draw one score of several networks over their cost: one panel per cost, logarithmic axes.

    Parameters
    ----------
    table : DataFrame
        One row per network, its name in the index; a column `score` and one for each cost.
    costs : sequence of str
        Columns of the table, positive numbers.
    score : str
    commonest : float, optional
        Score of always predicting the commonest class, drawn as a line.
    limits : dict of str to (value, name), optional
        For a cost, what a board offers; drawn as a vertical line with the name.
    """
    figure, axes = panels(len(costs), width=min(4, 9.6 / len(costs)), sharey=True)
    for panel, cost in zip(axes[0], costs, strict=True):
        panel.plot(table[cost], table[score], "o", color=BLUE)
        panel.set(xscale="log", xlabel=NAMES.get(cost, cost))
        panel.margins(x=0.25, y=0.2)
        if commonest is not None:
            panel.axhline(commonest, color=RED, ls="--", lw=1)
        if limits and cost in limits:
            value, name = limits[cost]
            panel.axvline(value, color=GREY, ls=":")
            panel.set_title(f"dotted: {name}", fontsize=8, color=GREY)
    axes[0, 0].set_ylabel(NAMES.get(score, score))
    axes[0, 0].yaxis.set_major_formatter(PercentFormatter(1))
    for panel, cost in zip(axes[0], costs, strict=True):
        place_labels(panel, table[[cost, score]].to_numpy(float), table.index)
    return figure


def _matrix(panel, matrix, classes, totals):
    k = len(classes)
    if matrix.shape != (k, k):
        raise PlotError(
            f"confusion: a matrix has shape {matrix.shape} for {k} classes; "
            "give one row and one column per class."
        )
    rows = np.nansum(matrix, axis=1) if totals is None else np.asarray(totals, float)
    shares = matrix / np.maximum(rows, 1)[:, np.newaxis]
    drawn = panel.imshow(np.nan_to_num(shares), cmap="Blues", vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(matrix):
        text = "?" if np.isnan(count) else f"{count:.0f}"
        colour = "white" if shares[row, column] > 0.55 else GREY if text == "?" else "black"
        panel.text(column, row, text, ha="center", va="center", color=colour)
    panel.set(xticks=range(k), xticklabels=classes, yticks=range(k), yticklabels=classes)
    panel.set_xlabel("predicted")
    panel.spines[:].set_visible(False)
    panel.tick_params(length=0)
    return drawn


def _row(images, **how):
    """Return panels for square images in a row no wider than a notebook."""
    width = min(4, 9.6 / len(images))
    return panels(len(images), width=width, height=min(3, 0.3 + 0.85 * width), **how)


def _square(image, row, column, half):
    top, left = row - half, column - half
    if half < 1 or top < 0 or left < 0 or row + half > len(image) or column + half > len(image[0]):
        raise PlotError(
            f"frame: the zoom of ±{half} pixels around row {row}, column {column} leaves the frame "
            f"of {image.shape[0]} × {image.shape[1]} pixels; move it or make it smaller."
        )
    return image[top : row + half, left : column + half]


def _titles(titles, images, where):
    titles = [""] * len(images) if titles is None else titles
    if len(images) == 0 or len(titles) != len(images):
        raise PlotError(
            f"{where}: {len(images)} images and {len(titles)} titles; give at least one image "
            "and one title each."
        )
    return titles
