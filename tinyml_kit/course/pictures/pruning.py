"""Pictures of the chapter on pruning: weights, and results over the sparsities."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import panels, shades, style

if TYPE_CHECKING:
    import pandas as pd

style()


def weights(**named: np.ndarray) -> Figure:
    """Draw histograms of weights, one panel per name, on a common scale."""
    figure, (axes,) = panels(len(named), width=3.6, height=2.6, sharex=True, sharey=True)
    reach = max(np.abs(array).max() for array in named.values()) * 1.02
    told = []
    for panel, (name, array) in zip(axes, named.items(), strict=True):
        array = np.ravel(array)
        panel.hist(array, np.linspace(-reach, reach, 61))
        title = name.replace("_", " ")
        panel.set(title=title, xlabel="weight")
        told.append(f"{title}: {np.mean(array == 0):.0%} zeros, {len(np.unique(array))} values")
    axes[0].set_ylabel("how many")
    return describe(figure, f"Histograms of weights. {'; '.join(told)}.")


def surfaces(table: "pd.DataFrame", columns: dict[str, str]) -> Figure:
    """Draw columns over initial and final sparsity, one panel each, with some values written in.

    Parameters
    ----------
    table : DataFrame
        Columns `initial` and `final`, shares from 0 to 1, and the columns to draw; rows without
        an initial sparsity are left out.
    columns : dict of column name to title
    """
    table = table.dropna(subset="initial")
    figure, (axes,) = panels(len(columns), width=3.6, height=3.4)
    told, colours = [], shades("cividis").with_extremes(bad="white")
    for panel, (name, title) in zip(axes, columns.items(), strict=True):
        grid = table.pivot(index="initial", columns="final", values=name)
        edges = _edges(grid.columns), _edges(grid.index)
        panel.pcolormesh(*edges, grid.to_numpy(float), cmap=colours)
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


def _short(value):
    return f"{value:.1%}" if value <= 1 else f"{value:,.0f}"
