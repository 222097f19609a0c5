"""The rungs of the ladder: a row each, and the module behind it imported when it is wanted."""

import importlib
from dataclasses import dataclass, field

from tinyml_kit.rungs.protocol import DeviceError, RungMissing


@dataclass(frozen=True)
class Rung:
    """One place where a model can run.

    module : str, a module with build, run and report (`device`)
    options : dict, passed to its `build`
    steps : int
        By how many quantisation steps an int8 output may differ from the oracle's.
    every_layer : bool
        Whether intermediates are cheap enough to compare on every input.
    """

    module: str
    options: dict = field(default_factory=dict)
    steps: int = 0
    every_layer: bool = False


# A tenth of the 256 steps. Both kinds of LiteRT's kernels round single layers by a step or a
# few otherwise than TFLM; a softmax at the end made up to 20 of them, for 700 random inputs of
# each of six models made by others.
LITERT_STEPS = 26

ROOM = "tinyml_kit.rungs"
RUNGS = {
    "reference": Rung(f"{ROOM}.interpreters.reference", every_layer=True),
    "litert": Rung(f"{ROOM}.interpreters.litert", steps=LITERT_STEPS),
    "tflm": Rung(f"{ROOM}.interpreters.tflm", every_layer=True),
    "c": Rung(f"{ROOM}.host.native", every_layer=True),
    "uno": Rung(f"{ROOM}.avr.simavr", {"board": "uno"}),
    "mega2560": Rung(f"{ROOM}.avr.simavr", {"board": "mega2560"}),
    "atmega1284p": Rung(f"{ROOM}.avr.simavr", {"board": "atmega1284p"}),
    "cortex-m4": Rung(f"{ROOM}.arm.qemu"),
}
# Only on request: a variant of a rung above, and a board, which nobody can guess the port of.
ON_REQUEST = {
    "litert-reference": Rung(
        f"{ROOM}.interpreters.litert", {"resolver": "BUILTIN_REF"}, LITERT_STEPS
    ),
}
SERIAL = "serial:"


def rung(name):
    """Return the Rung of a name, e.g. "tflm" or "serial:/dev/ttyACM0".

    Raises
    ------
    DeviceError
        If there is none of that name.
    """
    if name.startswith(SERIAL) and len(name) > len(SERIAL):
        return Rung(f"{ROOM}.serial.serial_board", {"port": name[len(SERIAL) :]})
    known = {**RUNGS, **ON_REQUEST}
    if name not in known:
        raise DeviceError(
            f"there is no rung {name!r}; take one of {', '.join(known)}, serial:PORT."
        )
    return known[name]


def device(name):
    """Return the module of a rung.

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
