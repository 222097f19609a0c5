"""The kinds of chip that C is generated for."""

from tinyml_kit import boards
from tinyml_kit.codegen.c.avr import target as avr
from tinyml_kit.codegen.c.cortex_m import target as cortex_m
from tinyml_kit.codegen.c.scalar import target as scalar
from tinyml_kit.codegen.c.target import Target

PORTABLE = Target("portable")
AVR = Target("avr", ("avr/kernels", "kernels"), "int16_t", 2**15 - 1, "int8_t", fit=avr.fit)
CORTEX_M4 = Target(
    "cortex_m4",
    ("cortex_m/kernels", "kernels"),
    window="int8_t",
    adapt=cortex_m.adapt,
    fit=cortex_m.fit,
)
SCALAR = Target("scalar", ("scalar/kernels", "kernels"), window="int8_t", adapt=scalar.adapt)
#: The targets by name; the record of a core names one of them.
TARGETS = {target.name: target for target in (PORTABLE, AVR, CORTEX_M4, SCALAR)}


def target_of(board: str | None) -> Target:
    """Return the Target that the record of a board's core names; PORTABLE for None.

    Raises
    ------
    BoardError
        If there is no such board.
    """
    return PORTABLE if board is None else TARGETS[boards.find(board).core.target]
