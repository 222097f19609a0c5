"""Pictures of the chapter on one's own sensor: recordings, and how a network fares."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREY, ORANGE, panels, style

style()


def recordings(
    samples: Mapping[str, np.ndarray], axes: Sequence[str], rate: float, unit: str
) -> Figure:
    """Draw one recording for each label.

    Parameters
    ----------
    samples : {label: (n, axes)}
    axes : names of the columns
    rate : samples a second
    unit : of the numbers
    """
    figure, places = panels(len(samples), width=2.4, height=2.4, sharey=True)
    for place, (label, values) in zip(np.ravel(places), samples.items(), strict=True):
        for axis, line in zip(axes, np.transpose(values), strict=True):
            place.plot(np.arange(len(line)) / rate, line, label=axis, linewidth=1)
        place.set_title(label)
        place.set_xlabel("s")
    np.ravel(places)[0].set_ylabel(unit)
    np.ravel(places)[-1].legend()
    return figure


def fares(before: Mapping[str, float], after: Mapping[str, float]) -> Figure:
    """Draw the share of right answers at each place, before and after it was mended.

    Parameters
    ----------
    before, after : {place: share}; a place that was not mended is missing in `after`
    """
    figure, places = panels(width=6.4, height=2.6)
    (place,) = places.ravel()
    names = list(before)
    for number, name in enumerate(names):
        if name in after:
            place.plot([before[name], after[name]], [number, number], color=GREY, zorder=1)
    place.scatter(list(before.values()), range(len(names)), color=ORANGE, label="before", zorder=2)
    mended = [number for number, name in enumerate(names) if name in after]
    place.scatter(
        [after[names[number]] for number in mended], mended, color=BLUE, marker="D",
        label="after thirty more, ten from each bad place", zorder=2,
    )  # fmt: skip
    place.set_yticks(range(len(names)), names)
    place.set_ylim(len(names) - 0.5, -0.5)
    place.set_xlim(0, 1.03)
    place.set_xlabel("share of right answers")
    place.legend(loc="lower left")
    told = [
        f"{name}: {before[name]:.0%}" + (f", then {after[name]:.0%}" if name in after else "")
        for name in names
    ]
    return describe(figure, f"Share of right answers at each place. {'; '.join(told)}.")
