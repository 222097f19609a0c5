"""What is wired to a board that a page shows: knobs, lights and buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tinyml_kit.rungs.protocol import DeviceError

#: Steps of a converter, and the most that it gives.
STEPS, MOST = 1024, 1023


@dataclass(frozen=True)
class Wiring:
    """What is wired to a board.

    knobs : {analogue input, e.g. "A0": volts at the start}
    lights : numbers of Arduino's pins with an LED to ground
    buttons : numbers of pins that a button connects to ground
    """

    knobs: Mapping[str, float] = field(default_factory=dict)
    lights: Sequence[int] = ()
    buttons: Sequence[int] = ()


def described(wiring: Wiring, pins: Sequence[str], inputs: int, most: float) -> dict[str, Any]:
    """Return what the page needs to know, as data for JSON.

    Parameters
    ----------
    wiring : Wiring
    pins : what the page calls each of the board's pins, by Arduino's number
    inputs : how many analogue inputs the board has
    most : volts at the end of a knob's turn

    Raises
    ------
    DeviceError
        If the board has no such pin or input, or cannot bear the voltage.
    """
    return {
        "knobs": [_knob(name, volts, most, inputs) for name, volts in wiring.knobs.items()],
        "lights": [_pin(number, pins, "pin") for number in wiring.lights],
        "buttons": [_pin(number, pins, "button at pin") for number in wiring.buttons],
    }


def in_words(wiring: Wiring) -> str:
    """Return what is wired to a board, to stand behind the board's name."""
    parts = [f"a knob at {knob}" for knob in wiring.knobs]
    parts += [f"an LED at pin {pin}" for pin in wiring.lights]
    parts += [f"a button at pin {pin}" for pin in wiring.buttons]
    return f" with {', '.join(parts)}" if parts else ""


def _knob(name, volts, most, inputs):
    channel = int(name[1:]) if name[:1] == "A" and name[1:].isdigit() else -1
    if channel not in range(inputs) or not 0 <= volts <= most:
        raise DeviceError(
            f"knobs: {name} at {volts:g} V; take an input from A0 to A{inputs - 1}, and 0 to "
            f"{most:g} V."
        )
    counts = min(MOST, round(volts * STEPS / most))
    return {"channel": channel, "label": name, "counts": counts, "volts": most}


def _pin(number, pins, words):
    if number not in range(len(pins)):
        raise DeviceError(f"pin {number}: the board has none; take one from 0 to {len(pins) - 1}.")
    return {"pin": pins[number], "label": f"{words} {number}"}
