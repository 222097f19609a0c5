"""Pictures of the chapter on quantisation: steps, their errors, and the cost of fewer bits."""

from collections.abc import Sequence

import ipywidgets
import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from tinyml_kit.base.errors import BadInput
from tinyml_kit.course import widgets
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREEN, GREY, ORANGE, RED, panels


class StepError(BadInput):
    """A scale or a zero point that the integers cannot have."""


def staircase(values: np.ndarray, scale: float, zero_point: int, bits: int = 8) -> Figure:
    """Draw the integers that stand for real values, and the error of each value.

    Parameters
    ----------
    values : (n,) array of float
    scale : float, > 0
        The width of a step.
    zero_point : int
        The integer that stands for 0.
    bits : int, 2 to 8
        The integers go from -2**(bits - 1) to 2**(bits - 1) - 1.

    Raises
    ------
    StepError
        If the scale is not above 0, or the zero point is none of the integers.
    """
    lowest, highest = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    if not 0 < scale < np.inf or not lowest <= zero_point <= highest:
        raise StepError(
            f"steps: scale {scale} and zero point {zero_point}; take a scale above 0 and a zero "
            f"point of {lowest} to {highest}."
        )
    values = np.sort(np.ravel(values))

    def stored(real):
        return np.clip(np.rint(real / scale) + zero_point, lowest, highest)

    error = scale * (stored(values) - zero_point) - values
    ends = scale * np.array([lowest - zero_point, highest - zero_point])
    clipped = (values < ends[0] - scale / 2) | (values > ends[1] + scale / 2)
    figure, ((above, below),) = panels(2, width=4.5)
    # A dense line, because the steps are as wide as the scale between two values too.
    reach = np.abs(values).max() * 1.1
    line = np.linspace(-reach, reach, 2000)
    above.axvspan(*ends, color=BLUE, alpha=0.08, lw=0, label="range that has integers")
    above.plot(line, stored(line), color=BLUE)
    above.plot(0, zero_point, "o", color=ORANGE, label="zero point", zorder=3)
    room = (highest - lowest) * 0.06
    above.set(xlim=(-reach, reach), ylim=(lowest - room, highest + room))
    above.set(xlabel="value", ylabel="integer", title=f"scale {scale:.3g}, zero point {zero_point}")
    above.legend(loc="upper left")
    below.plot(values, error, ".", color=BLUE, ms=3)
    below.plot(values[clipped], error[clipped], "x", color=RED, ms=5)
    for sign in (-1, 1):
        below.axhline(sign * scale / 2, color=ORANGE, ls="--", lw=1)
    used, lost = len(np.unique(stored(values))), clipped.mean()
    below.set(xlabel="value (dashed: half a step; crosses: clipped)", ylabel="error")
    below.set_title(f"{used} of {2**bits} steps used, {lost:.1%} clipped")
    return describe(
        figure,
        f"Left: the integer for each value, a staircase, with scale {scale:.3g} and zero point "
        f"{zero_point}; values from {ends[0]:.3g} to {ends[1]:.3g} have steps. Right: the errors "
        f"of the values, and dashed lines at half a step. {used} of {2**bits} steps are used and "
        f"{lost:.1%} of the values are clipped; the largest error is {np.abs(error).max():.3g}.",
    )


def three_choices(values: np.ndarray, scale: float, bits: int = 4) -> Figure:
    """Draw the error of each value for a scale, for a third of it, and for a zero point at the end.

    Parameters
    ----------
    values : (n,) array of float
    scale : float, > 0
        The smallest one that clips nothing, for a zero point of 0.
    bits : int, 2 to 8
        As in `staircase`.
    """
    values = np.ravel(values)
    lowest, highest = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    figure, axes = panels(3, width=3.2, height=2.8, sharey=True)
    told = []
    choices = [
        ("smallest scale that clips nothing", scale, 0),
        ("a third of that scale", scale / 3, 0),
        (f"zero point {highest}", scale, highest),
    ]
    for panel, (title, step, zero) in zip(axes[0], choices, strict=True):
        steps = np.rint(values / step) + zero
        stored = np.clip(steps, lowest, highest)
        error, lost = step * (stored - zero) - values, steps != stored
        panel.plot(values[~lost], error[~lost], ".", color=BLUE, ms=3)
        panel.plot(values[lost], error[lost], "x", color=RED, ms=4)
        panel.set(xlabel="value (crosses: clipped)")
        panel.set_title(f"{title}\n{lost.mean():.0%} clipped", fontsize=9)
        told.append(f"{title}: {lost.mean():.0%} clipped, errors up to {np.abs(error).max():.2g}")
    axes[0, 0].set_ylabel("error")
    return describe(figure, f"The errors of all values, three times. {'; '.join(told)}.")


def explore(values: np.ndarray, scale: float, zero_point: int, bits: int = 8) -> None:
    """Explore scale and zero point; see `staircase`."""
    exponent = np.log10(scale)
    widgets.explore(
        lambda log_scale, zero_point: staircase(values, 10**log_scale, zero_point, bits),
        log_scale=ipywidgets.FloatSlider(
            exponent, min=exponent - 1, max=exponent + 1, step=0.05,
            description="log10 scale", continuous_update=False,
        ),
        zero_point=ipywidgets.IntSlider(
            zero_point, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1,
            description="zero point", continuous_update=False,
        ),
    )  # fmt: skip


def range_errors(values: np.ndarray, bits: Sequence[int] = (8, 4), **marks: float) -> Figure:
    """Draw the mean squared error of values that are not negative over the end of their range.

    Parameters
    ----------
    values : (n,) array of float, >= 0 and not all 0
    bits : sequence of int
        One line each, for 2**bits steps from 0 to the end of the range.
    **marks : float
        Ends of ranges to mark with a vertical line, by name.
    """
    values = np.ravel(values).astype(float)
    tops = np.linspace(0.4, 1.15, 60) * values.max()
    figure, ((axes,),) = panels(width=6.5)
    told = []
    for number, places in enumerate(bits):
        steps = 2**places - 1
        errors = [
            np.mean((np.clip(np.rint(values / top * steps), 0, steps) * top / steps - values) ** 2)
            for top in tops
        ]
        best = tops[int(np.argmin(errors))]
        axes.semilogy(tops, errors, color=(BLUE, GREEN, RED)[number % 3], label=f"{places} bits")
        axes.plot(best, min(errors), "o", color=(BLUE, GREEN, RED)[number % 3])
        told.append(f"with {places} bits it is smallest at {best:.3g}")
    for number, (name, top) in enumerate(marks.items()):
        axes.axvline(top, color=GREY, ls=("--", ":")[number % 2], label=name.replace("_", " "))
    axes.set(xlabel="end of the range (dot: smallest error)", ylabel="mean squared error")
    axes.legend(loc="upper right", bbox_to_anchor=(1.32, 1))
    marked = ", ".join(f"{name.replace('_', ' ')} ends at {top:.3g}" for name, top in marks.items())
    return describe(
        figure,
        f"Mean squared error over the end of the range: {'; '.join(told)}. {marked or 'No marks'}.",
    )


def spreads(
    filters: Sequence[np.ndarray], names: Sequence[str], **under: Sequence[float]
) -> Figure:
    """Draw the weights of each filter as dots; a ring, around the largest, marks what sets a scale.

    Parameters
    ----------
    filters : m arrays of float, of any shape
    names : m names, written below their dots
    **under : m numbers each
        Rows of a table below the names; the row's own name stands at its left.
    """
    figure, ((axes,),) = panels(width=7)
    reach = max(np.abs(weights).max() for weights in filters)
    for place, weights in enumerate(map(np.ravel, filters)):
        once = {} if place else {"label": "largest weight of a filter"}
        furthest = weights[np.abs(weights).argmax()]
        axes.plot(np.full(len(weights), place), weights, ".", color=BLUE, ms=5, alpha=0.6)
        axes.plot(place, furthest, "o", color=ORANGE, mfc="none", ms=9, **once)
    for sign in (-1, 1):
        axes.axhline(sign * reach, color=ORANGE, ls="--", lw=1)
    axes.axhline(0, color=GREY, lw=0.8)
    columns = zip(names, *[[f"{number:.1f}" for number in row] for row in under.values()],
                  strict=True)  # fmt: skip
    axes.set_xticks(range(len(filters)), ["\n".join(column) for column in columns])
    heads = "\n".join(["", *[name.replace("_", " ") for name in under]])
    axes.annotate(heads, (0, 0), (-8, -7), xycoords="axes fraction", textcoords="offset points",
                  ha="right", va="top")  # fmt: skip
    axes.set(ylabel="weight (dashed: largest of all)")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.15))
    told = ", ".join(
        f"{name} {np.min(weights):.2g} to {np.max(weights):.2g}"
        for name, weights in zip(names, filters, strict=True)
    )
    more = "".join(
        f" {name.replace('_', ' ').capitalize()}: {', '.join(f'{number:.1f}' for number in row)}."
        for name, row in under.items()
    )
    return describe(figure, f"Ranges of the weights: {told}.{more}")


def by_bits(
    bits: Sequence[int], floor: float | None = None, close: float = 0.04, **curves: Sequence[float]
) -> Figure:
    """Draw scores over the number of bits, one line per name, with a dashed line at `floor`.

    The right panel enlarges the scores that are at most `close` below the best one. Each score
    stands in per cent beside its mark: in the right panel if it is there, else in the left one.
    """
    figure, ((whole, near),) = panels(2, width=4.2)
    best = max(max(scores) for scores in curves.values())
    for number, (name, scores) in enumerate(curves.items()):
        for axes in (whole, near):
            mark = "o^sD"[number % 4] + "-"
            axes.plot(bits, 100 * np.asarray(scores), mark, label=name.replace("_", " "))
    drawn = []  # the bits of the right panel
    for place, *scores in zip(bits, *curves.values(), strict=True):
        for number, score in enumerate(scores):
            enlarged = score >= best - close
            drawn += [place] * enlarged
            above = number == int(np.argmax(scores))
            dark = 0.7 * np.array(to_rgb(f"C{number}"))  # letters are thinner than lines
            (near if enlarged else whole).annotate(
                f"{100 * score:.1f}", (place, 100 * score), (0, 6) if above else (-9, -14),
                textcoords="offset points", ha="center", fontsize=8, color=tuple(dark),
            )  # fmt: skip
    for axes in (whole, near):
        if floor is not None:
            axes.axhline(100 * floor, color=GREY, ls="--", lw=1, label="float32")
        axes.set(xlabel="bits per weight", xticks=bits)
        axes.margins(y=0.12)
    whole.set_ylabel("right (%, measured)")
    whole.invert_xaxis()
    near.set(xlim=(max(drawn) + 0.5, min(drawn) - 0.5), title="enlarged")
    near.set_ylim(100 * (best - 1.1 * close), 100 * (best + 0.2 * close))
    whole.legend(loc="lower left")
    return figure
