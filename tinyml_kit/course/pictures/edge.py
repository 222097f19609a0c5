"""Pictures that only the chapter on what TinyML is needs; each returns a matplotlib Figure."""

from collections.abc import Sequence
from itertools import cycle

import numpy as np
from matplotlib.figure import Figure

from tinyml_kit import boards as catalog
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.budget_explorer import BATTERIES, BudgetError, budget, require_listed
from tinyml_kit.course.figures import BLUE, GREY, ORANGE, panels, place_labels, style
from tinyml_kit.course.pictures.networks import DASHES

style()

KINDS = {"AVR": "o", "Cortex": "s", "RISC": "D", "Xtensa": "^"}
#: Machines of every size: bytes of working memory and watts under load (published).
MACHINES = {
    "data-centre GPU": (80e9, 500),
    "laptop": (16e9, 30),
    "phone": (8e9, 3),
    "Raspberry Pi 3B+": (1e9, 4),
    "Nano 33 BLE": (256 * 1024, 0.01),
    "Uno": (2048, 0.046),
}


def machines() -> Figure:
    """Draw working memory over power of some machines, from a data centre to an 8-bit chip."""
    figure, ((axes,),) = panels(width=6, height=3.4)
    points = np.array([(watts, memory) for memory, watts in MACHINES.values()])
    axes.plot(*points.T, "o", color=BLUE)
    axes.set(xscale="log", yscale="log", xlim=(1e-3, 3e3), ylim=(3e2, 1e12))
    axes.set(xlabel="watts under load (published)", ylabel="working memory, bytes (published)")
    place_labels(axes, points, MACHINES)
    told = ", ".join(
        f"{name} {memory:.2g} bytes and {watts:g} W" for name, (memory, watts) in MACHINES.items()
    )
    return describe(figure, f"Working memory over power, both logarithmic: {told}.")


def boards_and_a_claim(clock: tuple[float, float], ram: tuple[float, float]) -> Figure:
    """Draw RAM over clock of the kit's boards, and the region that a source calls typical.

    Parameters
    ----------
    clock : (low, high), MHz
    ram : (low, high), KB
    """
    figure, ((axes,),) = panels(width=6, height=3.6)
    known = catalog.all_boards().values()
    points = np.array([(chip.clock / 1e6, chip.ram / 1024) for chip in known])
    axes.plot(*points.T, ls="none")  # invisible; labels avoid these points
    for (x, y), chip in zip(points, known, strict=True):
        axes.plot(x, y, KINDS[chip.core.title.partition("-")[0].split()[0]], color=BLUE)
    region = [clock[0], clock[1], clock[1], clock[0]], [ram[0], ram[0], ram[1], ram[1]]
    axes.fill(*region, facecolor="none", edgecolor=ORANGE, hatch="//", alpha=0.7)
    axes.plot(*region, ls="none")  # and these, and so the whole region
    axes.set(xscale="log", yscale="log", xlim=(6, 1e3), ylim=(1, 4e3))
    axes.set_xticks([10, 100, 1000], ["10", "100", "1000"])
    axes.set_yticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
    axes.set(xlabel="clock (MHz, published)", ylabel="RAM (KB, published)")
    axes.set_title(
        "hatched: the book's typical microcontroller\n○ AVR   □ Cortex-M   ◇ RISC-V   △ Xtensa"
    )
    names = [chip.title.removeprefix("Arduino ") for chip in known]
    place_labels(axes, points, names)
    inside = [
        name for name, (x, y) in zip(names, points, strict=True)
        if clock[0] <= x <= clock[1] and ram[0] <= y <= ram[1]
    ]  # fmt: skip
    return describe(
        figure,
        f"RAM over clock of {len(points)} boards, both logarithmic. Inside the region of "
        f"{clock[0]} to {clock[1]} MHz and {ram[0]} to {ram[1]} KB: {', '.join(inside) or 'none'}.",
    )


def lifetimes(
    network: str,
    battery: str,
    boards: Sequence[str],
    rates: Sequence[float],
    sensor: str = "two movement sensors",
) -> Figure:
    """Draw how many days a battery lasts over decisions per second, one line per board.

    A line ends where the board is busy all the time.

    Raises
    ------
    BudgetError
        If a name is unknown, or there are no boards or more boards than distinguishable lines.
    """
    require_listed("battery", battery, BATTERIES)
    if not 0 < len(boards) <= len(DASHES):
        raise BudgetError(f"lifetimes: {len(boards)} boards; take 1 to {len(DASHES)} of them.")
    figure, ((axes,),) = panels(width=8)
    for name, dashes in zip(boards, DASHES, strict=False):
        found = [budget(name, network, rate, sensor) for rate in rates]
        days = [each.days(BATTERIES[battery]) if each.busy <= 1 else np.nan for each in found]
        axes.plot(rates, days, ls=dashes, lw=2, label=catalog.find(name).title)
    axes.set(xscale="log", yscale="log", xlabel="decisions per second")
    axes.set_ylabel(f"days from {battery} (estimated)")
    axes.axhline(365, color=GREY, lw=1, ls=":")
    axes.text(rates[0], 365, "one year", va="bottom", fontsize=8, color=GREY)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def counts_by_name(
    counts: np.ndarray,
    names: np.ndarray,
    threshold: float | None = None,
    xlabel: str = "spots found in a frame (simulated)",
) -> Figure:
    """Draw histograms of counts, one step line per name, and the threshold as a vertical line.

    Parameters
    ----------
    counts : (n,) array of int
    names : (n,) array of str
    threshold : float, optional
    """
    figure, ((axes,),) = panels(width=8)
    edges = np.linspace(0, np.quantile(counts, 0.99), 40)
    for name, dashes in zip(dict.fromkeys(names), cycle(DASHES), strict=False):
        axes.hist(counts[names == name], edges, histtype="step", lw=2, ls=dashes, label=str(name))
    if threshold is not None:
        axes.axvline(threshold, color=GREY, label=f"threshold {threshold:g}")
    axes.set(xlabel=xlabel, ylabel="frames", yscale="log")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    told = ", ".join(
        f"{name} with a median of {np.median(counts[names == name]):g}"
        for name in dict.fromkeys(names)
    )
    return describe(figure, f"Histograms of counts: {told}.")
