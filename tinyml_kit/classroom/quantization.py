"""Pictures of the chapter on quantisation: steps, what they miss, and what fewer bits cost."""

import ipywidgets
import numpy as np

from tinyml_kit.classroom import widgets
from tinyml_kit.classroom.alt_text import describe
from tinyml_kit.classroom.figures import BLUE, GREY, ORANGE, panels

LOWEST, HIGHEST = -128, 127


def staircase(values, scale, zero_point):
    """Draw real values on the steps of int8, and how far each is off.

    Parameters
    ----------
    values : (n,) array of float
    scale : float, > 0
        The width of a step.
    zero_point : int
        The step that stands for 0.
    """
    values = np.sort(np.ravel(values))
    steps = np.rint(values / scale) + zero_point
    back = (np.clip(steps, LOWEST, HIGHEST) - zero_point) * scale
    lost = np.mean((steps < LOWEST) | (steps > HIGHEST))
    figure, ((above, below),) = panels(2, width=4.5)
    above.plot(values, values, color=GREY, lw=1, label="as it is")
    above.plot(values, back, color=BLUE, drawstyle="steps-mid", label="as int8")
    above.set(xlabel="value", ylabel="value after int8", title=f"scale {scale:.3g}")
    above.legend(loc="upper left")
    below.plot(values, back - values, ".", color=BLUE, ms=2)
    for sign in (-1, 1):
        below.axhline(sign * scale / 2, color=ORANGE, ls="--", lw=1)
    used = len(np.unique(np.clip(steps, LOWEST, HIGHEST)))
    below.set(xlabel="value", ylabel="error", title=f"{used} steps used, {lost:.1%} clipped")
    return describe(
        figure,
        f"Left: values against themselves after int8 with scale {scale:.3g} and zero point "
        f"{zero_point}. Right: their errors and dashed lines at half a step. {used} of 256 steps "
        f"are used and {lost:.1%} of the values are clipped; the largest error is "
        f"{np.abs(back - values).max():.3g}.",
    )


def explore(values, scale, zero_point):
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


def spreads(rows, names, ylabel="weight"):
    """Draw where the values of each row lie: their range as a line, their middle half as a bar."""
    figure, ((axes,),) = panels(width=7)
    for place, row in enumerate(rows):
        row = np.ravel(row)
        axes.plot([place, place], [row.min(), row.max()], color=BLUE, lw=1.5)
        axes.plot([place, place], np.percentile(row, [25, 75]), color=BLUE, lw=7, alpha=0.5)
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set_xticks(range(len(rows)), names)
    axes.set(ylabel=ylabel)
    told = ", ".join(
        f"{name} {np.min(row):.2g} to {np.max(row):.2g}"
        for name, row in zip(names, rows, strict=True)
    )
    return describe(figure, f"Ranges of values: {told}.")


def by_bits(bits, floor=None, ylabel="accuracy", **curves):
    """Draw scores against the number of bits, a line a name, with a dashed line at `floor`."""
    figure, ((axes,),) = panels(width=6)
    for number, (name, scores) in enumerate(curves.items()):
        axes.plot(bits, scores, "o^sD"[number % 4] + "-", label=name.replace("_", " "))
    if floor is not None:
        axes.axhline(floor, color=GREY, ls="--", lw=1, label="float32")
    axes.set(xlabel="bits a weight", ylabel=ylabel, xticks=bits)
    axes.invert_xaxis()
    axes.legend(loc="lower left")
    return figure
