"""The rungs of the ladder by name. The module behind each is imported when it is first used."""

import importlib
from dataclasses import dataclass, field
from typing import Any

from tinyml_kit import boards
from tinyml_kit.rungs.protocol import Device, DeviceError, RungMissing

HERE = "tinyml_kit.rungs"
# Both kinds of LiteRT's kernels round single layers differently from TFLM, by one step or a few: up
# to 7, for 200 random inputs to each of a dozen models made by others.
LITERT_STEPS = 10
SERIAL = "serial:"
BROWSER = "browser:"
SSH = "ssh:"


@dataclass(frozen=True)
class Rung:
    """One place where a model can run.

    module : the name of a module with the functions of `protocol.Device`
    options : passed to its `build`
    steps : how many quantisation steps an output may differ from the oracle's, as `ladder.steps`
        counts them
    every_layer : whether intermediates are cheap enough to compare for every input
    """

    module: str
    options: dict[str, Any] = field(default_factory=dict)
    steps: int = 0
    every_layer: bool = False


#: The modules of rungs that count layer by layer, and those that do so: `profile` in each.
PROFILED = {
    f"{HERE}.host.native": f"{HERE}.host.profiled",
    f"{HERE}.avr.simavr": f"{HERE}.avr.profiled",
    f"{HERE}.qemu.emulated": f"{HERE}.qemu.profiled",
}
HERE_RUNGS = {
    "reference": Rung(f"{HERE}.interpreters.reference", every_layer=True),
    "litert": Rung(f"{HERE}.interpreters.litert", steps=LITERT_STEPS),
    "tflm": Rung(f"{HERE}.interpreters.tflm", every_layer=True),
    "c": Rung(f"{HERE}.host.native", every_layer=True),
}
# Only on request: variants of rungs above, the same C for another processor, and circuits, which
# take a minute to build. So is a board, because nobody can guess its port.
ON_REQUEST = {
    "litert-reference": Rung(
        f"{HERE}.interpreters.litert",
        {"resolver": "BUILTIN_REF"},
        LITERT_STEPS,
    ),
    "raspberry-pi": Rung(f"{HERE}.host.raspberry_pi"),
    "browser": Rung(f"{HERE}.avr.browser", {"board": "uno"}),
    **{
        one.rung: Rung(f"{HERE}.fpga.simulated", {"device": one.name})
        for one in boards.all_fpgas().values()
        if one.rung
    },
}


def rungs() -> dict[str, Rung]:
    """Return the rungs that a ladder climbs by default: this computer's, then one per chip.

    Raises
    ------
    BoardError
        If the record of a board gives its rung the name of one of this computer's.
    """
    chips = {
        board.rung: Rung(f"{HERE}.{board.core.rung}", {"board": board.name})
        for board in boards.all_boards().values()
        if board.rung and not board.stands_in
    }
    taken = chips.keys() & (HERE_RUNGS.keys() | ON_REQUEST.keys())
    if taken:
        name = min(taken)
        raise boards.BoardError(
            f"{chips[name].options['board']}: simulation.rung: {name} is a rung of this computer; "
            "take another name."
        )
    return HERE_RUNGS | chips


def rung(name: str) -> Rung:
    """Return the Rung of a name, e.g. "tflm", "browser:mega2560" or "ssh:pi@raspberrypi.local".

    Raises
    ------
    DeviceError
        If there is no rung of that name.
    """
    if name.startswith(SERIAL) and len(name) > len(SERIAL):
        return Rung(f"{HERE}.serial.serial_board", {"port": name[len(SERIAL) :]})
    if name.startswith(SSH) and len(name) > len(SSH):
        return Rung(f"{HERE}.host.over_ssh", {"host": name[len(SSH) :]})
    if name.startswith(BROWSER) and len(name) > len(BROWSER):
        return Rung(f"{HERE}.avr.browser", {"board": name[len(BROWSER) :]})
    known = {**rungs(), **ON_REQUEST}
    if name not in known:
        raise DeviceError(
            f"there is no rung {name!r}; take one of {', '.join(known)}, browser:BOARD, "
            "serial:PORT, ssh:HOST."
        )
    return known[name]


def profiled() -> list[str]:
    """Return the names of the rungs that count layer by layer."""
    return [name for name, one in rungs().items() if one.module in PROFILED]


def device(name: str) -> Device:
    """Import and return the module of a rung.

    Raises
    ------
    RungMissing
        If it needs a Python package that is not installed.
    """
    module = rung(name).module
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as problem:
        raise RungMissing(
            f"the Python package {problem.name} is not installed; install it with pip."
        ) from problem
