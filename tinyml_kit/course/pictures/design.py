"""Pictures of the chapter on design: a teacher's probabilities, singular values, sweeps."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator, PercentFormatter

from tinyml_kit.compress.compare import pareto
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREEN, GREY, ORANGE, RED, panels, style

style()

# Numbers of hidden layers, distinguished by marker as well as by colour.
_LOOKS = {1: (BLUE, "o"), 2: (ORANGE, "s"), 3: (GREEN, "^")}


def doubts(
    examples: Sequence[tuple[np.ndarray, str, dict[str, np.ndarray]]],
    names: Sequence[str] = tuple("0123456789"),
) -> Figure:
    """Draw images and a network's class probabilities for each, one panel per temperature.

    Parameters
    ----------
    examples : sequence of (image, title, probabilities)
        A row each: a (H, W) array, its title, and a dict from title to (k,) array.
    names : sequence of str, the k classes
    """
    columns = 1 + len(examples[0][2])
    figure, rows = panels(columns, len(examples), width=2.3, height=2.1)
    told = []
    for axes, (image, title, probabilities) in zip(rows, examples, strict=True):
        axes[0].imshow(image, cmap="gray_r")
        axes[0].spines[["top", "right"]].set_visible(True)
        axes[0].set(xticks=[], yticks=[], title=title)
        said = []
        for panel, (temperature, values) in zip(axes[1:], probabilities.items(), strict=True):
            panel.bar(range(len(names)), values, color=BLUE)
            panel.set(xticks=range(len(names)), title=temperature, ylim=(0, 1))
            panel.set_xticklabels(names, fontsize=8)
            best = np.argsort(values)[::-1][:3]
            said.append(f"{temperature}: " + ", ".join(f"{names[k]} {values[k]:.1%}" for k in best))
        axes[1].set_ylabel("probability")
        told.append(f"An image ({title}): {'; '.join(said)}.")
    for panel in rows[-1, 1:]:
        panel.set_xlabel("class")
    return describe(figure, f"A network's class probabilities. {' '.join(told)}")


def spectrum(
    values: np.ndarray, rows: int, columns: int, start: np.ndarray | None = None
) -> Figure:
    """Draw singular values, and what is lost and stored if only the first ones are kept.

    Parameters
    ----------
    values : (n,) array, the singular values of a (rows, columns) matrix in falling order
    start : (n,) array, optional, those of the same matrix before training
    """
    values, ranks = np.asarray(values, float), np.arange(1, len(values) + 1)
    lost = np.sqrt(np.maximum(1 - np.cumsum(values**2) / (values**2).sum(), 0))
    stored = ranks * (rows + columns) / (rows * columns)
    even = rows * columns / (rows + columns)
    figure, ((left, right),) = panels(2, width=4)
    left.bar(ranks, values, color=BLUE, width=1, edgecolor="white", lw=0.3, label="trained")
    if start is not None:
        left.plot(ranks, start, color=RED, label="before training")
        left.legend()
    left.set(xlabel="place in the order", ylabel="singular value")
    left.set_title("how much each column times row counts", fontsize=10)
    right.plot(ranks, lost, color=BLUE, label="norm lost")
    right.plot(ranks, stored, color=ORANGE, ls="--", label="numbers stored")
    right.axvline(even, color=GREY, ls=":")
    right.set(
        xlabel="rank kept (how many of them)",
        ylabel="share",
        ylim=(0, 1.25),
        title=f"dotted: rank {even:g}, as many numbers as before",
    )
    right.yaxis.set_major_formatter(PercentFormatter(1))
    right.legend(loc="center right")
    half = len(values) // 2
    return describe(
        figure,
        f"Left: {len(values)} singular values falling from {values[0]:.2g} to {values[-1]:.2g}"
        + ("" if start is None else f", before training from {start[0]:.2g}")
        + ". "
        f"Right: over the rank kept, the share of the norm that is lost falls (at rank {half}: "
        f"{lost[half - 1]:.0%}) and the share of numbers stored rises; it passes 100 % at rank "
        f"{even:.1f}.",
    )


def by_narrowest(table: pd.DataFrame, score: str = "accuracy") -> Figure:
    """Draw a sweep over widths: score over the narrowest layer, one panel for each depth.

    In a column the networks stand beside each other by the width of their first layer, which also
    shades them; a bar marks the median of a column of more than three networks.

    Parameters
    ----------
    table : DataFrame
        Columns layers, w1, w2, w3 (powers of 2; 0 where there is no layer) and `score`.
    """
    depths = sorted(table["layers"].unique())
    last = int(np.log2(table[["w1", "w2", "w3"]].to_numpy().max()))
    figure = Figure(figsize=(9.6, 3.7), layout="constrained")
    widths = [2 + depth for depth in depths]
    axes = figure.subplots(1, len(depths), sharey=True, squeeze=False, width_ratios=widths)[0]
    colours, told = _steps_of_colour(last + 1), []
    for panel, depth in zip(axes, depths, strict=True):
        some = table[table["layers"] == depth]
        column, first = np.log2(narrowest(some)), np.log2(some["w1"])
        for k in range(0, last + 1, 2):
            panel.axvspan(k - 0.5, k + 0.5, color="0.95", lw=0, zorder=0)
        middle, many = some.groupby(column)[score].median(), some.groupby(column).size() > 3
        bars = {"color": RED, "lw": 1.8, "zorder": 3, "label": "median of the column"}
        ends = middle.index[many] - 0.45, middle.index[many] + 0.45
        panel.hlines(middle[many], *ends, **bars)
        drawn = panel.scatter(
            column + 0.8 * (first / last - 0.5), some[score], s=16, c=first, cmap=colours,
            vmin=-0.5, vmax=last + 0.5, edgecolor="black", lw=0.3,
        )  # fmt: skip
        panel.set(xlim=(-0.6, last + 0.6), xticks=range(last + 1), xlabel="narrowest layer")
        panel.set_xticklabels([f"{2**k}" for k in range(last + 1)], fontsize=8)
        panel.set_title(f"{_layers(depth)}: {len(some)} networks")
        told.append(
            f"{_layers(depth)}: the median rises from {middle.iloc[0]:.0%} with a layer of one "
            f"unit to {middle.iloc[-1]:.1%} with none below {2 ** int(middle.index[-1])}"
        )
    axes[-1].legend(loc="lower right", fontsize=8)
    axes[0].set_ylabel(score)
    axes[0].yaxis.set_major_formatter(PercentFormatter(1))
    ticks = range(last + 1)
    bar = figure.colorbar(drawn, ax=list(axes), label="width of the first layer", ticks=ticks)
    bar.ax.set_yticklabels([f"{2**k}" for k in ticks])
    bar.ax.tick_params(length=0)
    return describe(
        figure,
        f"{score} over the width of the narrowest layer, shaded by that of the first layer. "
        f"{'; '.join(told)}.",
    )


def _steps_of_colour(count):
    """Return a colour map of so many colours from dark to light."""
    return ListedColormap(colormaps["cividis"](np.linspace(0, 1, count)))


def cloud(
    table: pd.DataFrame,
    cost: str = "weight_bytes",
    score: str = "accuracy",
    limit: tuple[float, str] | None = None,
    chosen: pd.Series | None = None,
    label: str | None = None,
    least: float | None = None,
) -> Figure:
    """Draw networks over a cost on a logarithmic axis, and mark those that no other one beats.

    Parameters
    ----------
    table : DataFrame
        Columns layers, `cost` and `score`.
    limit : (value, name), optional
        What a board offers.
    chosen : Series, optional
        A row of the table to mark with a star.
    label : str, optional
        The label of the horizontal axis.
    least : float, optional
        The lowest score that is drawn.
    """
    shown = table if least is None else table[table[score] >= least]
    below = len(table) - len(shown)
    figure, ((axes,),) = panels(width=8, height=3.6)
    for depth, (colour, marker) in _LOOKS.items():
        some = shown[shown["layers"] == depth]
        if len(some):
            # The few of a small depth stand above the many of a large one. No transparency: it
            # makes colours of its own where marks lie on each other.
            how = {"color": colour, "ms": 5, "mec": "white", "mew": 0.4, "zorder": 3 - depth / 10}
            axes.plot(some[cost], some[score], marker, label=_layers(depth), **how)
    best = pareto(shown, cost, score)
    unbeaten = {"where": "post", "color": GREY, "lw": 1, "ls": "--", "label": "unbeaten (test)"}
    axes.step(best[cost], best[score], **unbeaten)
    if limit is not None:
        axes.axvline(limit[0], color=RED, ls=":", label=limit[1])
    if chosen is not None:
        axes.plot(chosen[cost], chosen[score], "*", color=RED, ms=15, mec="white", zorder=4,
                  label="chosen (validation)")  # fmt: skip
    axes.set(xscale="log", xlabel=label or cost, ylabel=score)
    if below:
        axes.set_title(
            f"{len(shown)} networks; {below} below {least:.0%} are not drawn", fontsize=9
        )
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.tick_params(axis="x", labelsize=8)
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    first, last = best.iloc[0], best.iloc[-1]
    return describe(
        figure,
        f"{len(shown)} networks, {score} over {label or cost}. The unbeaten ones rise from "
        f"{first[score]:.0%} at {first[cost]:,.0f} to {last[score]:.1%} at {last[cost]:,.0f}."
        + ("" if chosen is None else f" Chosen: {chosen[score]:.1%} at {chosen[cost]:,.0f}.")
        + ("" if limit is None else f" Dotted: {limit[1]}, {limit[0]:,.0f}.")
        + (f" Not drawn: {below} networks below {least:.0%}." if below else ""),
    )


def narrowest(table: pd.DataFrame) -> pd.Series:
    """Return the smallest width of each network's hidden layers."""
    widths = table[["w1", "w2", "w3"]]
    return widths.where(widths > 0).min(axis=1)


def _layers(depth):
    return "1 hidden layer" if depth == 1 else f"{depth} hidden layers"
