"""Pictures of gradient descent: steps on one curve, and where trainings end over their rates.

Each function returns a matplotlib Figure.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREEN, GREY, ORANGE, RED, panels, style

style()

#: How far a curve is drawn on both sides of its bottom, in distances of the start from it.
REACH = 2.2


def steps(loss: Callable[[float], float], paths: Mapping[str, Sequence[float]]) -> Figure:
    """Draw the steps of descents on the curve of their loss, one panel each.

    All panels show the same part of the curve. Steps that leave it are not drawn.

    Parameters
    ----------
    loss : function of one number, a weight
    paths : the weights that each descent went through, the start first, by name
    """
    everything = np.concatenate([np.asarray(path, float) for path in paths.values()])
    start = everything[0]
    bottom = min(everything, key=loss)
    reach = REACH * abs(start - bottom)
    weights = np.linspace(bottom - reach, bottom + reach, 200)
    curve = [loss(weight) for weight in weights]
    figure, axes = panels(len(paths), width=9.6 / len(paths), height=2.6, sharey=True)
    told = []
    for panel, (name, path) in zip(axes[0], paths.items(), strict=True):
        heights = [loss(weight) for weight in path]
        panel.plot(weights, curve, color=GREY, lw=1)
        panel.plot(path, heights, "o-", color=ORANGE, ms=4, lw=1)
        panel.plot(path[0], heights[0], "s", color=RED, ms=7)
        panel.set(title=name, xlabel="weight w", xlim=weights[[0, -1]], ylim=(0, max(curve)))
        told.append(f"{name}: the loss goes from {heights[0]:.3g} to {heights[-1]:.3g}")
    axes[0, 0].set_ylabel("loss")
    return describe(figure, f"Descents on one curve, from the red square. {'; '.join(told)}.")


def over_rates(
    rates: Sequence[float], curves: Mapping[str, np.ndarray], highest: float = 1.0
) -> Figure:
    """Draw the final loss over the learning rate: a line for the median of the starts.

    Parameters
    ----------
    rates : (n,) learning rates, ascending
    curves : (n, starts) losses at the end of training, by the name of an optimiser
    highest : where the axis of losses ends; what lies above, or is not a number, is not drawn
    """
    figure, ((axes,),) = panels(width=7)
    looks = zip("os^D", (BLUE, ORANGE, GREEN, RED), strict=True)
    told = []
    for (name, losses), (marker, colour) in zip(curves.items(), looks, strict=False):
        losses = np.asarray(losses, float)
        median = np.median(losses, axis=1)
        best = int(np.nanargmin(median))
        axes.plot(rates, median, f"{marker}-", color=colour, ms=4, label=name)
        axes.fill_between(rates, losses.min(axis=1), losses.max(axis=1), color=colour, alpha=0.2)
        axes.plot(rates[best], median[best], marker, color=colour, ms=11, mfc="none")
        told.append(f"{name} is best at a rate of {rates[best]:g}, with {median[best]:.3f}")
    axes.set(
        xlabel="learning rate", ylabel="loss after training (nats)", xscale="log", yscale="log"
    )
    axes.set_ylim(top=highest)
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axis.set_minor_formatter(NullFormatter())
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return describe(
        figure,
        f"""Loss after training over the learning rate, the median of the starts and their range.
        {"; ".join(told)}.""",
    )
