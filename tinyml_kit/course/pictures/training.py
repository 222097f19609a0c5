"""Figures of chapter 07: turned images, a schedule of learning rates, and an ablation."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREY, ORANGE, panels

MARKERS = "os^D"  # one for each seed


def gallery(
    images: Sequence[np.ndarray], titles: Sequence[str], columns: int | None = None
) -> Figure:
    """Draw small images, each under its title and in a frame; a ring marks its maximum.

    They stand in rows of so many `columns`; by default all in one.
    """
    columns = columns or len(titles)
    figure, axes = panels(columns, -(-len(titles) // columns), width=7.2 / columns, height=1.9)
    for panel in axes.flat[len(titles) :]:
        panel.set_axis_off()
    for panel, image, title in zip(axes.flat, images, titles, strict=False):
        panel.imshow(image, cmap="gray_r")
        row, column = np.unravel_index(np.argmax(image), np.shape(image))
        panel.plot(column, row, "o", mfc="none", mec=ORANGE, ms=11, mew=1.5)
        panel.set(xticks=[], yticks=[])
        panel.spines[:].set_visible(True)
        panel.set_title(title, fontsize=8)
    return describe(figure, f"{len(titles)} small images: {'; '.join(titles)}.")


def rates(values: Sequence[float], warmup: int) -> Figure:
    """Draw learning rates over the steps of a training, with the end of the warm-up marked."""
    figure, ((axes,),) = panels(width=5.5, height=2.4)
    axes.plot(values, color=BLUE)
    axes.axvline(warmup, color=GREY, ls=":")
    axes.text(warmup + len(values) / 80, 0, "end of the warm-up", color=GREY, va="bottom")
    axes.set(xlabel="step (one batch each)", ylabel="learning rate", ylim=(0, 1.08 * max(values)))
    return describe(
        figure,
        f"""The learning rate over {len(values)} steps: a straight rise to {max(values):g} at step
        {warmup}, then half a cosine down to {values[-1]:.2g}.""",
    )


#: How the answer is taken from the probabilities: column of the table, name, colour.
READINGS = (
    ("balanced_accuracy", "most probable class", BLUE),
    ("weighted_balanced_accuracy", "weighted answers", ORANGE),
)


def ablation(results: pd.DataFrame, guess: float = 1 / 3) -> Figure:
    """Draw the balanced accuracy of recipes, read in two ways: a mark for each seed, a bar a mean.

    Parameters
    ----------
    results : DataFrame
        One row per recipe and seed: columns recipe, seed, recall_MAYBE and those of `READINGS`;
        recipes are drawn from top to bottom in the order of their first row.
    guess : float
        What a program that guesses would reach; drawn as a line.
    """
    runs = list(results.groupby("recipe", sort=False))
    figure, ((axes,),) = panels(width=7.2, height=1 + 0.42 * len(runs))
    axes.axvline(guess, color=GREY, ls=":")
    told = []
    for row, (name, run) in enumerate(runs):
        beside = {"va": "center", "transform": axes.get_yaxis_transform(), "fontsize": 8}
        for above, (column, _, colour) in zip((-0.18, 0.18), READINGS, strict=True):
            scores, at = run[column], row + above
            axes.vlines(scores.mean(), at - 0.15, at + 0.15, color=colour, lw=3)
            for seed, one in zip(run["seed"], scores, strict=True):
                marker = MARKERS[seed % len(MARKERS)]
                axes.plot(one, at, marker, color=colour, mfc="none", ms=5, alpha=0.8)
            axes.text(1.02, at, f"{scores.mean():.2f}", color=colour, **beside)
        axes.text(1.12, row - 0.18, f"{run['recall_MAYBE'].mean():.2f}", color=BLUE, **beside)
        means = [run[column].mean() for column, _, _ in READINGS]
        told.append(f"{name}: {means[0]:.2f}, weighted {means[1]:.2f}")
    beside["va"] = "bottom"
    axes.text(1.02, -0.7, "mean", **beside)
    axes.text(1.12, -0.7, "share of MAYBE\nfound (blue)", **beside)
    axes.set(yticks=range(len(runs)), yticklabels=[name for name, _ in runs])
    axes.set(ylim=(len(runs) - 0.4, -0.6), xlabel="balanced accuracy (measured)")
    for _, name, colour in READINGS:
        axes.plot([], [], color=colour, lw=3, label=f"{name} (bar: mean)")
    for seed in sorted(set(results["seed"])):
        look = {"color": GREY, "mfc": "none", "ms": 5, "ls": ""}
        axes.plot([], [], MARKERS[seed % len(MARKERS)], label=f"seed {seed}", **look)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.25, 1), ncols=3, fontsize=8)
    axes.grid(axis="x", color="0.9")
    return describe(figure, f"Means of balanced accuracy over seeds. {'; '.join(told)}.")
