"""Pictures of the chapter that compares: published beside measured, and memory over input size."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator, PercentFormatter

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREEN, GREY, ORANGE, panels, style

if TYPE_CHECKING:
    import pandas as pd

style()

_LOOKS = ((ORANGE, "///"), (BLUE, ""), (GREEN, "..."))


def grouped(**tables: "pd.DataFrame") -> Figure:
    """Draw a group of bars for each row, one panel per table; a missing value leaves a gap.

    Parameters
    ----------
    **tables : title to DataFrame
        Shares, with one row per variant (the same in all tables) and at most three columns, one per
        source of figures. An underscore in a title stands for a space.
    """
    figure, (axes,) = panels(len(tables), width=3.3, height=3.2, sharey=True)
    told = []
    for panel, (title, table) in zip(axes, tables.items(), strict=True):
        rows, height = np.arange(len(table))[::-1], 0.8 / table.shape[1]
        for k, column in enumerate(table):
            colour, hatch = _LOOKS[k]
            place = rows + 0.4 - height * (k + 0.5)
            how = {"color": colour, "hatch": hatch, "edgecolor": "white", "label": column}
            panel.barh(place, table[column].fillna(0), height, **how)
            for y, value in zip(place, table[column], strict=True):
                if np.isfinite(value):
                    panel.text(value, y, f" {value:.1%}", va="center", size=6.5)
            known = table[column].dropna()
            told.append(
                f"{title.replace('_', ' ')}, {column}: "
                + ", ".join(f"{name} {value:.1%}" for name, value in known.items())
            )
        panel.set(title=title.replace("_", " "), xlim=(0, 1.25), xticks=[0, 0.5, 1])
        panel.xaxis.set_major_formatter(PercentFormatter(1))
        panel.tick_params(axis="y", length=0)
    axes[0].set(yticks=rows, yticklabels=table.index)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return describe(figure, "; ".join(told) + ".")


def over_side(
    table: "pd.DataFrame", columns: dict[str, str], limits: dict[str, float] | None = None
) -> Figure:
    """Draw bytes over the side of the input image, one line per column, on logarithmic axes.

    Parameters
    ----------
    table : DataFrame
        Column `side`, and the columns to draw.
    columns : dict of column name to label
    limits : dict of name to bytes, optional
        What boards offer, drawn as dotted lines.
    """
    figure, ((axes,),) = panels(width=6.2, height=3.4)
    table, told = table.sort_values("side"), []
    for k, (column, words) in enumerate(columns.items()):
        axes.plot(table["side"], table[column], "os^"[k] + "-", color=_LOOKS[k][0], label=words)
        first, last = table[column].iloc[[0, -1]]
        told.append(f"{words}: from {first:,.0f} to {last:,.0f} bytes")
    for name, value in (limits or {}).items():
        axes.axhline(value, color=GREY, ls=":", lw=1)
        axes.annotate(name, (1, value), (4, 0), xycoords=("axes fraction", "data"),
                      textcoords="offset points", fontsize=8, va="center")  # fmt: skip
        told.append(f"{name} has {value:,.0f}")
    axes.set(xscale="log", yscale="log", xlabel="side of the input (pixels)", ylabel="bytes")
    axes.set_xticks(table["side"].unique(), [f"{side}" for side in table["side"].unique()])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(_bytes))
    axes.legend()
    return describe(figure, f"Bytes over the side of the input. {'; '.join(told)}.")


def _bytes(value, _=None):
    return f"{value / 1e6:g} MB" if value >= 1e6 else f"{value / 1e3:g} kB"
