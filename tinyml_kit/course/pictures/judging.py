"""Tables and figures of chapter 08: leads over rivals, and how true probabilities are."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter
from scipy.stats import binomtest

from tinyml_kit.base.errors import BadInput
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREY, ORANGE, panels
from tinyml_kit.learning.scores import SCORES

NEEDED = {
    "by_view": ("view", "field"),
    "leads": ("classifier", "seed", "parameters", "ram_bytes"),
}
#: The two programs that see the same pixels as the networks: how they are drawn.
RIVALS = {"regression": (BLUE, "o", -0.17), "trees": (ORANGE, "^", 0.17)}
SHADE = "#DFF0E4"  # behind what passes
DECIDING = {"balanced_accuracy": "balanced accuracy", "macro_f1": "macro F1"}


class ResultsError(BadInput):
    """A table of results that lacks a column to be drawn."""


def by_view(views: pd.DataFrame) -> pd.DataFrame:
    """Average `bragg_views.csv` over seeds.

    Parameters
    ----------
    views : DataFrame
        One row per view and seed.

    Returns
    -------
    DataFrame
        One row per view, in the order of the file; the means of all numbers, `baseline` False.

    Raises
    ------
    ResultsError
        If a column is missing.
    """
    _check(views, "by_view")
    means = views.groupby("view", sort=False).mean(numeric_only=True)
    return means.drop(columns="seed", errors="ignore").assign(baseline=False)


def leads(results: pd.DataFrame, own: bool = False) -> pd.DataFrame:
    """Summarise `bragg_smallest.csv`: how far each network is ahead, and in how many seeds.

    Parameters
    ----------
    results : DataFrame
        One row per classifier and seed; rows of networks have `ram_bytes`, others do not.
    own : bool
        Use verdicts weighted for the compared score alone, instead of for both scores.

    Returns
    -------
    DataFrame
        One row per network, in order of RAM: parameters, ram_bytes, each score's mean over seeds,
        the mean lead over each rival in it, `seeds`, and `beats both`: in how many seeds all four
        leads are beyond chance (95 % interval above 0).

    Raises
    ------
    ResultsError
        If a column is missing.
    """
    _check(results, "leads")
    rows = {}
    for name, runs in _networks(results):
        told = {f"{'own_' * own}{score}": title for score, title in DECIDING.items()}
        lows = [runs[f"{score}_ahead_of_{rival}_low"] for score in told for rival in RIVALS]
        rows[name] = runs[["parameters", "ram_bytes"]].iloc[0].astype(int).to_dict()
        rows[name] |= {title: runs[score].mean() for score, title in told.items()}
        for score, title in told.items():
            for rival in RIVALS:
                ahead = runs[f"{score}_ahead_of_{rival}_difference"].mean()
                rows[name][f"{title}, ahead of {rival}"] = ahead
        rows[name] |= {"seeds": len(runs), "beats both": int((np.array(lows) > 0).all(0).sum())}
    return pd.DataFrame.from_dict(rows, orient="index")


def draw_leads(results: pd.DataFrame, own: bool = False) -> Figure:
    """Draw the leads of each network and seed over both rivals, with their 95 % intervals.

    Parameters as for `leads`. One panel per score, one row per network and seed. A lead is beyond
    chance where its line does not touch the vertical line at 0. A shade lies behind the seeds in
    which all four leads are.
    """
    networks = _networks(results)
    runs = pd.concat([runs for _, runs in networks])
    rows = np.arange(len(runs))
    names = runs["classifier"] + ", seed " + runs["seed"].map("{:.0f}".format)
    scores = {f"{'own_' * own}{score}": title for score, title in DECIDING.items()}
    lows = [runs[f"{score}_ahead_of_{rival}_low"] for score in scores for rival in RIVALS]
    figure, axes = panels(2, width=4.4, height=0.9 + 0.24 * len(runs), sharey=True)
    for panel, (score, title) in zip(axes[0], scores.items(), strict=True):
        panel.axvline(0, color=GREY, lw=1)
        for row in rows[(np.array(lows) > 0).all(axis=0)]:
            panel.axhspan(row - 0.5, row + 0.5, color=SHADE, lw=0)
        for border in np.cumsum([len(one) for _, one in networks])[:-1]:
            panel.axhline(border - 0.5, color="0.8", lw=0.8)
        for rival, (colour, marker, below) in RIVALS.items():
            lead = f"{score}_ahead_of_{rival}"
            middle, low, high = (runs[f"{lead}_{x}"] for x in ("difference", "low", "high"))
            panel.hlines(rows + below, low, high, color=colour, lw=1)
            panel.plot(middle, rows + below, marker, color=colour, ms=3, label=f"the {rival}")
        panel.set(xlabel=f"ahead in {title}")
        # Ticks at whole percentages: multiples of 2.5 would be rounded to 2, 5 and 8.
        panel.xaxis.set_major_locator(MaxNLocator(6, steps=(1, 2, 5, 10)))
        panel.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        panel.grid(axis="x", color="0.9")
    axes[0, 0].set(yticks=rows, yticklabels=names, ylim=(len(runs) - 0.5, -0.5))
    axes[0, 0].tick_params(axis="y", labelsize=7)
    markers = axes[0, 0].get_legend_handles_labels()[0]
    names = [f"of the {rival}" for rival in RIVALS]
    figure.legend(markers, names, loc="outside upper center", ncols=len(names), fontsize=8)
    told = [
        f"{name}: {row['beats both']:.0f} of {row['seeds']:.0f} seeds beyond chance in all four, "
        f"{row['balanced accuracy, ahead of trees']:+.3f} balanced accuracy and "
        f"{row['macro F1, ahead of trees']:+.3f} macro F1 ahead of the trees on average"
        for name, row in leads(results, own).iterrows()
    ]
    return describe(figure, f"Leads of networks over regression and trees. {'; '.join(told)}.")


def reliability(happened: np.ndarray, **claims: np.ndarray) -> Figure:
    """Draw how often something happened over the probability that was claimed for it.

    Parameters
    ----------
    happened : (n,) array of bool
    **claims : (n,) arrays of float, 0 … 1
        Probabilities, one panel each, under the name for its title. They are put into ten classes
        of equal width; a point stands at the mean claim of its class. The line is the 95 % interval
        of the share (Clopper and Pearson), the number beside it counts the claims of the class.
    """
    figure, axes = panels(len(claims), width=4.4, height=3.6, sharey=True)
    told = []
    for panel, (name, claimed) in zip(axes[0], claims.items(), strict=True):
        panel.plot([0, 1], [0, 1], ":", color=GREY)
        group = np.minimum((10 * claimed).astype(int), 9)
        for k in np.unique(group):
            count, true = int(np.sum(group == k)), int(np.sum(happened[group == k]))
            mean, interval = claimed[group == k].mean(), binomtest(true, count).proportion_ci()
            panel.vlines(mean, interval.low, interval.high, color=BLUE)
            panel.plot(mean, true / count, "o", color=BLUE)
            panel.annotate(f"{count}", (mean, true / count), (4, 4), fontsize=8,
                           textcoords="offset points")  # fmt: skip
            told.append(f"{name}: {mean:.2f} claimed, {true} of {count} true")
        reach = np.ceil(10 * claimed.max()) / 10
        panel.set(title=name, xlabel="claimed probability", ylim=(-0.03, 1.09))
        panel.set_xlim(-0.05 * reach, 1.05 * reach)  # each panel as far as it has claims
    axes[0, 0].set_ylabel("share in which it was true")
    return describe(figure, f"Claimed probability and share of truth. {'; '.join(told)}.")


def _networks(results):
    """Return (name, rows) of each network, in order of RAM."""
    trained = results.dropna(subset="ram_bytes").sort_values(["ram_bytes", "parameters"])
    return list(trained.groupby("classifier", sort=False))


def _check(table, where):
    missing = [name for name in (*NEEDED[where], *SCORES) if name not in table]
    if missing:
        raise ResultsError(
            f"judging.{where}: the table has no column {missing[0]!r}; write it again with the "
            "program of the same name in benchmarks."
        )
