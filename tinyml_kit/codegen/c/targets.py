"""What differs between the chips that code is made for."""

from collections.abc import Callable
from dataclasses import dataclass

from tinyml_kit.boards import board
from tinyml_kit.codegen.c.avr import target as avr
from tinyml_kit.codegen.c.cortex_m import target as cortex_m


@dataclass(frozen=True)
class Target:
    """A kind of chip.

    folders : folders beside this file in which templates are looked for, in this order
    index : the C type that counts elements; signed, because windows start outside images
    largest : the largest number that type, and an enum, can hold
    adapt : function (CLayer) -> CLayer
        Called for every layer before its template is filled: it may name another kernel,
        lay constants out anew, add sizes and substitutions.
    fit : function (Target, layers) -> Target
        Called once for a model: decides what depends on all layers together.
    """

    name: str
    folders: tuple = ("kernels",)
    index: str = "int32_t"
    largest: int = 2**31 - 1
    adapt: Callable = lambda layer: layer
    fit: Callable = lambda target, layers: target


PORTABLE = Target("portable")
AVR = Target("avr", ("avr/kernels", "kernels"), "int16_t", 2**15 - 1, fit=avr.fit)
CORTEX_M4 = Target("cortex_m4", ("cortex_m/kernels", "kernels"), adapt=cortex_m.adapt)
_OF_CORE = {"AVR": AVR, "Cortex-M4": CORTEX_M4, "Cortex-M7": CORTEX_M4}


def target_of(board_name):
    """Return the Target of a board's chip; PORTABLE for None and for chips without their own.

    Raises
    ------
    BoardError
        If there is no such board.
    """
    return PORTABLE if board_name is None else _OF_CORE.get(board(board_name).core, PORTABLE)
