"""Pictures of the chapter on quantisation: steps, their errors, and the cost of fewer bits."""

from collections.abc import Sequence

import ipywidgets
import numpy as np
from matplotlib.figure import Figure

from tinyml_kit.base.errors import BadInput
from tinyml_kit.course import widgets
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREY, ORANGE, RED, panels

LOWEST, HIGHEST = -128, 127


class StepError(BadInput):
    """A scale or a zero point that int8 cannot have."""


def staircase(values: np.ndarray, scale: float, zero_point: int) -> Figure:
    """Draw real values on the steps of int8, and the error of each.

    Parameters
    ----------
    values : (n,) array of float
    scale : float, > 0
        The width of a step.
    zero_point : int, -128 to 127
        The step that stands for 0.

    Raises
    ------
    StepError
        If the scale is not above 0, or the zero point is not an int8.
    """
    if not 0 < scale < np.inf or not LOWEST <= zero_point <= HIGHEST:
        raise StepError(
            f"steps: scale {scale} and zero point {zero_point}; take a scale above 0 and a zero "
            f"point of {LOWEST} to {HIGHEST}."
        )
    values = np.sort(np.ravel(values))
    steps, back = _stored(values, scale, zero_point)
    clipped = (steps < LOWEST) | (steps > HIGHEST)
    figure, ((above, below),) = panels(2, width=4.5)
    # A dense line, because the steps are as wide as the scale between two values too.
    line = np.linspace(values[0], values[-1], 2000)
    above.plot(line, line, color=GREY, lw=1, label="as it is")
    above.plot(line, _stored(line, scale, zero_point)[1], color=BLUE, label="as int8")
    above.set(xlabel="value", ylabel="value after int8", title=f"scale {scale:.3g}")
    above.legend(loc="upper left")
    below.plot(values, back - values, ".", color=BLUE, ms=2)
    below.plot(values[clipped], (back - values)[clipped], "x", color=RED, ms=4)
    for sign in (-1, 1):
        below.axhline(sign * scale / 2, color=ORANGE, ls="--", lw=1)
    used, lost = len(np.unique(np.clip(steps, LOWEST, HIGHEST))), clipped.mean()
    below.set(xlabel="value (dashed: half a step; crosses: clipped)", ylabel="error")
    below.set_title(f"{used} of 256 steps used, {lost:.1%} clipped")
    return describe(
        figure,
        f"Left: values against themselves after int8 with scale {scale:.3g} and zero point "
        f"{zero_point}. Right: their errors and dashed lines at half a step. {used} of 256 steps "
        f"are used and {lost:.1%} of the values are clipped; the largest error is "
        f"{np.abs(back - values).max():.3g}.",
    )


def _stored(values, scale, zero_point):
    """Return the steps of values before clipping, and what they represent after it."""
    steps = np.rint(values / scale) + zero_point
    return steps, (np.clip(steps, LOWEST, HIGHEST) - zero_point) * scale


def explore(values: np.ndarray, scale: float, zero_point: int) -> None:
    """Explore scale and zero point; see `staircase`."""
    exponent = np.log10(scale)
    widgets.explore(
        lambda log_scale, zero_point: staircase(values, 10**log_scale, zero_point),
        log_scale=ipywidgets.FloatSlider(
            exponent, min=exponent - 1, max=exponent + 1, step=0.05,
            description="log10 scale", continuous_update=False,
        ),
        zero_point=ipywidgets.IntSlider(
            zero_point, LOWEST, HIGHEST, description="zero point", continuous_update=False
        ),
    )  # fmt: skip


def spreads(rows: Sequence[np.ndarray], names: Sequence[str], ylabel: str = "weight") -> Figure:
    """Draw the values of each row: their range as a line, their middle half as a bar."""
    figure, ((axes,),) = panels(width=7)
    for place, row in enumerate(rows):
        row = np.ravel(row)
        names_once = {} if place else {"label": "all"}, {} if place else {"label": "middle half"}
        ends, middle = [row.min(), row.max()], np.percentile(row, [25, 75])
        axes.plot([place, place], ends, color=BLUE, lw=1.5, **names_once[0])
        axes.plot([place, place], middle, color=BLUE, lw=7, alpha=0.5, **names_once[1])
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set_xticks(range(len(rows)), names)
    axes.set(ylabel=ylabel)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.15), ncols=2)
    told = ", ".join(
        f"{name} {np.min(row):.2g} to {np.max(row):.2g}"
        for name, row in zip(names, rows, strict=True)
    )
    return describe(figure, f"Ranges of values: {told}.")


def by_bits(
    bits: Sequence[int],
    floor: float | None = None,
    ylabel: str = "accuracy (measured)",
    **curves: Sequence[float],
) -> Figure:
    """Draw scores over the number of bits, one line per name, with a dashed line at `floor`."""
    figure, ((axes,),) = panels(width=6)
    for number, (name, scores) in enumerate(curves.items()):
        axes.plot(bits, scores, "o^sD"[number % 4] + "-", label=name.replace("_", " "))
    if floor is not None:
        axes.axhline(floor, color=GREY, ls="--", lw=1, label="float32")
    axes.set(xlabel="bits per weight", ylabel=ylabel, xticks=bits)
    axes.invert_xaxis()
    axes.legend(loc="lower left")
    return figure
