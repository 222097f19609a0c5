"""What all plots share: style, empty panels, shrinking of images, labels that do not collide.

Figures are not added to pyplot's list of open figures. A notebook therefore shows a figure once, as
the value of its cell, and nothing has to be closed.
"""

from collections.abc import Iterable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from IPython import get_ipython
from matplotlib.axes import Axes
from matplotlib.colorbar import Colorbar
from matplotlib.colors import AsinhNorm, Colormap, ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patheffects import withStroke

from tinyml_kit.course import alt_text

#: Okabe and Ito's colours without their yellow; colour-blind readers can tell them apart.
BLUE, ORANGE, GREEN, RED, PURPLE, SKY = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9",
)  # fmt: skip
GREY = "#666666"

#: Shades of an image. Few, because a notebook stores every figure and noise compresses badly.
SHADES = 24
#: Side in pixels to which a larger image is shrunk before it is drawn.
DRAWN = 200


def style() -> None:
    """Set the one style of all chapters; every module that draws calls it."""
    plt.rcParams.update(
        {
            "figure.figsize": (4, 3),
            "figure.dpi": 90,
            "figure.constrained_layout.use": True,
            "axes.prop_cycle": plt.cycler(color=[BLUE, ORANGE, GREEN, RED, PURPLE, SKY]),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlesize": 10,
            "axes.labelsize": 9,
            "font.size": 9,
            "legend.frameon": False,
            "image.interpolation": "nearest",
        }
    )
    shell = get_ipython()
    if shell is not None:
        alt_text.register(shell)


def panels(
    columns: int = 1, rows: int = 1, width: float = 4, height: float = 3, **how: Any
) -> tuple[Figure, np.ndarray]:
    """Return a figure with panels of (width, height) inches, and its axes (rows, columns)."""
    figure = Figure(figsize=(width * columns, height * rows), layout="constrained")
    return figure, figure.subplots(rows, columns, squeeze=False, **how)


def shades(name: str) -> Colormap:
    """Return a colour map of few shades in which NaN stands out in orange."""
    colours = plt.get_cmap(name)(np.linspace(0, 1, SHADES))
    return ListedColormap(colours, name=f"{name}_{SHADES}").with_extremes(bad=ORANGE)


def shrunk(image: np.ndarray, side: int = DRAWN) -> tuple[np.ndarray, int]:
    """Shrink an image to about `side` pixels by the maximum of square blocks.

    A spot of one pixel survives, as it would not if pixels were skipped or averaged. A block is NaN
    if most of its pixels are.

    Returns
    -------
    image : (h, w) float array
    block : int
        Side of a block in pixels; 1 if the image was not shrunk.
    """
    image = np.asarray(image, float)
    block = max(1, round(max(image.shape) / side))
    if block == 1:
        return image, 1
    rows, columns = (-(-length // block) for length in image.shape)
    padding = [(0, rows * block - image.shape[0]), (0, columns * block - image.shape[1])]
    blocks = np.pad(image, padding, mode="edge").reshape(rows, block, columns, block)
    lost = np.isnan(blocks).mean(axis=(1, 3)) > 0.5
    largest = np.where(np.isnan(blocks), -np.inf, blocks).max(axis=(1, 3))
    return np.where(lost, np.nan, largest), block


def picture(
    axes: Axes,
    image: np.ndarray,
    *,
    cmap: str = "gray_r",
    norm: Normalize | None = None,
    limits: tuple[float, float] | None = None,
    corner: tuple[float, float] = (0, 0),
) -> AxesImage:
    """Draw an image, shrunk if necessary, with axes in its own pixels, large values dark."""
    small, block = shrunk(image)
    top, left = corner[0] - 0.5, corner[1] - 0.5
    extent = (left, left + small.shape[1] * block, top + small.shape[0] * block, top)
    low, high = limits if limits is not None else (None, None)
    scale = {"norm": norm} if norm is not None else {"vmin": low, "vmax": high}
    axes.spines[["top", "right"]].set_visible(True)
    axes.locator_params(nbins=5)
    return axes.imshow(small, cmap=shades(cmap), extent=extent, **scale)


def middle_range(image: np.ndarray) -> tuple[float, float]:
    """Return the 0.1 % and 99.9 % quantiles of the finite pixels, or (0, 1) if there are none."""
    values = np.asarray(image, float)
    values = values[np.isfinite(values)]
    return tuple(np.quantile(values, (0.001, 0.999))) if len(values) else (0, 1)


def log_like(image: np.ndarray) -> AsinhNorm:
    """Return a scale that is linear within the noise of a frame and logarithmic above it."""
    values = np.asarray(image, float)
    values = values[np.isfinite(values)]
    middle = np.median(values)
    noise = max(1.4826 * np.median(np.abs(values - middle)), 1e-6)
    top = max(np.quantile(values, 0.99999), middle + 20 * noise)
    return AsinhNorm(linear_width=8 * noise, vmin=middle - noise, vmax=top)


def log_like_bar(figure: Figure, drawn: AxesImage, axes: Axes | np.ndarray, label: str) -> Colorbar:
    """Add the colour bar of a `log_like` scale, with ticks at 0 and at powers of ten."""
    scale: Any = drawn.norm  # as `log_like` returns it
    powers = 10.0 ** np.arange(np.floor(np.log10(max(scale.linear_width, 1e-9))), 9)
    ticks = [0, *powers[powers <= scale.vmax]]
    bar = figure.colorbar(drawn, ax=axes, label=label, shrink=0.9, ticks=ticks)
    bar.ax.set_yticklabels([f"{tick:g}" for tick in ticks])
    bar.ax.minorticks_off()
    return bar


def place_labels(
    axes: Axes,
    points: np.ndarray,
    names: Iterable[str],
    others: np.ndarray | None = None,
    leaders: bool = False,
) -> None:
    """Write a name beside each point so that no name covers a point, a line or another name.

    Names keep clear of `others`, points without a name, too. With `leaders` a name may stand
    further off, and a thin line joins each that is not level with its point to it.

    Each point, in order, takes the first of the places around it that is free and within the axes,
    or the very first place if none is free.
    """
    figure: Any = axes.figure
    figure.draw_without_rendering()
    frame = axes.get_window_extent()
    # A point takes about 8 × 8 pixels. Beside it is room, so that no name ends at a strange point.
    dots = points if others is None else np.concatenate([points, others])
    taken = [(x - 7, y - 4, x + 7, y + 4) for x, y in axes.transData.transform(dots)]
    # The first line is the points; the others are straight, as axhline and axvline draw them.
    taken += [line.get_window_extent().padded(1).extents for line in axes.lines[1:]]
    places = [
        (dx, dy, ha) for dy in (0, 10, -10, 20, -20) for dx, ha in ((8, "left"), (-8, "right"))
    ] + [(0, 12, "center"), (0, -12, "center")]
    if leaders:
        further = [(30, "left"), (-30, "right"), (60, "left"), (-60, "right")]
        places += [(dx, dy, ha) for dy in (30, -30, 45, -45) for dx, ha in further]
    for point, name in zip(points, names, strict=True):
        candidates = [_label(axes, point, name, *place) for place in places]
        boxes = [candidate.get_window_extent().extents for candidate in candidates]
        free = [i for i, box in enumerate(boxes) if _inside(box, frame.extents, taken)]
        chosen = free[0] if free else 0
        taken.append(boxes[chosen])
        level = places[chosen][1] == 0
        for i, candidate in enumerate(candidates):
            if i != chosen or (leaders and not level):
                candidate.remove()
        if leaders and not level:
            _label(axes, point, name, *places[chosen], LEADER)


#: A thin line from a name to the edge of its point.
LEADER = {"arrowstyle": "-", "color": GREY, "lw": 0.7, "shrinkA": 0, "shrinkB": 3}


def _label(axes, point, name, dx, dy, ha, arrow=None):
    return axes.annotate(
        name, point, (dx, dy), textcoords="offset points", ha=ha, va="center", fontsize=8,
        path_effects=[withStroke(linewidth=2.5, foreground="white")], arrowprops=arrow,
    )  # fmt: skip


def _inside(box, frame, taken):
    within = box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]
    return within and not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
        for other in taken
    )
