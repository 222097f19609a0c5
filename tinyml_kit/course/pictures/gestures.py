"""Pictures of the chapter on gestures: recordings, fading errors, drifting states, strangeness."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREY, ORANGE, panels, style
from tinyml_kit.datasets.motion import Motions

style()

#: Recordings beside each other.
BESIDE = 3


def recordings(motions: Motions, chosen: Sequence[int], rate: float = 50) -> Figure:
    """Draw what the sensor felt in some recordings: acceleration above, turning below.

    Parameters
    ----------
    motions : Motions of six axes
    chosen : indices of the recordings, up to three beside each other
    rate : samples a second
    """
    columns = min(len(chosen), BESIDE)
    rows = -(-len(chosen) // columns)
    figure, axes = panels(columns, 2 * rows, width=2.3, height=1.4, sharex=True)
    for place, index in enumerate(chosen):
        row, column = divmod(place, columns)
        samples = motions.samples[index]
        seconds = np.arange(len(samples)) / rate
        for sensor, unit in enumerate(("g", "degrees / s")):
            panel = axes[2 * row + sensor, column]
            panel.sharey(axes[sensor, 0])
            for axis, name in enumerate("xyz"):
                panel.plot(seconds, samples[:, 3 * sensor + axis], lw=1, label=name)
            if not column:
                panel.set_ylabel(unit)
        axes[2 * row, column].set_title(
            f"{motions.names[motions.labels[index]]} ({motions.people[index]})", fontsize=9
        )
        axes[2 * row + 1, column].set_xlabel("seconds")
    for panel in axes.flat:
        panel.set_visible(panel.has_data())
        panel.label_outer(remove_inner_ticks=False)
    axes[0, 0].legend(fontsize=7, ncols=3, loc="upper left", handlelength=1, columnspacing=0.6)
    told = ", ".join(f"{motions.names[motions.labels[i]]} by {motions.people[i]}" for i in chosen)
    return describe(
        figure,
        f"Recordings of a motion sensor: {told}. Above the acceleration in g along x, y and z, "
        "below how fast the sensor turns.",
    )


def over_steps(
    lines: Mapping[str, np.ndarray], label: str, across: str = "step", log: bool = False
) -> Figure:
    """Draw numbers over steps, a line for each name.

    Parameters
    ----------
    lines : {name: (steps,) array}
    label, across : what is drawn, and over what
    log : whether the numbers stand on a logarithmic axis
    """
    figure, ((axes,),) = panels(width=5.6, height=2.7)
    for name, values in lines.items():
        axes.plot(np.arange(1, len(values) + 1), values, lw=1.2, label=name)
    axes.set(xlabel=across, ylabel=label, yscale="log" if log else "linear")
    axes.legend(fontsize=8)
    told = "; ".join(f"{name}: {v[0]:.3g} at first, {v[-1]:.3g} at last, {np.max(v):.3g} at most"
                     for name, v in lines.items())  # fmt: skip
    steps = max(map(len, lines.values()))
    return describe(figure, f"{label} over {steps} steps. {told}.")


def strangeness(
    usual: np.ndarray, strange: np.ndarray, names: tuple[str, str], threshold: float
) -> Figure:
    """Draw how often each strangeness occurs, of what is usual and of what is not.

    Parameters
    ----------
    usual, strange : (n,) and (m,) positive numbers, on a logarithmic axis
    names : what they are
    threshold : what lies above is called strange; chosen with other windows than these
    """
    figure, ((axes,),) = panels(width=5.2, height=2.6)
    both = np.concatenate([usual, strange])
    edges = np.geomspace(both.min(), both.max() * 1.001, 25)
    for values, name, colour in ((usual, names[0], BLUE), (strange, names[1], ORANGE)):
        axes.hist(values, edges, weights=np.full(len(values), 1 / len(values)), color=colour,
                  alpha=0.6, label=name)  # fmt: skip
    axes.axvline(threshold, color=GREY, ls="--", lw=1, label="threshold")
    axes.set(xscale="log", xlabel="strangeness (mean square)", ylabel="share of windows")
    axes.legend(fontsize=8)
    above = [f"{(values > threshold).mean():.0%}" for values in (usual, strange)]
    return describe(
        figure,
        f"Strangeness of {len(usual)} windows ({names[0]}) and {len(strange)} ({names[1]}). A "
        f"dashed line marks the threshold: {above[0]} of the first and {above[1]} of the second "
        "lie beyond it.",
    )
