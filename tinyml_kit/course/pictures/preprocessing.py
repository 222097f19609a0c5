"""Pictures that only the chapter on preprocessing (and the first page) needs.

Each function returns a matplotlib Figure.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from tinyml_kit.course.alt_text import as_pixels, describe
from tinyml_kit.course.figures import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    RED,
    log_like,
    log_like_bar,
    middle_range,
    panels,
    picture,
    shrunk,
    style,
)
from tinyml_kit.course.plots import side_by_side
from tinyml_kit.features.image.resample import bilinear

style()

ADU = "detector units (ADU)"
AVERAGED = 9  # side of the blocks whose means a large square of `overview` shows


def raw(top: float = 200, **frames: np.ndarray) -> Figure:
    """Draw raw frames side by side on one log-like scale, each under its name.

    Parameters
    ----------
    top : float, ADU
        Pixels of this value and above are black.
    **frames : (H, W) arrays
        Shrunk by the maximum of square blocks, so that spots survive.
    """
    figure, axes = panels(len(frames), width=3.2, height=2.9)
    norm = log_like(next(iter(frames.values())))
    norm.vmax = top
    for panel, (name, frame) in zip(axes[0], frames.items(), strict=True):
        drawn = picture(panel, shrunk(frame, side=200)[0], norm=norm)
        panel.set(title=name, xticks=[], yticks=[])
    log_like_bar(figure, drawn, axes, f"{ADU}, nearly logarithmic")
    return figure


def overview(frame: np.ndarray, **places: tuple[float, float, int]) -> Figure:
    """Draw a whole frame and beside it some squares of it, pixel by pixel, each on its own scale.

    Parameters
    ----------
    frame : (H, W) array, ADU
        Drawn whole by the maximum of square blocks, so that spots survive.
    **places : (row, column, half), up to four, half <= 100
        The square of pixels row ± half, column ± half, under its title. From half 50 on the noise
        of single pixels would hide the rest, so the means of 9 × 9 pixels are drawn.
    """
    frame = np.asarray(frame)
    figure = Figure(figsize=(9.6, 4.9), layout="constrained")
    cells = figure.add_gridspec(2, 4)
    whole = figure.add_subplot(cells[:, :2])
    picture(whole, frame, norm=log_like(frame))
    block = shrunk(frame)[1]
    shown = f"\n(each dot: the largest of {block} × {block} pixels)" if block > 1 else ""
    whole.set_title(f"the whole frame{shown}")
    for number, (name, (row, column, half)) in enumerate(places.items()):
        top, left = int(row) - half, int(column) - half
        cut = frame[top : top + 2 * half, left : left + 2 * half]
        panel = figure.add_subplot(cells[number // 2, 2 + number % 2])
        told = f"{cut.min()} to {cut.max()} ADU"
        if half >= 50:
            cut = np.kron(_block_means(cut), np.ones((AVERAGED, AVERAGED)))
            told = f"means of {AVERAGED} × {AVERAGED} pixels"
        # A small square shows all values; in a large one the brightest pixel would hide the rest.
        # White is 0, no light, as in the whole frame; a square without light keeps its own scale.
        high = cut.max() if half < 50 else middle_range(cut)[1]
        limits = (0, high) if high > 0 else (cut.min(), cut.max())
        picture(panel, cut, corner=(top, left), limits=limits)
        letter = "abcd"[number]
        panel.set_title(f"{letter}: {name.replace('_', ' ')}\n{told}")
        panel.tick_params(labelsize=8)
        seen = max(half, 25)  # a smaller box could not be seen
        corner = int(column) - seen, int(row) - seen
        whole.add_patch(
            Rectangle(corner, 2 * seen, 2 * seen, fill=False, edgecolor=RED, linewidth=1.5)
        )
        place = int(column) + seen + 12, int(row)
        label = whole.text(*place, letter, color=RED, va="center", fontweight="bold", fontsize=11)
        label.set_bbox(dict(facecolor="white", edgecolor="none", pad=1, alpha=0.85))
    return figure


def photons(gain: float, **sensors: np.ndarray) -> Figure:
    """Draw how many pixels hold each value in ADU; dotted lines stand at whole photons.

    Parameters
    ----------
    gain : float, ADU per photon
    **sensors : arrays of int, ADU
        Up to three, each under its name.
    """
    figure, ((axes,),) = panels(width=6)
    looks = ((BLUE, "-"), (ORANGE, "--"), (GREEN, "-."))
    for (name, pixels), (colour, dashes) in zip(sensors.items(), looks, strict=False):
        values, counts = np.unique(np.asarray(pixels), return_counts=True)
        shown = (values >= -2 * gain) & (values <= 5.5 * gain)
        look = {"color": colour, "ls": dashes, "label": name.replace("_", " ")}
        axes.step(values[shown], counts[shown], where="mid", **look)
    for number in range(6):
        axes.axvline(number * gain, color=GREY, ls=":", lw=1)
    axes.secondary_xaxis("top", (lambda x: x / gain, lambda x: x * gain)).set_xlabel("photons")
    axes.set(xlabel=ADU, ylabel="pixels", yscale="log")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return as_pixels(figure)


def marked(frame: np.ndarray, spots: np.ndarray, crops: Sequence[tuple[str, float]] = ()) -> Figure:
    """Draw a raw frame with a circle around each spot and the square that each crop keeps.

    Parameters
    ----------
    frame : (H, W) array
    spots : (n, >= 2) array of row and column
    crops : sequence of (name, share)
        The side of the central square as a share of the frame's side.
    """
    figure, ((axes,),) = panels(width=5, height=4)
    drawn = picture(axes, frame, norm=log_like(frame))
    axes.plot(spots[:, 1], spots[:, 0], "o", mfc="none", mec=RED, ms=7, mew=0.8)
    height, width = np.shape(frame)
    colours = (BLUE, GREEN, ORANGE)
    for (name, share), colour in zip(crops, colours, strict=False):
        corner = width * (1 - share) / 2, height * (1 - share) / 2
        size = width * share, height * share
        axes.add_patch(Rectangle(corner, *size, fill=False, edgecolor=colour, lw=2))
        label = axes.text(corner[0] + 12, corner[1] + 12, name, color=colour, va="top", fontsize=8)
        label.set_bbox(dict(facecolor="white", edgecolor="none", pad=1, alpha=0.85))
    axes.set_title(f"{len(spots)} spot{'s' * (len(spots) != 1)} found", fontsize=9)
    log_like_bar(figure, drawn, axes, f"{ADU}, nearly logarithmic")
    return figure


def lines(
    x: np.ndarray, labels: tuple[str, str], xlog: bool = False, **curves: np.ndarray
) -> Figure:
    """Draw curves over the same x, each under its name.

    Parameters
    ----------
    x : (n,) array
    labels : (str, str), for the two axes
    xlog : bool, whether the x axis is logarithmic
    **curves : (n,) arrays
    """
    figure, ((axes,),) = panels(width=6)
    for marker, (name, y) in zip("os^D", curves.items(), strict=False):
        axes.plot(x, y, f"{marker}-", ms=4, label=name.replace("_", " "))
    axes.set(xlabel=labels[0], ylabel=labels[1], xscale="log" if xlog else "linear")
    axes.set_ylim(bottom=min(0, axes.get_ylim()[0]))
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return as_pixels(figure)


def shares(
    x: np.ndarray, labels: tuple[str, str], share: np.ndarray, low: np.ndarray, high: np.ndarray
) -> Figure:
    """Draw a share over a logarithmic x, with its interval as a band and chance as a line at 1/2.

    Parameters
    ----------
    x : (n,) array
    labels : (str, str), for the two axes
    share, low, high : (n,) arrays between 0 and 1
    """
    figure, ((axes,),) = panels(width=6)
    axes.fill_between(x, low, high, color=BLUE, alpha=0.2, lw=0, label="95 % interval")
    axes.plot(x, share, "o-", color=BLUE, ms=4, label="these ten and ten")
    axes.axhline(0.5, color=GREY, ls=":", label="chance")
    axes.set(xlabel=labels[0], ylabel=labels[1], xscale="log", ylim=(0.4, 1.02))
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    told = "; ".join(f"{at:g}: {one:.2f}" for at, one in zip(x, share, strict=True))
    return describe(figure, f"{labels[1]} over {labels[0]}, with a 95 % interval. {told}.")


def repeats(
    counts: Mapping[str, np.ndarray],
    titles: Sequence[str],
    label: str,
    single: Mapping[str, Sequence[float]],
) -> Figure:
    """Draw repeated counts as dots, a row for each name and a panel for each title.

    Parameters
    ----------
    counts : dict of str to (panels, repeats) array
    titles : (panels,) of str
    label : str, what was counted
    single : dict of str to (panels,) numbers
        One more count for some of the names, drawn as a cross.
    """
    figure, axes = panels(len(titles), width=4, height=3, sharey=True)
    told = []
    for number, (panel, title) in enumerate(zip(axes[0], titles, strict=True)):
        for row, (name, many) in enumerate(counts.items()):
            beside = row + np.linspace(-0.25, 0.25, len(many[number]))
            panel.plot(
                many[number], beside, "o", color=BLUE, ms=4, mfc="none", label="one recording"
            )
            mean = many[number].mean()
            panel.vlines(mean, row - 0.4, row + 0.4, color=ORANGE, lw=3, label="their mean")
            told.append(
                f"{title}, {name}: mean {mean:.1f}, {min(many[number])}-{max(many[number])}"
            )
        for name, count in single.items():
            row = list(counts).index(name)
            panel.plot(
                count[number], row, "x", color=RED, ms=9, mew=2, label="the frame of the file"
            )
        panel.set(title=title, xlabel=label, yticks=range(len(counts)), yticklabels=counts)
        panel.set_xlim(left=0)
    axes[0, 0].set_ylim(len(counts) - 0.5, -0.5)  # the first name on top
    handles, names = axes[0, -1].get_legend_handles_labels()
    unique = dict(zip(names, handles, strict=True))
    axes[0, -1].legend(unique.values(), unique.keys(), loc="center left", bbox_to_anchor=(1, 0.5))
    return as_pixels(describe(figure, f"{label}. {'; '.join(told)}."))


def pieces(light: np.ndarray, found: np.ndarray) -> Figure:
    """Draw one piece of a frame as images of three sizes show it; the first has its spots ringed.

    Parameters
    ----------
    light : (h, w) array of a raw frame, in ADU
    found : (n, 2 or more) array of spots, row and column first
    """
    images, middle = [], np.array([842, 560])
    for side, pixels in ((960, 64), (480, 32), (300, 20)):
        top, left = (middle * side / len(light) - pixels / 2).astype(int)
        images.append(bilinear(light, side)[top : top + pixels, left : left + pixels])
        if side == 960:
            near = found[np.abs(found[:, :2] - middle).max(axis=1) < 25, :2]
            row, column = ((near + 0.5) * side / len(light) - 0.5 - (top, left)).T
    titles = ["960→720", "480→300", "300→100"]
    figure = side_by_side(*images, titles=titles, limits=(0, 40), unit="ADU")
    figure.axes[0].plot(column, row, "o", mfc="none", mec=ORANGE, ms=12)
    return figure


def one_piece(at_960: Sequence[np.ndarray], at_300: Sequence[np.ndarray]) -> Figure:
    """Draw the same piece of a frame four times: published and textbook, then saved and the kit's.

    Parameters
    ----------
    at_960 : two (960, 960) arrays, local contrast by the published and by the textbook formula
    at_300 : two (100, 100) arrays, the middle of 300 px: as the thesis saves it, and the kit's
    """
    fine = [image[448:640, 352:544] for image in at_960]
    coarse = [image[40:100, 10:70] for image in at_300]
    titles = "as published, 960 px", "textbook σ, 960 px", "as saved, 300 px", "this kit, 300 px"
    return side_by_side(*fine, *coarse, titles=titles)


def _block_means(image):
    """Return the means of blocks of AVERAGED × AVERAGED pixels; a rest at the edges is left out."""
    rows, columns = (length // AVERAGED for length in image.shape)
    kept = image[: rows * AVERAGED, : columns * AVERAGED]
    return kept.reshape(rows, AVERAGED, columns, AVERAGED).mean(axis=(1, 3))
