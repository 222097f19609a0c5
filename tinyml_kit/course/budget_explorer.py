"""A rough estimate: does a network fit a board, how fast is it, how long does a battery last?

Bytes are those of `tinyml-kit size` (`ladder.estimate`); time and energy follow from the makers'
figures (published, see `tinyml_kit.boards`) and the cycles that the core's record gives for each
multiply-accumulate and each output (estimated). They distinguish factors of ten, not always factors
of two. Later chapters measure. What is not known of a core is not taken from another one.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from numbers import Real

import ipywidgets
from matplotlib.figure import Figure

from tinyml_kit import boards
from tinyml_kit.base.errors import BadInput
from tinyml_kit.course import widgets
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREY, RED, panels, style
from tinyml_kit.graph.model import Graph
from tinyml_kit.ladder.estimate import Estimate, all_known, count, estimate, total
from tinyml_kit.ladder.layers import (
    Convolution,
    Dense,
    Elementwise,
    Pooling,
    Reshape,
    graph_of,
)

style()

#: Capacity in watt-hours (published ampere-hours times nominal volts).
BATTERIES = {"coin cell CR2032": 0.225 * 3, "two AA cells": 2.5 * 3, "power bank, 10 Ah": 37}


#: Decisions per second that the explorer offers: one per day, hour, ten minutes, minute, …
RATES = (1 / 86_400, 1 / 3600, 1 / 600, 1 / 60, 0.1, 1, 10, 120, 1000)


class BudgetError(BadInput):
    """A budget that cannot be made."""


@dataclass(frozen=True)
class Sensor:
    """A sensor: bytes of one reading, and the milliwatts it draws while it is on (published)."""

    bytes: int
    milliwatts: float


@dataclass(frozen=True)
class Network:
    """A network with 8-bit weights and activations: the shape of its input, and its layers."""

    shape: tuple
    layers: tuple

    @property
    def graph(self) -> Graph:
        """Return the graph that a converter would make of the network, without weights."""
        return graph_of(self.shape, self.layers)


def _dense(*widths):
    """Return dense layers of these widths, with ReLU between them and softmax after the last."""
    hidden = [part for width in widths[1:-1] for part in (Dense(width), Elementwise("RELU"))]
    return Network(widths[:1], (*hidden, Dense(widths[-1]), Elementwise("SOFTMAX")))


def _bragg(side):
    """Return the published network: four convolutions, three poolings, one dense layer."""
    conv = (Convolution(3, (5, 5)), Elementwise("RELU"))
    pool = Pooling("MAX_POOL_2D", (2, 2), (2, 2))
    end = (Reshape((-1,)), Dense(3), Elementwise("SOFTMAX"))
    return Network((side, side, 1), (*3 * (*conv, pool), *conv, *end))


def _one_convolution(shape, conv, *rest, classes):
    """Return a network of one convolution with ReLU, a dense layer, and the layers between them."""
    end = (Reshape((-1,)), Dense(classes), Elementwise("SOFTMAX"))
    return Network(shape, (conv, Elementwise("RELU"), *rest, *end))


SENSORS = {
    "two movement sensors": Sensor(2, 0.3),
    "potentiometer": Sensor(1, 1.1),
    "accelerometer, 1 s": Sensor(600, 0.5),
    "microphone, 1 s": Sensor(32_000, 1.8),
    "camera, 96 × 96": Sensor(9_216, 2.0),
    "diffraction frame, 100 × 100": Sensor(10_000, 0),
}

NETWORKS = {
    "AND of two sensors": _dense(2, 4, 4, 1),
    "sine, 8-16-1": _dense(1, 8, 16, 1),
    "digits CNN": _one_convolution(
        (8, 8, 1), Convolution(8, (3, 3)), Pooling("MAX_POOL_2D", (2, 2), (2, 2)), classes=10
    ),
    "dense 784-32-10": _dense(784, 32, 10),
    "Bragg CNN, 100 px": _bragg(100),
    "Bragg CNN, 300 px": _bragg(300),
    "keyword CNN of the book": _one_convolution(
        (249, 65, 1), Convolution(8, (8, 8), stride=(2, 2), padding="SAME"), classes=4
    ),
}


@dataclass(frozen=True)
class Budget:
    """What one network needs on one board; everything is estimated.

    flash, ram : int, bytes
    seconds : float, per decision
    busy : float, the share of the time that the chip computes
    joules : float, per decision, without the sensor
    watts : float, on average, with the sensor
    unknown : what is not known of the core, among "code", "stack" and "time"; without the time,
        the four above are None
    fits : bool or None, in flash, RAM and time; None if what is known fits, but not all is known
    """

    flash: int
    ram: int
    seconds: float | None
    busy: float | None
    joules: float | None
    watts: float | None
    unknown: tuple[str, ...]
    fits: bool | None

    def days(self, watt_hours: float) -> float | None:
        """Return how many days a battery of `watt_hours` lasts; None if the time is not known."""
        return None if self.watts is None else watt_hours / self.watts / 24

    @property
    def verdict(self) -> str:
        """Return in words whether the network fits."""
        if self.fits is not None:
            return "fits" if self.fits else "DOES NOT FIT"
        *others, last = self.unknown
        what = f"{', '.join(others)} and {last}" if others else last
        return f"may fit ({what} of this core {'are' if others else 'is'} not known)"


def budget(
    board_name: str, network: str, rate: float, sensor: str = "two movement sensors"
) -> Budget:
    """Estimate what a network needs on a board.

    Parameters
    ----------
    board_name : str
        See `tinyml_kit.boards`.
    network, sensor : str
        Keys of NETWORKS and SENSORS.
    rate : float, > 0
        Decisions per second. Between them the chip sleeps; the sensor does not.

    Raises
    ------
    BoardError, BudgetError
        If a name is unknown or the rate is not positive.
    """
    chip = boards.find(board_name)
    needs = parts(board_name, network)
    require_listed("sensor", sensor, SENSORS)
    if not (isinstance(rate, Real) and 0 < rate < math.inf):
        raise BudgetError(f"budget: {rate!r} decisions per second; take a number above 0.")
    flash, ram = total(needs.flash), total(needs.ram)
    known = all_known((*needs.flash, *needs.ram))
    unknown = (*(() if known else ("code", "stack")), *(() if needs.seconds else ("time",)))
    busy = None if needs.seconds is None else needs.seconds * rate
    inside = flash <= chip.flash and ram <= chip.ram and (busy is None or busy <= 1)
    fits = (None if unknown else True) if inside else False
    if needs.seconds is None or busy is None:
        return Budget(flash, ram, None, None, None, None, unknown, fits)
    active = chip.volts * chip.milliamps / 1000
    asleep = chip.volts * chip.sleep_milliamps / 1000
    share = min(busy, 1)
    watts = share * active + (1 - share) * asleep + SENSORS[sensor].milliwatts / 1000
    return Budget(flash, ram, needs.seconds, busy, active * needs.seconds, watts, unknown, fits)


def parts(board_name: str, network: str) -> Estimate:
    """Return the parts of flash and RAM that a network takes on a board, and its seconds.

    Raises
    ------
    BoardError, BudgetError
        If a name is unknown.
    """
    chip = boards.find(board_name)
    require_listed("network", network, NETWORKS)
    return estimate(_counted(network), chip)


@cache
def _counted(network):
    """Return what a listed network needs on any board."""
    return count(NETWORKS[network].graph)


def require_listed(what: str, name: str, known: Iterable[str]) -> None:
    """Raise BudgetError if a network, sensor or battery is not among the known ones."""
    if name not in known:
        names = ", ".join(f'"{each}"' for each in known)
        raise BudgetError(f"budget: no {what} is called {name!r}; take one of {names}.")


def figure(
    board_name: str,
    network: str,
    rate: float,
    sensor: str = "two movement sensors",
    battery: str = "coin cell CR2032",
) -> Figure:
    """Draw a budget: shares of flash, RAM and time as bars, energy and battery life as text.

    Bars begin at the line at 100 %: to its left there is room, to its right, hatched and labelled
    TOO MUCH, it is missing. Their length is a factor, as the axis is logarithmic. What is not known
    of the board's core has no bar, and the text says so.
    """
    chip, found = boards.find(board_name), budget(board_name, network, rate, sensor)
    require_listed("battery", battery, BATTERIES)
    time = "not known"
    if found.seconds is not None:
        time = f"{duration(found.seconds)} of {duration(1 / rate)}"
    bars = {
        "flash": (found.flash / chip.flash, f"{found.flash:,} of {chip.flash:,} B"),
        "RAM": (found.ram / chip.ram, f"{found.ram:,} of {chip.ram:,} B"),
        "time": (found.busy, time),
    }
    drawing, ((axes,),) = panels(width=7.5, height=2.6)
    for row, (share, words) in enumerate(bars.values()):
        over = share is not None and share > 1
        if share is not None:
            axes.barh(
                row, share - 1, left=1, height=0.6, color=RED if over else BLUE,
                hatch="//" if over else None, edgecolor="white",
            )  # fmt: skip
        text = f"{words}{'  TOO MUCH' if over else ''}"
        axes.annotate(text, (1, row), (6, 0), xycoords=("axes fraction", "data"),
                      textcoords="offset points", va="center", fontsize=9)  # fmt: skip
    axes.axvline(1, color=GREY, ls="--", lw=1)
    axes.set(xscale="log", xlim=(1e-5, 1e3), yticks=range(3), yticklabels=bars)
    axes.set_xticks([1e-4, 1e-2, 1, 100], ["0.01 %", "1 %", "100 %", "100 times"])
    axes.set_xlabel("needed (estimated), as a share of what is available (published)")
    axes.invert_yaxis()
    lines = [
        f"{network} on {chip.title}, {often(rate)}: {found.verdict}",
        _energy(found, sensor, battery),
    ]
    axes.set_title("\n".join(lines), fontsize=9, loc="left")
    shares = ", ".join(
        f"{name} {words if share is None else f'{share:.2g} of 1 ({words})'}"
        for name, (share, words) in bars.items()
    )
    return describe(
        drawing, f"{lines[0]}. Needed as a share of what is available: {shares}. {lines[1]}."
    )


def _energy(found: Budget, sensor: str, battery: str) -> str:
    """Return energy, power and battery life in words; what does not fit has no battery life."""
    days = found.days(BATTERIES[battery])
    if found.joules is None or found.watts is None or found.busy is None or days is None:
        return "energy not known"
    drawn = SENSORS[sensor].milliwatts / 1000
    power = f"chip {engineering(found.watts - drawn, 'W')}"
    if drawn:
        power += f" + sensor {engineering(drawn, 'W')}"
    if found.busy >= 1:
        power += ", busy all the time"
    words = f"{engineering(found.joules, 'J')} per decision; {power}"
    if found.fits is not False:
        words += f"; {battery}: {duration(days * 86_400)}"
    return f"{words} (estimated)"


def explore() -> None:
    """Explore budgets: board, sensor, network, battery and decisions per second."""
    choices = {"layout": ipywidgets.Layout(width="26em")}
    widgets.explore(
        figure,
        board_name=ipywidgets.Dropdown(
            options=[(known.title, name) for name, known in boards.all_boards().items()],
            value="nano33ble", description="board", **choices,
        ),
        sensor=ipywidgets.Dropdown(
            options=list(SENSORS), value="microphone, 1 s", description="sensor", **choices
        ),
        rate=ipywidgets.Dropdown(
            options=[(often(rate), rate) for rate in RATES], value=1, description="rate", **choices
        ),
        network=ipywidgets.Dropdown(
            options=list(NETWORKS), value="keyword CNN of the book", description="network",
            **choices,
        ),
        battery=ipywidgets.Dropdown(
            options=list(BATTERIES), value="two AA cells", description="battery", **choices
        ),
    )  # fmt: skip


def often(rate: float) -> str:
    """Return a rate in words, from "1 decision in 24 h" to "120 decisions per second"."""
    if rate < 1:
        return f"1 decision in {duration(1 / rate)}"
    return f"{rate:g} decision{'s' * (rate != 1)} per second"


def duration(seconds: float) -> str:
    """Return a duration in the unit that reads best, from nanoseconds to years."""
    for unit, length in (("years", 31_557_600), ("days", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.3g} {unit}"
    return engineering(seconds, "s")


def engineering(value: float, unit: str) -> str:
    """Return a positive value with the prefix that reads best, from nano to 1."""
    for prefix, factor in (("", 1), ("m", 1e-3), ("µ", 1e-6)):
        if value >= factor:
            return f"{value / factor:.3g} {prefix}{unit}"
    return f"{value / 1e-9:.3g} n{unit}"
