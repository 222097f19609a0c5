"""Figures with sliders in a live notebook, and the same figures without sliders elsewhere.

Every widget is a plain function from numbers to a figure, and `explore` around it:

- The figure is displayed as an ordinary picture under a display id. An executed notebook
  therefore stores exactly one PNG, which any viewer shows, and needs no widget state.
- In an open notebook, sliders are displayed above it, and moving one replaces the picture under
  that id, on the page and in the notebook that will be saved.
- In an executed notebook (nbconvert, nbval) there are no sliders: nobody could move them, and
  when reopened they would say "model not found".
"""

from collections.abc import Callable

import ipywidgets
import numpy as np
from IPython.display import Javascript, display
from matplotlib.figure import Figure

from tinyml_kit.base.progress import in_live_notebook
from tinyml_kit.course import plots
from tinyml_kit.course.figures import BLUE, RED
from tinyml_kit.features.image import preprocess


def explore(draw: Callable[..., Figure], **controls: ipywidgets.Widget) -> None:
    """Show the figure that `draw` makes from the controls' values, with sliders where they work.

    Parameters
    ----------
    draw : function
        Takes each control's value by name and returns a Figure.
    **controls : ipywidgets
        Widgets with a `value`.
    """

    def figure():
        return draw(**{name: control.value for name, control in controls.items()})

    live = in_live_notebook()
    if live:
        display(ipywidgets.VBox([*controls.values(), _names()]))
    shown = display(figure(), display_id=True)
    if live:
        for control in controls.values():
            control.observe(lambda _: shown.update(figure()), "value")


# A slider's handle is what a keyboard moves and a screen reader reads out, but it has no name.
# Widgets appear at some later time, so the page is watched for a while.
NAMES = """
const name = () => document.querySelectorAll(".noUi-handle:not([aria-label])").forEach((handle) => {
  const label = handle.closest(".jupyter-widgets")?.querySelector(".widget-label")?.textContent;
  if (label) handle.setAttribute("aria-label", label);
});
const watch = new MutationObserver(name);
watch.observe(document.body, {childList: true, subtree: true});
setTimeout(() => watch.disconnect(), 30000);
name();
"""


def _names():
    """Return an invisible widget that names every slider's handle after its label."""
    names = ipywidgets.Output()
    names.append_display_data(Javascript(NAMES))
    return names


def contrast(
    image: np.ndarray,
    window: int = preprocess.WINDOW,
    epsilon: float = preprocess.EPSILON,
    crop: int = 100,
    places: np.ndarray | None = None,
    hot: np.ndarray | None = None,
) -> None:
    """Explore local contrast normalisation: window, epsilon and crop.

    Parameters
    ----------
    image : (H, W) array
        Usually resampled and globally normalised.
    window, epsilon, crop
        Where the sliders start; see `contrast_figure`.
    places, hot
        See `contrast_figure`.
    """
    side = min(np.shape(image))
    explore(
        lambda **values: contrast_figure(image, places=places, hot=hot, **values),
        window=ipywidgets.IntSlider(
            window, 3, min(31, side - 1 + side % 2), 2,
            description="window (px)", continuous_update=False,
        ),
        epsilon=ipywidgets.FloatLogSlider(
            epsilon, min=-4, max=1, step=0.25, description="epsilon", continuous_update=False
        ),
        crop=ipywidgets.IntSlider(
            min(crop, side), min(20, side), side, 1,
            description="crop (px)", continuous_update=False,
        ),
    )  # fmt: skip


def contrast_figure(
    image: np.ndarray,
    window: int = preprocess.WINDOW,
    epsilon: float = preprocess.EPSILON,
    crop: int = 100,
    places: np.ndarray | None = None,
    hot: np.ndarray | None = None,
) -> Figure:
    """Draw the middle of an image next to its local contrast.

    Parameters
    ----------
    image, window, epsilon
        As for `preprocess.local_contrast`, which sees the whole image.
    crop : int
        Side in pixels of the square that is drawn.
    places, hot : (n, 2) arrays of row and column in the image, optional
        Places to mark in the local contrast, by a ring and by a square, in pixels whose middles are
        whole numbers; those outside the crop are left out.
    """
    contrast = preprocess.local_contrast(image, window=window, epsilon=epsilon)
    figure = plots.side_by_side(
        preprocess.center_crop(image, crop),
        preprocess.center_crop(contrast, crop),
        titles=[f"middle {crop} × {crop} pixels", f"window {window}, epsilon {epsilon:.2g}"],
        limits=(-1, 4),  # one scale, so that a large epsilon is seen to make all contrast small
    )
    for marked, marker, colour in ((places, "o", RED), (hot, "s", BLUE)):
        if marked is None:
            continue
        at = np.asarray(marked) - (np.array(np.shape(image)) - crop) // 2
        inside = ((at > -0.5) & (at < crop - 0.5)).all(axis=1)
        row, column = at[inside].T
        figure.axes[1].plot(column, row, marker, mfc="none", mec=colour, ms=9, mew=1)
    return figure


def threshold(
    probabilities: np.ndarray, truth: np.ndarray, positive: int = 0, start: float = 0.5
) -> None:
    """Explore the threshold on one class's probability: recall, precision and frames stored.

    Parameters
    ----------
    probabilities, truth, positive
        As for `plots.recall_against_threshold`.
    start : float, 0 … 1
        Where the slider starts.
    """
    explore(
        lambda value: plots.recall_against_threshold(probabilities, truth, positive, value),
        value=ipywidgets.FloatSlider(
            start, min=0, max=1, step=0.01, description="threshold", continuous_update=False
        ),
    )
