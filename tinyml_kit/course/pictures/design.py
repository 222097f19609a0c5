"""Pictures of the chapter on design: a teacher's probabilities, singular values, sweeps."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator, PercentFormatter

from tinyml_kit.compress.compare import pareto
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREEN, GREY, ORANGE, RED, panels, shades, style

style()

# Numbers of hidden layers, distinguished by marker as well as by colour.
_LOOKS = {1: (BLUE, "o"), 2: (ORANGE, "s"), 3: (GREEN, "^")}
# The diameter of the largest bubble, in points.
_LARGEST = 26


def doubts(
    image: np.ndarray,
    probabilities: dict[str, np.ndarray],
    names: Sequence[str] = tuple("0123456789"),
) -> Figure:
    """Draw an image and a network's class probabilities for it, one panel per temperature.

    Parameters
    ----------
    image : (H, W) array
    probabilities : dict of title to (k,) array
    names : sequence of str, the k classes
    """
    figure, (axes,) = panels(len(probabilities) + 1, width=2.3, height=2.2)
    axes[0].imshow(image, cmap="gray_r")
    axes[0].set(xticks=[], yticks=[], title="the image")
    told = []
    for panel, (title, values) in zip(axes[1:], probabilities.items(), strict=True):
        panel.bar(range(len(names)), values, color=BLUE)
        panel.set(xticks=range(len(names)), title=title, ylim=(0, 1))
        panel.set_xticklabels(names, fontsize=8)
        best = np.argsort(values)[::-1][:3]
        told.append(f"{title}: " + ", ".join(f"{names[k]} {values[k]:.1%}" for k in best))
    axes[1].set_ylabel("probability")
    return describe(
        figure, f"An image and a network's class probabilities for it. {'; '.join(told)}."
    )


def spectrum(values: np.ndarray, rows: int, columns: int) -> Figure:
    """Draw singular values, and what is lost and stored if only the first ones are kept.

    Parameters
    ----------
    values : (n,) array, the singular values of a (rows, columns) matrix in falling order
    """
    values, ranks = np.asarray(values, float), np.arange(1, len(values) + 1)
    lost = np.sqrt(np.maximum(1 - np.cumsum(values**2) / (values**2).sum(), 0))
    stored = ranks * (rows + columns) / (rows * columns)
    even = rows * columns / (rows + columns)
    figure, ((left, right),) = panels(2, width=4)
    left.bar(ranks, values, color=BLUE, width=1, edgecolor="white", lw=0.3)
    left.set(xlabel="number", ylabel="singular value", title="how much each direction weighs")
    right.plot(ranks, lost, color=BLUE, label="norm lost")
    right.plot(ranks, stored, color=ORANGE, ls="--", label="numbers stored")
    right.axvline(even, color=GREY, ls=":")
    right.set(
        xlabel="rank kept",
        ylabel="share",
        ylim=(0, 1.25),
        title=f"dotted: break-even at {even:.1f}",
    )
    right.yaxis.set_major_formatter(PercentFormatter(1))
    right.legend(loc="center right")
    half = len(values) // 2
    return describe(
        figure,
        f"Left: {len(values)} singular values falling from {values[0]:.2g} to {values[-1]:.2g}. "
        f"Right: over the rank kept, the share of the norm that is lost falls (at rank {half}: "
        f"{lost[half - 1]:.0%}) and the share of numbers stored rises; it passes 100 % at rank "
        f"{even:.1f}.",
    )


def bubbles(
    table: pd.DataFrame,
    score: str = "accuracy",
    size: str = "weight_bytes",
    largest: float | None = None,
) -> Figure:
    """Draw a sweep over widths: score over first width, as bubbles whose diameter is the size.

    Parameters
    ----------
    table : DataFrame
        Columns layers, w1, w2, w3 (0 where there is no layer), `score`, `size`.
    largest : float, optional
        The size drawn as the largest bubble; by default the largest in the table.
    """
    depths = sorted(table["layers"].unique())
    largest = largest or table[size].max()
    figure, (axes,) = panels(len(depths), width=3.2, height=3.3, sharey=True)
    told = []
    for panel, depth in zip(axes, depths, strict=True):
        some = table[table["layers"] == depth].sort_values(size, ascending=False)
        points = _LARGEST * some[size] / largest
        drawn = panel.scatter(
            some["w1"], some[score], s=points.clip(lower=2) ** 2, c=np.log2(narrowest(some)),
            cmap=shades("cividis"), vmin=0, vmax=7, alpha=0.8, edgecolor="white", lw=0.4,
        )  # fmt: skip
        panel.set_xscale("log", base=2)
        panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        panel.margins(x=0.12, y=0.08)
        panel.set_xlabel("width of the first layer")
        panel.set_title(f"{_layers(depth)}: {len(some)} networks")
        told.append(
            f"{_layers(depth)}: {len(some)} networks from {some[score].min():.0%} to "
            f"{some[score].max():.1%}"
        )
    axes[0].set_ylabel(score)
    axes[0].yaxis.set_major_formatter(PercentFormatter(1))
    bar = figure.colorbar(drawn, ax=list(axes), label="narrowest layer", ticks=range(8))
    bar.ax.set_yticklabels([f"{2**k}" for k in range(8)])
    return describe(
        figure,
        f"{score} over the width of the first layer, bubbles as wide as the network is large, "
        f"shaded by its narrowest layer. {'; '.join(told)}. Networks with a layer of one unit "
        f"reach {table.loc[narrowest(table) == 1, score].max():.0%} at most, whatever their size.",
    )


def cloud(
    table: pd.DataFrame,
    cost: str = "weight_bytes",
    score: str = "accuracy",
    limit: tuple[float, str] | None = None,
    chosen: pd.Series | None = None,
    label: str | None = None,
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
    """
    figure, ((axes,),) = panels(width=8, height=3.6)
    for depth, (colour, marker) in _LOOKS.items():
        some = table[table["layers"] == depth]
        if len(some):
            how = {"color": colour, "ms": 4, "alpha": 0.6, "label": _layers(depth)}
            axes.plot(some[cost], some[score], marker, **how)
    best = pareto(table, cost, score)
    axes.step(best[cost], best[score], where="post", color=GREY, lw=1, ls="--", label="unbeaten")
    if limit is not None:
        axes.axvline(limit[0], color=RED, ls=":", label=limit[1])
    if chosen is not None:
        axes.plot(chosen[cost], chosen[score], "*", color=RED, ms=15, mec="white", label="chosen")
    axes.set(xscale="log", xlabel=label or cost, ylabel=score)
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.tick_params(axis="x", labelsize=8)
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    first, last = best.iloc[0], best.iloc[-1]
    return describe(
        figure,
        f"{len(table)} networks, {score} over {label or cost}. The unbeaten ones rise from "
        f"{first[score]:.0%} at {first[cost]:,.0f} to {last[score]:.1%} at {last[cost]:,.0f}."
        + ("" if chosen is None else f" Chosen: {chosen[score]:.1%} at {chosen[cost]:,.0f}.")
        + ("" if limit is None else f" Dotted: {limit[1]}, {limit[0]:,.0f}."),
    )


def narrowest(table: pd.DataFrame) -> pd.Series:
    """Return the smallest width of each network's hidden layers."""
    widths = table[["w1", "w2", "w3"]]
    return widths.where(widths > 0).min(axis=1)


def _layers(depth):
    return "1 hidden layer" if depth == 1 else f"{depth} hidden layers"
