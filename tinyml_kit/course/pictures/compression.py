"""Plots of `compress.compare`'s table: what each technique gains, and which ones are unbeaten."""

import itertools
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator, PercentFormatter

from tinyml_kit.compress.compare import pareto
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    RED,
    panels,
    place_labels,
)
from tinyml_kit.course.plots import NAMES, PlotError

LABELS = NAMES | {
    "tflite_bytes": ".tflite file (measured)",
    "gzip_bytes": "file after gzip (measured)",
    "flash_bytes": "weights in flash (computed)",
    "ram_bytes": "RAM for activations (estimated)",
    "nonzero": "non-zero weights",
    "latency_us": "time on this computer (measured, best of repeats)",
}
#: The ways of `benchmarks/fashion.py`, as the chapter names them, by what they change.
KINDS = {
    "stored in another way": ("float32", "float16", "int8", "int16x8", "dynamic"),
    "only trained": ("trained further", "QAT"),
    "simpler weights": (
        "pruned", "2:4", "pruned, sparse file", "clustered", "pruned + clustered",
        "PQAT", "CQAT", "PCQAT", "all three",
    ),
    "another shape": ("fewer filters", "distilled", "low rank", "separable"),
    "the book's recipes": ("book: 16 clusters", "book: pruned 40-75 %", "book's mix"),
}  # fmt: skip
#: Colour and shape of a point, one after the other for the groups of a table.
LOOKS = ((GREY, "s"), (PURPLE, "v"), (BLUE, "o"), (RED, "^"), (GREEN, "D"))
#: More names than this would overlap in one plot.
NAMED = 8


def dots(
    table: pd.DataFrame,
    columns: Sequence[str] = ("tflite_bytes", "gzip_bytes", "flash_bytes", "macs"),
    base: str = "float32",
    groups: dict[str, Sequence[str]] | None = None,
) -> Figure:
    """Draw what each technique needs as shares of what `base` needs, one panel for each column.

    Parameters
    ----------
    table : DataFrame
        Of `compress.compare`; several seeds are averaged, techniques without numbers left out.
    columns : sequence of str
        Columns of sizes or costs.
    base : str
        The technique that is 100 %.
    groups : dict of str to sequence of str, optional
        Techniques that stand together under a name; in a group those that need most come first.

    Raises
    ------
    PlotError
        If `base` or a column is not in the table, or a technique is not in just one group.
    """
    shares = _shares(table, columns, base, "dots")
    lines = list(shares.index) if groups is None else _in_groups(shares, groups)
    heads = set() if groups is None else {k for k, line in enumerate(lines) if line in groups}
    shares = shares.loc[[line for k, line in enumerate(lines) if k not in heads]]
    rows = np.array([len(lines) - 1 - k for k in range(len(lines)) if k not in heads])
    height = 0.9 + 0.22 * len(lines)
    figure, (axes,) = panels(len(columns), width=8.8 / len(columns), height=height, sharey=True)
    for panel, column in zip(axes, columns, strict=True):
        panel.hlines(rows, shares[column], 1, color="0.85", lw=2, zorder=0)
        panel.plot(shares[column], rows, "o", color=BLUE, ms=6)
        panel.axvline(1, color=GREY, ls=":")
        panel.grid(axis="x", color="0.92", zorder=-2)
        panel.set(xscale="log", title=LABELS.get(column, column).replace(" (", "\n("))
        panel.title.set_fontsize(9)
        panel.margins(x=0.12)
        wide = shares[column].max() > 20 * shares[column].min()
        panel.xaxis.set_major_locator(LogLocator(subs=(1,) if wide else (1, 2.5)))
        panel.xaxis.set_minor_locator(NullLocator())
        panel.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g} %"))
        panel.tick_params(axis="x", labelsize=7)
        panel.tick_params(axis="y", length=0)
        for k in heads:
            panel.axhspan(len(lines) - 1.5 - k, len(lines) - 0.5 - k, color="0.94", lw=0, zorder=-1)
    axes[0].set(yticks=np.arange(len(lines))[::-1], yticklabels=lines)
    axes[0].set_ylim(-0.6, len(lines) - 0.4)
    for k in heads:
        axes[0].get_yticklabels()[k].set_fontweight("bold")
    figure.supxlabel(f"share of {base}", fontsize=9)
    least = ", ".join(
        f"{LABELS.get(column, column)}: {shares[column].idxmin()}, {shares[column].min():.0%}"
        for column in columns
    )
    return describe(
        figure,
        f"What {len(shares)} techniques need as shares of {base}. The least of each: {least}.",
    )


def _in_groups(shares, groups):
    """Return the lines of a plot: each group's name, and its techniques, the costly ones first."""
    _require_groups(shares.index, groups, "dots")
    needed = np.log(shares).sum(axis=1).sort_values(ascending=False, kind="stable")
    return [
        line
        for group, names in groups.items()
        for line in (group, *(name for name in needed.index if name in names))
    ]


def _require_groups(techniques, groups, where):
    grouped = [name for names in groups.values() for name in names]
    strange = sorted(set(grouped) ^ set(techniques)) or [n for n in grouped if grouped.count(n) > 1]
    if strange:
        raise PlotError(
            f"{where}: {strange[0]!r} is not in just one group; the groups must hold each "
            "technique of the table once, and no other."
        )


def accuracy_against_size(
    table: pd.DataFrame,
    size: str = "gzip_bytes",
    score: str = "accuracy",
    limit: tuple[float, str] | None = None,
    front: bool = True,
    named: Sequence[str] = (),
    zoom: tuple[float, float] | None = None,
    groups: dict[str, Sequence[str]] | None = None,
) -> Figure:
    """Draw the score of each technique over a size on a logarithmic axis, and the Pareto front.

    Parameters
    ----------
    table : DataFrame
        Of `compress.compare`; several seeds are averaged, techniques without numbers left out.
    size : str
        A column of sizes or costs.
    score : str
        A column with values from 0 to 1; its interval is drawn if `<score>_low` is there.
    limit : (value, name), optional
        What a board offers, drawn as a vertical line.
    front : bool
        Fill the points that no other point beats, and join them by steps.
    named : sequence of str
        Techniques whose names are written, two at one place as "a; b"; by default all of at most
        `NAMED`, and of more of them the front, the ends of both axes and the base.
    zoom : (low, high), optional
        The scores that the plot shows; all of them are in a small plot beside it.
    groups : dict of str to sequence of str, optional
        Techniques under a name; each group has a colour and a shape of its own.

    Raises
    ------
    PlotError
        If a column is not in the table, a technique in `named` is not, none has numbers, or a
        technique is not in just one group.
    """
    table = averaged(table, (size, score)).sort_values(size)
    best = pareto(table, size, score)
    unknown = [name for name in named if name not in table.index]
    if unknown:
        raise PlotError(
            f"accuracy_against_size: no technique {unknown[0]!r} with numbers; take some of "
            f"{', '.join(table.index)}."
        )
    figure, ((axes,),) = panels(width=7 if zoom is None else 8.6, height=4.6)
    _draw_points(axes, table[[size, score]], best.index if front else (), groups)
    if f"{score}_low" in table:
        ends = table[f"{score}_low"], table[f"{score}_high"]
        axes.vlines(table[size], *ends, color="0.88", lw=1, zorder=0)
    axes.set(xscale="log", xlabel=LABELS.get(size, size), ylabel=LABELS.get(score, score))
    axes.margins(x=0.15, y=0.12)
    axes.set_axisbelow(True)
    if front:
        _draw_front(axes, best, size, score, filled=groups is None)
    if limit is not None:
        axes.axvline(limit[0], color=GREY, ls=":")
    _explain(figure, front, f"{score}_low" in table, limit, groups)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.3g} %"))
    _size_ticks(axes.xaxis, table[size], _bytes if size.endswith("bytes") else _number)
    axes.tick_params(axis="x", which="both", labelsize=8)
    if zoom is not None:
        axes.set_ylim(zoom)
        _draw_all(axes, table, size, score, zoom)
    chosen = list(named) or _notable(table, best, size, score)
    inside = table.loc[[name for name in table.index if name in chosen]]
    if zoom is not None:
        inside = inside[inside[score].between(*zoom)]
    others = table.drop(inside.index)[[size, score]].to_numpy(float)
    if front:
        others = np.concatenate([others, _along(_steps(best, size, score))])
    at = inside.reset_index().groupby([size, score])["technique"].agg("; ".join).reset_index()
    points = at[[size, score]].to_numpy(float)
    place_labels(axes, points, at["technique"], others, leaders=True)
    return figure


def _notable(table, best, size, score):
    """Return the names of all techniques, or of the few that a reader looks for."""
    if len(table) <= NAMED:
        return list(table.index)
    ends = [table[size].idxmax(), table[score].idxmin(), table[score].idxmax()]
    base = [name for name in ("float32", "int8") if name in table.index]
    return list(dict.fromkeys([*best.index, *ends, *base]))[:NAMED]


def _draw_all(axes, table, size, score, zoom):
    """Draw a small plot of all scores beside the large one; name those beyond the zoom."""
    small = axes.inset_axes((1.12, 0.02, 0.34, 0.45))
    small.plot(table[size], table[score], ".", color=BLUE, ms=4)
    small.axhspan(*zoom, color=ORANGE, alpha=0.25, lw=0)
    small.set(xscale="log", xticks=[], title="all of them\n(shaded: the large plot)")
    small.title.set_fontsize(8)
    small.xaxis.set_minor_locator(NullLocator())
    small.margins(x=0.2, y=0.15)
    small.yaxis.set_major_formatter(PercentFormatter(1))
    small.tick_params(labelsize=7)
    for name, row in table[~table[score].between(*zoom)].iterrows():
        right = row[size] > np.sqrt(table[size].min() * table[size].max())
        small.annotate(
            name, (row[size], row[score]), (-6 if right else 6, 0), textcoords="offset points",
            ha="right" if right else "left", va="center", fontsize=7,
        )  # fmt: skip


def _shares(table, columns, base, where):
    """Return the columns of each technique as shares of those of `base`."""
    table = averaged(table, columns)
    if base not in table.index:
        raise PlotError(
            f"{where}: {base!r} as 100 % is not in the table; take one of {', '.join(table.index)}."
        )
    return table[list(columns)] / table.loc[base, list(columns)]


def averaged(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the mean over seeds of each technique that has numbers, indexed by technique.

    Raises
    ------
    PlotError
        If a column is missing, or no technique has numbers.
    """
    for column in ("technique", *columns):
        if column not in table:
            raise PlotError(f"compression: the table has no column {column!r}; use compare's.")
    known = table.dropna(subset=list(columns))
    if known.empty:
        raise PlotError("compression: no technique in the table has numbers; see its notes.")
    return known.groupby("technique", sort=False).mean(numeric_only=True)


def _draw_points(axes, points, unbeaten, groups):
    """Draw a point for each technique: hollow ones, and in groups those on the front filled."""
    if groups is None:
        axes.plot(*points.T.to_numpy(), "o", color=BLUE, mfc="white", ms=6)
        return
    _require_groups(points.index, groups, "accuracy_against_size")
    for members, (colour, shape) in zip(groups.values(), itertools.cycle(LOOKS)):
        for some, fill in (
            (points.index.difference(unbeaten), "white"),
            (points.index.intersection(unbeaten), colour),
        ):
            drawn = points.loc[some.intersection(members)]
            axes.plot(*drawn.T.to_numpy(), shape, color=colour, mfc=fill, ms=6, zorder=3)


def _draw_front(axes, best, size, score, filled):
    x, y = best[size].to_numpy(float), best[score].to_numpy(float)
    if filled:
        axes.scatter(x, y, s=36, color=ORANGE, edgecolor=BLUE, zorder=3)
    steps = _steps(best, size, score)
    axes.add_collection(LineCollection([steps], color=ORANGE, lw=1.2, ls="--"), autolim=False)


def _steps(best, size, score):
    """Return corners from each point right to the next size, then up: the best score so far."""
    x, y = best[size].to_numpy(float), best[score].to_numpy(float)
    return np.column_stack([np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]])


def _along(corners, between=8):
    """Return places along a line with these corners, so that no name is written across it."""
    parts = [
        np.column_stack([np.geomspace(*ends[:, 0], between), np.linspace(*ends[:, 1], between)])
        for ends in np.stack([corners[:-1], corners[1:]], axis=1)
    ]
    return np.concatenate(parts) if parts else np.empty((0, 2))


def _explain(figure, front, intervals, limit, groups):
    """Write above a plot what its signs mean."""
    edge = BLUE if groups is None else GREY
    signs = [Line2D([], [], marker="o", ls="", color=edge, mfc="white", label="beaten")]
    if front:
        look = {"marker": "o", "color": ORANGE, "mec": edge, "ls": "--"}
        look |= {} if groups is None else {"mfc": edge}
        signs.insert(0, Line2D([], [], **look, label="unbeaten: the Pareto front"))
    if intervals:
        signs.append(Line2D([], [], color="0.75", lw=1, label="95 % interval"))
    if limit is not None:
        signs.append(Line2D([], [], color=GREY, ls=":", label=limit[1]))
    for name, (colour, shape) in zip(groups or (), itertools.cycle(LOOKS)):
        signs.append(Line2D([], [], marker=shape, ls="", color=colour, mfc="white", label=name))
    if len(signs) > 1:
        figure.legend(handles=signs, loc="outside upper left", ncols=4, fontsize=8, frameon=False)


def _size_ticks(axis, values, text):
    """Label a logarithmic axis at a few round numbers, with more of them if it is short."""
    short = values.max() < 8 * values.min()
    subs = (1, 1.5, 2, 3, 4, 6) if short else (1, 2, 5)
    axis.set_major_locator(LogLocator(subs=subs))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(text))


def _bytes(value, _=None):
    return _short(value, "B", "kB", "MB")


def _number(value, _=None):
    return _short(value, "", "k", "M")


def _short(value, one, thousand, million):
    many, unit = (1e6, million) if value >= 1e6 else (1e3, thousand) if value >= 1e3 else (1, one)
    return f"{value / many:g} {unit}".strip()
