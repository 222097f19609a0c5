"""Pictures of the chapter on pruning: weights, and results over the sparsities."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREY, ORANGE, panels, shades, style

if TYPE_CHECKING:
    import pandas as pd

style()


def codebook(kernel: np.ndarray, values: np.ndarray) -> Figure:
    """Draw a histogram of weights, the values that replace them, and how many each one gets."""
    kernel, values = np.ravel(kernel), np.sort(np.ravel(values))
    nearest = np.abs(kernel[:, np.newaxis] - values).argmin(axis=1)
    counts = np.bincount(nearest, minlength=len(values))
    figure, ((axes,),) = panels(width=6.5, height=2.8)
    axes.hist(kernel, 81, color=BLUE, alpha=0.6, label="weights")
    for number, (value, count) in enumerate(zip(values, counts, strict=True)):
        axes.axvline(value, color=ORANGE, lw=1.5, label=None if number else "values")
        axes.annotate(f"{count}", (value, 1), (0, 2), xycoords=axes.get_xaxis_transform(),
                      textcoords="offset points", ha="center", fontsize=8)  # fmt: skip
    axes.set(xlabel="weight (above each value: how many weights get it)", ylabel="how many")
    axes.legend(loc="upper right")
    told = ", ".join(f"{value:.2f} for {n}" for value, n in zip(values, counts, strict=True))
    return describe(
        figure, f"A histogram of {len(kernel)} weights and {len(values)} values: {told}."
    )


def what_shrinks(table: "pd.DataFrame") -> Figure:
    """Draw columns of numbers as shares of the first row: a group of bars for each column.

    Parameters
    ----------
    table : DataFrame
        One row per network; what is no number is left out.
    """
    numbers = table.apply(lambda column: column.map(_number))
    shares = (numbers / numbers.iloc[0]).dropna(axis=1)
    figure, ((axes,),) = panels(width=7, height=2.8)
    wide, told = 0.8 / len(shares), []
    for place, (name, row) in enumerate(shares.iterrows()):
        middles = np.arange(len(row)) + (place - (len(shares) - 1) / 2) * wide
        bars = axes.bar(
            middles, row, wide * 0.92, color=(GREY, ORANGE, BLUE)[place % 3], label=name
        )
        if place:  # the first is 100 % everywhere
            axes.bar_label(bars, [f"{share:.0%}" for share in row], fontsize=8)
        told.append(f"{name}: " + ", ".join(f"{what} {share:.0%}" for what, share in row.items()))
    axes.set(xticks=range(shares.shape[1]), xticklabels=shares.columns)
    axes.set_ylabel(f"compared with {shares.index[0]}")
    axes.yaxis.set_major_formatter("{x:.0%}")
    axes.set_ylim(0, 1.15 * shares.to_numpy().max())
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return describe(figure, f"Shares of the first network. {'; '.join(told)}.")


def _number(value):
    return float(value) if isinstance(value, int | float | np.number) else np.nan


def sorted_sizes(kernel: np.ndarray, share: float = 0.5) -> Figure:
    """Draw the sizes of weights in order, the smallest `share` of them in another colour."""
    sizes = np.sort(np.abs(np.ravel(kernel)))
    cut = round(share * len(sizes))
    figure, ((axes,),) = panels(width=6.5, height=2.6)
    places = np.arange(len(sizes))
    axes.fill_between(places[: cut + 1], sizes[: cut + 1], color=ORANGE, lw=0, label="smaller")
    axes.fill_between(places[cut:], sizes[cut:], color=BLUE, lw=0, label="larger")
    axes.set(xlabel="weights, from the smallest to the largest", ylabel="size", ylim=(0, None))
    axes.legend(loc="upper left")
    return describe(
        figure,
        f"The sizes of {len(sizes)} weights in order. The smallest {share:.0%} reach up to "
        f"{sizes[max(cut - 1, 0)]:.2g}, the largest is {sizes[-1]:.2g}.",
    )


def sensitivity(
    shares: Sequence[float], scores: Mapping[str, Sequence[float]], whole: float
) -> Figure:
    """Draw the accuracy over the share of zeros in one layer alone, one line per layer.

    Parameters
    ----------
    shares : sequence of float
        Shares of zeros, 0 to 1.
    scores : {name of a layer: accuracies, one per share}
    whole : float
        The accuracy of the network as it is, drawn as a dashed line.
    """
    figure, ((axes,),) = panels(width=6.5)
    for number, (name, row) in enumerate(scores.items()):
        axes.plot(shares, row, "o^sDv"[number % 5] + "-", ms=5, label=name)
    axes.axhline(whole, color=GREY, ls="--", lw=1, label="nothing pruned")
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.yaxis.set_major_formatter("{x:.0%}")
    axes.set(xlabel="share of zeros in this layer alone", ylabel="accuracy (measured)")
    axes.legend(loc="lower left")
    told = "; ".join(
        f"{name} from {max(row):.0%} down to {min(row):.0%}" for name, row in scores.items()
    )
    return describe(figure, f"Accuracy over the share of zeros in one layer alone: {told}.")


def surfaces(
    table: "pd.DataFrame", columns: dict[str, str], small_is_good: Collection[str] = ()
) -> Figure:
    """Draw columns over initial and final sparsity, one panel each, with some values written in.

    Parameters
    ----------
    table : DataFrame
        Columns `initial` and `final`, shares from 0 to 1, and the columns to draw; rows without
        an initial sparsity are left out.
    columns : dict of column name to title
    small_is_good : names of columns
        Where the best value is the smallest; the best is pale in every panel.
    """
    table = table.dropna(subset="initial")
    figure, (axes,) = panels(len(columns), width=3.6, height=3.4)
    told = []
    for panel, (name, title) in zip(axes, columns.items(), strict=True):
        grid = table.pivot(index="initial", columns="final", values=name)
        edges = _edges(grid.columns), _edges(grid.index)
        colours = shades("cividis_r" if name in small_is_good else "cividis")
        drawn = panel.pcolormesh(*edges, grid.to_numpy(float), cmap=colours.with_extremes(bad="w"))
        how = FuncFormatter(_short)
        bar = figure.colorbar(drawn, ax=panel, location="bottom", shrink=0.9, format=how)
        bar.ax.locator_params(nbins=4)
        _write(panel, grid)
        panel.set(title=title, xlabel="final sparsity", yticks=grid.index)
        told.append(f"{title} from {_short(grid.min().min())} to {_short(grid.max().max())}")
    axes[0].set_ylabel("initial sparsity")
    return describe(figure, f"Maps over final and initial sparsity: {'; '.join(told)}.")


def _write(panel, grid):
    """Write every third value into a map."""
    for row in grid.index[::3]:
        for column in grid.columns[1::3]:
            value = grid.loc[row, column]
            if np.isfinite(value):
                box = {"fc": "white", "ec": "none", "pad": 0.8}
                panel.text(column, row, _short(value), ha="center", va="center", size=7, bbox=box)


def _edges(centres):
    centres = np.asarray(centres, float)
    half = np.diff(centres).min() / 2 if len(centres) > 1 else 0.05
    return np.append(centres - half, centres[-1] + half)


def _short(value, place=None):
    """Return a share as a percentage, anything else as a whole number."""
    return f"{value:.1%}" if value <= 1 else f"{value:,.0f}"
