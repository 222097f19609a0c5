"""Figures of chapter 07: turned images, a schedule of learning rates, and an ablation."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREY, ORANGE, panels
from tinyml_kit.course.plots import side_by_side

MARKERS = "os^D"  # one for each seed
#: A pixel is hot if it exceeds this local contrast in half of the frames: no crystal does.
HOT = 4


def with_hot_pixels(
    images: Sequence[np.ndarray], titles: Sequence[str], among: np.ndarray
) -> Figure:
    """Draw preprocessed images side by side, with squares around the hot pixels of their detector.

    Parameters
    ----------
    images : sequence of (H, W) arrays, local contrast
    titles : sequence of str
    among : (n, H, W) array
        Frames of the same detector, of which the first 99 tell what is hot.
    """
    figure = side_by_side(*images, titles=titles, limits=(-1, 4), unit="local contrast")
    rows, columns = np.nonzero(np.median(among[:99], axis=0) > HOT)
    for panel in figure.axes[: len(titles)]:
        panel.plot(columns, rows, "s", mfc="none", mec=ORANGE, ms=9)
    return figure


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


#: How the answer is taken from the probabilities, by the column of the table: name, colour.
READINGS = {
    "balanced_accuracy": ("most probable class", BLUE),
    "weighted_balanced_accuracy": ("weighted answers", ORANGE),
}


def ablation(results: pd.DataFrame, reading: str, guess: float = 1 / 3) -> Figure:
    """Draw the balanced accuracy of recipes: a mark for each seed, a bar for their mean.

    Beside the most probable class stands the share of MAYBE that was found.

    Parameters
    ----------
    results : DataFrame
        One row per recipe and seed: columns recipe, seed, recall_MAYBE and the one of `reading`;
        recipes are drawn from top to bottom in the order of their first row.
    reading : str, one of `READINGS`
    guess : float
        What a program that guesses would reach; drawn as a line.
    """
    how, colour = READINGS[reading]
    runs = list(results.groupby("recipe", sort=False))
    figure, ((axes,),) = panels(width=7.2, height=1 + 0.28 * len(runs))
    axes.axvline(guess, color=GREY, ls=":")
    beside = {"transform": axes.get_yaxis_transform(), "fontsize": 8, "color": colour}
    columns = {"mean": reading}
    if reading == "balanced_accuracy":
        columns["share of MAYBE\nfound"] = "recall_MAYBE"
    for place, (title, column) in zip((1.02, 1.12), columns.items(), strict=False):
        axes.text(place, -0.6, title, va="bottom", **beside)
        for row, (_, run) in enumerate(runs):
            axes.text(place, row, f"{run[column].mean():.2f}", va="center", **beside)
    for row, (_, run) in enumerate(runs):
        axes.vlines(run[reading].mean(), row - 0.3, row + 0.3, color=colour, lw=3)
        for seed, one in zip(run["seed"], run[reading], strict=True):
            marker = MARKERS[seed % len(MARKERS)]
            axes.plot(one, row, marker, color=colour, mfc="none", ms=6, alpha=0.8)
    axes.set(yticks=range(len(runs)), yticklabels=[name for name, _ in runs], xlim=(0.2, 0.9))
    axes.set(ylim=(len(runs) - 0.4, -0.6), xlabel=f"balanced accuracy, {how} (measured)")
    axes.plot([], [], color=colour, lw=3, label="mean")
    for seed in sorted(set(results["seed"])):
        look = {"color": colour, "mfc": "none", "ms": 6, "ls": ""}
        axes.plot([], [], MARKERS[seed % len(MARKERS)], label=f"seed {seed}", **look)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, fontsize=8)
    axes.grid(axis="x", color="0.9")
    told = "; ".join(f"{name}: {run[reading].mean():.2f}" for name, run in runs)
    return describe(figure, f"Means of balanced accuracy over seeds, {how}. {told}.")
