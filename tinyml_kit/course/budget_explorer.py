"""The back of an envelope: does a network fit a board, how fast is it, how long lasts a battery?

All results are estimated, from the makers' figures (published, see `tinyml_kit.boards`), the sizes
of the networks and a typical number of cycles a multiply-accumulate. They tell factors of ten
apart, not factors of two. Later chapters measure.
"""

import math
from dataclasses import dataclass
from numbers import Real

import ipywidgets

from tinyml_kit import boards
from tinyml_kit.base.errors import BadInput
from tinyml_kit.course import widgets
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREY, RED, panels, style

style()

#: Program around the weights, and stack and variables beside the activations, in bytes.
CODE_BYTES, STACK_BYTES = 5 * 1024, 512
#: Watt-hours (published capacities times nominal volts).
BATTERIES = {"coin cell CR2032": 0.225 * 3, "two AA cells": 2.5 * 3, "power bank, 10 Ah": 37}


#: Decisions a second that the explorer offers: one a day, an hour, ten minutes, a minute, …
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
    """A network with 8-bit weights and activations; see `learning.cost.Cost` for the fields."""

    macs: int
    weight_bytes: int
    activation_bytes: int


SENSORS = {
    "two movement sensors": Sensor(2, 0.3),
    "potentiometer": Sensor(1, 1.1),
    "accelerometer, 1 s": Sensor(600, 0.5),
    "microphone, 1 s": Sensor(32_000, 1.8),
    "camera, 96 × 96": Sensor(9_216, 2.0),
    "diffraction frame, 100 × 100": Sensor(10_000, 0),
}

NETWORKS = {
    "AND of two sensors": Network(28, 64, 8),
    "sine, 8-16-1": Network(152, 252, 24),
    "digits CNN": Network(3_312, 864, 360),
    "dense 784-32-10": Network(25_408, 25_576, 816),
    "Bragg CNN, 100 px": Network(1_205_550, 1_035, 37_648),
    "Bragg CNN, 300 px": Network(12_487_800, 8_910, 352_848),
    "keyword CNN of the book": Network(2_244_000, 132_560, 49_185),
}


@dataclass(frozen=True)
class Budget:
    """What one network needs on one board; everything is estimated.

    Bytes, seconds a decision, the share of the time that the chip computes, joules a decision
    (without the sensor), watts on average (with it), and whether it fits in all three respects.
    """

    flash: int
    ram: int
    seconds: float
    busy: float
    joules: float
    watts: float
    fits: bool

    def days(self, watt_hours):
        """Return how many days a battery lasts that holds so many watt-hours."""
        return watt_hours / self.watts / 24


def budget(board_name, network, rate, sensor="two movement sensors"):
    """Estimate what a network needs on a board.

    Parameters
    ----------
    board_name : str
        See `tinyml_kit.boards`.
    network, sensor : str
        Keys of NETWORKS and SENSORS.
    rate : float, > 0
        Decisions a second. Between them the chip sleeps; the sensor does not.

    Raises
    ------
    BoardError, BudgetError
        If a name is unknown or the rate is not positive.
    """
    chip = boards.find(board_name)
    require_listed("network", network, NETWORKS)
    require_listed("sensor", sensor, SENSORS)
    if not (isinstance(rate, Real) and 0 < rate < math.inf):
        raise BudgetError(f"budget: {rate!r} decisions a second; take a number above 0.")
    needs = NETWORKS[network]
    flash = needs.weight_bytes + CODE_BYTES
    ram = needs.activation_bytes + STACK_BYTES
    seconds = needs.macs * chip.core.cycles_per_mac / chip.clock
    busy = seconds * rate
    active = chip.volts * chip.milliamps / 1000
    asleep = chip.volts * chip.sleep_milliamps / 1000
    share = min(busy, 1)
    watts = share * active + (1 - share) * asleep + SENSORS[sensor].milliwatts / 1000
    fits = flash <= chip.flash and ram <= chip.ram and busy <= 1
    return Budget(flash, ram, seconds, busy, active * seconds, watts, fits)


def require_listed(what, name, known):
    """Raise BudgetError if a network, sensor or battery is not among the known ones."""
    if name not in known:
        names = ", ".join(f'"{each}"' for each in known)
        raise BudgetError(f"budget: no {what} is called {name!r}; take one of {names}.")


def figure(board_name, network, rate, sensor="two movement sensors", battery="coin cell CR2032"):
    """Draw a budget: shares of flash, RAM and time as bars, energy and battery life as text.

    A bar that passes the line at 100 % is hatched and says so.
    """
    chip, found = boards.find(board_name), budget(board_name, network, rate, sensor)
    require_listed("battery", battery, BATTERIES)
    bars = {
        "flash": (found.flash / chip.flash, f"{found.flash:,} of {chip.flash:,} B"),
        "RAM": (found.ram / chip.ram, f"{found.ram:,} of {chip.ram:,} B"),
        "time": (found.busy, f"{duration(found.seconds)} of {duration(1 / rate)}"),
    }
    drawing, ((axes,),) = panels(width=7.5, height=2.6)
    for row, (share, words) in enumerate(bars.values()):
        over = share > 1
        axes.barh(
            row, max(share, 1e-5), left=1e-6, height=0.6, color=RED if over else BLUE,
            hatch="//" if over else None, edgecolor="white",
        )  # fmt: skip
        text = f"{words}{'  TOO MUCH' if over else ''}"
        axes.annotate(text, (1, row), (6, 0), xycoords=("axes fraction", "data"),
                      textcoords="offset points", va="center", fontsize=9)  # fmt: skip
    axes.axvline(1, color=GREY, ls="--", lw=1)
    axes.set(xscale="log", xlim=(1e-5, 1e3), yticks=range(3), yticklabels=bars)
    axes.set_xticks([1e-4, 1e-2, 1, 100], ["0.01 %", "1 %", "100 %", "100 ×"])
    axes.set_xlabel("needed (estimated), as a share of what there is (published)")
    axes.invert_yaxis()
    days = found.days(BATTERIES[battery])
    lines = [
        f"{network} on {chip.title}, {often(rate)}: {'fits' if found.fits else 'DOES NOT FIT'}",
        f"{engineering(found.joules, 'J')} a decision, {engineering(found.watts, 'W')} on average, "
        f"{battery}: {duration(days * 86_400)} (estimated)",
    ]
    axes.set_title("\n".join(lines), fontsize=9, loc="left")
    shares = ", ".join(
        f"{name} {share:.2g} of 1 ({words})" for name, (share, words) in bars.items()
    )
    return describe(
        drawing, f"{lines[0]}. Needed as a share of what there is: {shares}. {lines[1]}."
    )


def explore():
    """Explore budgets: board, sensor, network, battery and decisions a second."""
    choices = {"layout": ipywidgets.Layout(width="26em")}
    widgets.explore(
        figure,
        board_name=ipywidgets.Dropdown(
            options=[(known.title, name) for name, known in boards.all_boards().items()],
            value="nano33ble", description="board", **choices,
        ),
        sensor=ipywidgets.Dropdown(
            options=list(SENSORS), value="camera, 96 × 96", description="sensor", **choices
        ),
        rate=ipywidgets.Dropdown(
            options=[(often(rate), rate) for rate in RATES], value=1, description="rate", **choices
        ),
        network=ipywidgets.Dropdown(
            options=list(NETWORKS), value="Bragg CNN, 100 px", description="network", **choices
        ),
        battery=ipywidgets.Dropdown(
            options=list(BATTERIES), value="two AA cells", description="battery", **choices
        ),
    )  # fmt: skip


def often(rate):
    """Return a rate in words, from "1 decision in 24 h" to "120 decisions a second"."""
    if rate < 1:
        return f"1 decision in {duration(1 / rate)}"
    return f"{rate:g} decision{'s' * (rate != 1)} a second"


def duration(seconds):
    """Return a duration in the unit that reads best, from nanoseconds to years."""
    for unit, length in (("years", 31_557_600), ("days", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.3g} {unit}"
    return engineering(seconds, "s")


def engineering(value, unit):
    """Return a positive value with the prefix that reads best, from nano to 1."""
    for prefix, factor in (("", 1), ("m", 1e-3), ("µ", 1e-6)):
        if value >= factor:
            return f"{value / factor:.3g} {prefix}{unit}"
    return f"{value / 1e-9:.3g} n{unit}"
