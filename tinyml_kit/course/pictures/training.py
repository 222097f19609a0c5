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


def ablation(
    results: pd.DataFrame, score: str = "balanced_accuracy", guess: float = 1 / 3
) -> Figure:
    """Draw the scores of recipes: a small mark for each seed, a bar at their mean.

    Parameters
    ----------
    results : DataFrame
        One row per recipe and seed: columns recipe, seed, recall_MAYBE and `score`; recipes are
        drawn from top to bottom in the order of their first row.
    score : str
    guess : float
        What a program that guesses would reach; drawn as a line.
    """
    runs = list(results.groupby("recipe", sort=False))
    figure, ((axes,),) = panels(width=6.8, height=0.8 + 0.3 * len(runs))
    axes.axvline(guess, color=GREY, ls=":")
    beside = {"va": "center", "transform": axes.get_yaxis_transform()}
    for row, (_, run) in enumerate(runs):
        scores = run[score]
        axes.vlines(scores.mean(), row - 0.32, row + 0.32, color=ORANGE, lw=3)
        for seed, one in zip(run["seed"], scores, strict=True):
            axes.plot(one, row, MARKERS[seed % len(MARKERS)], color=BLUE, ms=5, alpha=0.7, mew=0)
        axes.text(1.02, row, f"{scores.mean():.2f} ± {scores.std():.2f}", **beside)
        axes.text(1.25, row, f"{run['recall_MAYBE'].mean():.2f}", **beside)
    axes.text(1.25, -1, "recall of\nMAYBE", **beside)
    axes.set(yticks=range(len(runs)), yticklabels=[name for name, _ in runs])
    axes.set(ylim=(len(runs) - 0.4, -0.6), xlabel=f"{score.replace('_', ' ')} (measured)")
    axes.set_title("marks: seeds; bars: means; dotted: guessing", fontsize=8, color=GREY)
    axes.text(1.02, -1, "mean ±\ndeviation", **beside)
    axes.grid(axis="x", color="0.9")
    told = "; ".join(f"{name}: {run[score].mean():.2f}" for name, run in runs)
    return describe(figure, f"Means of {score.replace('_', ' ')} over seeds. {told}.")
