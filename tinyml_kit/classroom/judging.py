"""Stored results as tables that `plots.comparison` draws; only chapter 05 needs them."""

import pandas as pd

from tinyml_kit.errors import BadInput
from tinyml_kit.learning.evaluation import over_seeds
from tinyml_kit.learning.scores import SCORES

NEEDED = {"spread": ("classifier", "trained_on", "seed"), "by_view": ("view", "field")}


class ResultsError(BadInput):
    """A table of results that lacks what is to be drawn."""


def spread(runs):
    """Summarise `bragg_cnn.csv` over seeds.

    Parameters
    ----------
    runs : DataFrame
        A row a training set, seed and classifier; at least two seeds a training set.

    Returns
    -------
    DataFrame
        A row a training set and classifier, named "classifier, frames trained on" without the
        words "whole frame", which would leave a figure no room; `baseline`,
        and each score with its mean over seeds, and `_low` and `_high` one sample standard
        deviation beside it.

    Raises
    ------
    ResultsError
        If a column is missing.
    EvaluationError
        If a training set has one seed, or its seeds other classifiers.
    """
    _check(runs, "spread")
    tables = []
    for used, rows in runs.groupby("trained_on", sort=False):
        one_each = [table.set_index("classifier") for _, table in rows.groupby("seed")]
        summary = over_seeds([table.drop(columns=["trained_on", "seed"]) for table in one_each])
        for score in SCORES:
            summary[f"{score}_low"] = summary[score] - summary[f"{score}_sd"]
            summary[f"{score}_high"] = summary[score] + summary[f"{score}_sd"]
        frames = used.split()[0]
        names = [name.replace(", whole frame", "").replace("_", " ") for name in summary.index]
        tables.append(summary.set_axis([f"{name}, {frames}" for name in names]))
    return pd.concat(tables)


def by_view(views):
    """Average `bragg_views.csv` over seeds.

    Parameters
    ----------
    views : DataFrame
        A row a view and seed.

    Returns
    -------
    DataFrame
        A row a view, in the order of the file; the means of all numbers, `baseline` False.

    Raises
    ------
    ResultsError
        If a column is missing.
    """
    _check(views, "by_view")
    means = views.groupby("view", sort=False).mean(numeric_only=True)
    return means.drop(columns="seed", errors="ignore").assign(baseline=False)


def _check(table, where):
    missing = [name for name in (*NEEDED[where], *SCORES) if name not in table]
    if missing:
        raise ResultsError(
            f"judging.{where}: the table has no column {missing[0]!r}; write it again with "
            "benchmarks/bragg_cnn.py."
        )
