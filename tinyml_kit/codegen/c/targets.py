"""What differs between the chips that code is made for."""

from collections.abc import Callable
from dataclasses import dataclass

from tinyml_kit import boards
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
#: By the name that the record of a core has for it.
TARGETS = {target.name: target for target in (PORTABLE, AVR, CORTEX_M4)}


def target_of(board: str | None) -> Target:
    """Return the Target that the record of a board's core names; PORTABLE for None.

    Raises
    ------
    BoardError
        If there is no such board.
    """
    return PORTABLE if board is None else TARGETS[boards.find(board).core.target]
