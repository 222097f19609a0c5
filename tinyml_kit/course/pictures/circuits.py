"""Pictures of the chapter on circuits: waves, and what more multipliers are worth."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tinyml_kit.base.errors import BadInput
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREY, ORANGE, panels, style

style()

#: Cycles that fit beside each other.
MOST = 40


class WaveError(BadInput):
    """Signals that cannot be drawn."""


def waves(signals: Mapping[str, np.ndarray], bits: tuple[str, ...] = ()) -> Figure:
    """Draw signals over the cycles of a clock, one below the other, as a logic analyser does.

    Parameters
    ----------
    signals : {name: (cycles,) array of int}
    bits : names of signals of one bit, which are drawn as lines; the others as numbers in boxes

    Raises
    ------
    WaveError
        If there are no cycles, or more than 40, or signals are not equally long.
    """
    lengths = {len(values) for values in signals.values()}
    if len(lengths) != 1 or not 0 < min(lengths) <= MOST:
        raise WaveError(f"waves: give signals that are equally long, of 1 to {MOST} cycles.")
    (count,) = lengths
    figure, ((axes,),) = panels(width=max(3.0, 1.0 + 0.42 * count), height=0.5 + 0.42 * (
        len(signals) + 1))  # fmt: skip
    half = np.arange(0, count + 0.25, 0.5)
    # The clock rises where a cycle begins: there registers take what they are given.
    clock = (half * 2) % 2 < 1
    axes.step(half, 0.6 * clock[: len(half)], where="post", color=GREY, lw=1.2)
    for row, (name, values) in enumerate(signals.items(), start=1):
        if name in bits:
            line = np.append(values, values[-1])
            axes.step(range(count + 1), 0.6 * line - row, where="post", color=BLUE, lw=1.6)
        else:
            _boxes(axes, row, np.asarray(values))
    axes.vlines(range(count + 1), -len(signals) - 0.15, 0.75, color=GREY, lw=0.3, ls=":")
    axes.set(xlim=(0, count), ylim=(-len(signals) - 0.25, 0.85), xlabel="cycle")
    axes.set_xticks(np.arange(count) + 0.5, [str(cycle) for cycle in range(count)])
    axes.set_yticks(0.3 - np.arange(len(signals) + 1), ["clk", *signals])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    told = "; ".join(f"{name} {' '.join(map(str, values))}" for name, values in signals.items())
    return describe(figure, f"Waves over {count} cycles of a clock. {told}.")


def _boxes(axes: Axes, row: int, values: np.ndarray) -> None:
    """Draw a signal as boxes, one for as long as it is the same number."""
    starts = [0, *(np.flatnonzero(np.diff(values)) + 1), len(values)]
    for start, end in zip(starts, starts[1:], strict=False):
        low, high = -row, 0.6 - row
        edge = 0.1
        x = [start, start + edge, end - edge, end, end - edge, start + edge, start]
        y = [low + 0.3, high, high, low + 0.3, low, low, low + 0.3]
        axes.fill(x, y, facecolor="#FDF1DC", edgecolor=ORANGE, lw=1)
        text = f"{values[start]}".replace("-", "−")
        axes.text((start + end) / 2, low + 0.28, text, ha="center", va="center", fontsize=8)


def foldings(ways: pd.DataFrame, chosen: int, macs: int, title: str) -> Figure:
    """Draw cycles against multipliers (predicted), and a line on which no multiplier ever waits.

    Parameters
    ----------
    ways : columns multipliers, cycles; one row for each folding
    chosen : the row that is marked
    macs : the products of a frame
    """
    figure, ((axes,),) = panels(width=5.2, height=3.3)
    across, down = ways["multipliers"], ways["cycles"]
    axes.plot(across, down, "o-", color=BLUE, ms=5, lw=1)
    axes.plot(across, macs / across, "--", color=GREY, lw=1.2)
    middle = np.sqrt(across.min() * across.max())
    axes.annotate("if none ever waited", (middle, macs / middle), (-8, -8), ha="right", va="top",
                  textcoords="offset points", fontsize=8)  # fmt: skip
    one = ways.iloc[chosen]
    axes.plot(one["multipliers"], one["cycles"], "o", mfc="none", mec=ORANGE, ms=13, mew=2.2)
    axes.set(xscale="log", yscale="log", xlabel="multiplications in a cycle",
             ylabel="cycles for a frame (predicted)")  # fmt: skip
    words = f"{one['multipliers']:.0f} in a cycle: {one['cycles']:,.0f} cycles"
    axes.set_title(f"{title}\n{words}")
    return describe(
        figure,
        f"{title}: cycles for a frame fall as multiplications in a cycle grow, from "
        f"{down.max():,} with {across.min()} to {down.min():,} with {across.max()} (predicted); "
        f"marked is {words}. A dashed line below: what it would be if no multiplier ever waited.",
    )
