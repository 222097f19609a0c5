"""How a timer dims an LED: it counts up and down, and switches a pin where it meets a number."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREY, ORANGE, panels, style

style()

TOP, ROUNDS = 255, 3
NEVER = "never met: stays as it was"


def pulses(numbers: Sequence[int] = (64, 191, 300)) -> Figure:
    """Draw the count of a timer, a number that it is compared with, and the pin, for each number.

    Parameters
    ----------
    numbers : sequence of int
        Beyond 0 to 255 the count never meets the number, and the pin, drawn off, stays as it was.
    """
    figure, axes = panels(len(numbers), 2, width=2.5, height=1.15, sharex=True, sharey="row")
    count = np.tile(np.r_[0 : TOP + 1, TOP - 1 : 0 : -1], ROUNDS)
    told = []
    for (above, below), number in zip(axes.T, numbers, strict=True):
        met = 0 <= number <= TOP
        above.plot(count, color=GREY, lw=1)
        above.axhline(number, color=ORANGE, lw=1.6, ls="-" if met else "--")
        above.set_title(f"{number}")
        below.plot((count < number) & met, color=BLUE, lw=1.6, drawstyle="steps-post")
        if met:
            told.append(f"with {number} it is on for {number / TOP:.0%} of the time")
        else:
            below.text(len(count) / 2, 0.5, NEVER, ha="center", va="center", color=GREY, size=8)
            told.append(f"{number} is never met, so the pin stays as it was, here off")
        below.set(yticks=[0, 1], yticklabels=["off", "on"], ylim=(-0.25, 1.25), xticks=[])
        above.set(yticks=[0, TOP], ylim=(-15, 330))
    axes[0, 0].set_ylabel("count")
    axes[1, 0].set_ylabel("pin")
    figure.supxlabel("time", fontsize=9)
    return describe(
        figure,
        f"""A timer counts from 0 to {TOP} and back, again and again. On the way up a pin goes off
        where the count meets a number, on the way down it goes on: {"; ".join(told)}.""",
    )
