"""Pictures that only the chapter on what TinyML is needs; each returns a matplotlib Figure."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from tinyml_kit import boards as catalog
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.budget_explorer import (
    BATTERIES,
    SENSORS,
    Budget,
    BudgetError,
    budget,
    require_listed,
)
from tinyml_kit.course.figures import BLUE, GREY, ORANGE, panels, place_labels, style
from tinyml_kit.course.pictures.networks import DASHES

style()

KINDS = {"AVR": "o", "Cortex": "s", "RISC": "D", "Xtensa": "^"}
#: Machines of every size: bytes of working memory and watts under load (data sheets, rounded). The
#: GPU is an A100 of 80 GB; laptop and phone are usual ones; of the last two it is the chip alone.
MACHINES = {
    "data-centre GPU": (80e9, 400),
    "laptop": (16e9, 30),
    "phone": (8e9, 3),
    "Raspberry Pi 3B+": (1e9, 4),
    "chip of a Nano 33 BLE": (256 * 1024, 0.01),
    "chip of an Uno": (2048, 0.046),
}


def machines() -> Figure:
    """Draw working memory over power of some machines, from a data centre to an 8-bit chip."""
    figure, ((axes,),) = panels(width=6, height=3.4)
    points = np.array([(watts, memory) for memory, watts in MACHINES.values()])
    axes.plot(*points.T, "o", color=BLUE)
    axes.set(xscale="log", yscale="log", xlim=(1e-3, 3e3), ylim=(3e2, 1e12))
    axes.set(xlabel="watts under load (published, rounded)")
    axes.set(ylabel="working memory, bytes (published)")
    place_labels(axes, points, MACHINES)
    told = ", ".join(
        f"{name} {memory:.2g} bytes and {watts:g} W" for name, (memory, watts) in MACHINES.items()
    )
    return describe(figure, f"Working memory over power, both logarithmic: {told}.")


def boards() -> Figure:
    """Draw RAM over clock of the kit's boards."""
    figure, ((axes,),) = panels(width=6, height=3.6)
    known = catalog.all_boards().values()
    points = np.array([(chip.clock / 1e6, chip.ram / 1024) for chip in known])
    axes.plot(*points.T, ls="none")  # invisible; labels avoid these points
    for (x, y), chip in zip(points, known, strict=True):
        axes.plot(x, y, KINDS[chip.core.title.partition("-")[0].split()[0]], color=BLUE)
    axes.set(xscale="log", yscale="log", xlim=(6, 1e3), ylim=(1, 4e3))
    axes.set_xticks([10, 100, 1000], ["10", "100", "1000"])
    axes.set_yticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
    axes.set(xlabel="clock (MHz, published)", ylabel="RAM (KB, published)")
    axes.set_title("● AVR   ■ Cortex-M   ◆ RISC-V   ▲ Xtensa")
    names = [chip.title.removeprefix("Arduino ") for chip in known]
    place_labels(axes, points, names)
    told = ", ".join(
        f"{name} {clock:g} MHz and {ram:g} KB"
        for name, (clock, ram) in zip(names, points, strict=True)
    )
    return describe(figure, f"RAM over clock of {len(points)} boards, both logarithmic: {told}.")


def lifetimes(
    network: str,
    battery: str,
    boards: Sequence[str],
    rates: Sequence[float],
    sensor: str = "two movement sensors",
) -> Figure:
    """Draw how many days a battery lasts over decisions per second, one line per board.

    The figures are those of the chip and its sensor, without what else is on its board. A line
    ends where the board is busy all the time.

    Raises
    ------
    BudgetError
        If a name is unknown, there are no boards or more boards than distinguishable lines, or the
        time that a board takes is not known.
    """
    require_listed("battery", battery, BATTERIES)
    if not 0 < len(boards) <= len(DASHES):
        raise BudgetError(f"lifetimes: {len(boards)} boards; take 1 to {len(DASHES)} of them.")
    figure, ((axes,),) = panels(width=8)
    for name, dashes in zip(boards, DASHES, strict=False):
        found = [budget(name, network, rate, sensor) for rate in rates]
        days = [_days(each, name, BATTERIES[battery]) for each in found]
        chip = catalog.find(name)
        label = f"{chip.chip} ({chip.title.removeprefix('Arduino ')})"
        axes.plot(rates, days, ls=dashes, lw=2, label=label)
    axes.set(xscale="log", yscale="log", xlabel="decisions per second")
    axes.set_ylabel(f"days from {battery} (estimated)")
    about = SENSORS[sensor].milliwatts
    axes.set_title(f"{network}; {sensor}, always on: {about} mW", fontsize=9)
    axes.axhline(365, color=GREY, lw=0.8, zorder=0)
    axes.text(rates[0], 340, "one year", va="top", fontsize=8, color=GREY)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), title="bare chip (of the board)")
    return figure


def _days(needs: Budget, board: str, watt_hours: float) -> float:
    """Return the days that a battery lasts; nan where the board is busy all the time."""
    days = needs.days(watt_hours)
    if needs.busy is None or days is None:
        raise BudgetError(
            f"lifetimes: the time that {board} takes is not known; take another board."
        )
    return days if needs.busy <= 1 else np.nan


def counts_by_name(
    counts: np.ndarray,
    names: np.ndarray,
    threshold: float | None = None,
    xlabel: str = "spots found in a frame (simulated)",
) -> Figure:
    """Draw histograms of counts, one step line per name, and the threshold as a vertical line.

    Names stand in the order of their medians, the largest first. All bins are as wide. The last
    one also holds the counts beyond it, if there are any; the axis says so.

    Parameters
    ----------
    counts : (n,) array of int
    names : (n,) array of str
    threshold : float, optional
    """
    figure, ((axes,),) = panels(width=8)
    widest = np.quantile(counts, 0.99)
    width = max(1, np.ceil(widest / 30))  # a whole number: each bin takes as many counts
    edges = np.arange(0, widest + width, width)
    if np.max(counts) > edges[-1]:
        xlabel = f"{xlabel}; the last step holds {edges[-1]:g} or more"
        counts = np.minimum(counts, edges[-1])
        edges = np.append(edges, edges[-1] + width)
    ordered = sorted(dict.fromkeys(names), key=lambda name: -np.median(counts[names == name]))
    for name, dashes in zip(ordered, cycle(DASHES), strict=False):
        axes.hist(counts[names == name], edges, histtype="step", lw=2, ls=dashes, label=str(name))
    if threshold is not None:
        axes.axvline(threshold, color=GREY, label=f"threshold {threshold:g}")
    axes.set(xlabel=xlabel, ylabel="frames", yscale="log")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    told = ", ".join(
        f"{name} with a median of {np.median(counts[names == name]):g}" for name in ordered
    )
    return describe(figure, f"Histograms of counts: {told}.")


def energies(table: pd.DataFrame) -> Figure:
    """Draw what each way to a decision costs, a group of points for each row, on a log axis.

    Points, because the length of a bar means nothing on an axis without a zero.

    Parameters
    ----------
    table : microjoules, one row for each sensor and one column for each way
    """
    figure, ((axes,),) = panels(width=7.5, height=0.9 + 0.8 * len(table))
    thick, told = 0.8 / len(table.columns), []
    for number, (way, values) in enumerate(table.items()):
        places = np.arange(len(table)) + (number + 0.5) * thick - 0.4
        colour, mark = ((GREY, "s"), (BLUE, "o"), (ORANGE, "^"))[number % 3]
        axes.plot(values, places, mark, color=colour, ms=7, label=way)
        for value, place in zip(values, places, strict=True):
            axes.annotate(_short(value), (value, place), (8, 0), textcoords="offset points",
                          va="center", fontsize=8)  # fmt: skip
        told.append(f"{way}: {', '.join(map(_short, values))} µJ")
    axes.set(xscale="log", xlim=(0.01, 3 * table.max(axis=None)), xlabel="µJ (estimated)")
    axes.set_yticks(range(len(table)), table.index)
    for border in range(1, len(table)):
        axes.axhline(border - 0.5, color=GREY, lw=0.5)
    axes.set_ylim(len(table) - 0.5, -0.5)
    figure.legend(loc="outside lower center", ncols=len(table.columns))
    return describe(figure, f"Energy for {', '.join(table.index)}. {'; '.join(told)}.")


def _short(value: float) -> str:
    """Return a number with two decimals, or with none from 10 on."""
    return f"{value:,.2f}" if value < 10 else f"{value:,.0f}"


def drift(shares: Sequence[float], curves: Mapping[str, Sequence[float]]) -> Figure:
    """Draw what becomes of answers while a detector finds fewer and fewer spots.

    Parameters
    ----------
    shares : m numbers, the share of the spots that it still finds
    curves : m shares each, under the name of what they are shares of
    """
    figure, ((axes,),) = panels(width=7)
    for (name, values), mark in zip(curves.items(), cycle(("^:", "o-", "s--")), strict=False):
        axes.plot(100 * np.asarray(shares), 100 * np.asarray(values), mark, ms=4, label=name)
    axes.set(xlabel="spots that the detector still finds (%, simulated)", ylim=(0, 103))
    axes.set_ylabel("% of all frames, or of all HITs")
    axes.invert_xaxis()
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    told = "; ".join(f"{name} {v[0]:.0%}, then {v[-1]:.0%}" for name, v in curves.items())
    return describe(
        figure, f"While the spots that are found fall to {min(shares):.0%} of the first: {told}."
    )
