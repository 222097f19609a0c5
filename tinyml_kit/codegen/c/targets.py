"""The kinds of chip that C is generated for, and what differs between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tinyml_kit import boards
from tinyml_kit.codegen.c.avr import target as avr
from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.codegen.c.cortex_m import target as cortex_m
from tinyml_kit.ops.layer import Layer


@dataclass(frozen=True)
class Target:
    """A kind of chip.

    folders : folders beside this file in which templates are looked for, in this order
    index : the C type that counts elements; signed, because windows may start outside an image
    largest : the largest number that this type and an enum can hold
    adapt : function (CLayer) -> CLayer
        Called for every layer before its template is filled. It may name another kernel, lay out
        constants in another order, and add sizes and substitutions.
    fit : function (Target, layers) -> Target
        Called once for a model, to decide what depends on all layers together.
    """

    name: str
    folders: tuple = ("kernels",)
    index: str = "int32_t"
    largest: int = 2**31 - 1
    adapt: Callable[[CLayer], CLayer] = lambda layer: layer
    fit: Callable[[Target, Sequence[Layer]], Target] = lambda target, layers: target


PORTABLE = Target("portable")
AVR = Target("avr", ("avr/kernels", "kernels"), "int16_t", 2**15 - 1, fit=avr.fit)
CORTEX_M4 = Target("cortex_m4", ("cortex_m/kernels", "kernels"), adapt=cortex_m.adapt)
#: The targets by name; the record of a core names one of them.
TARGETS = {target.name: target for target in (PORTABLE, AVR, CORTEX_M4)}


def target_of(board: str | None) -> Target:
    """Return the Target that the record of a board's core names; PORTABLE for None.

    Raises
    ------
    BoardError
        If there is no such board.
    """
    return PORTABLE if board is None else TARGETS[boards.find(board).core.target]
