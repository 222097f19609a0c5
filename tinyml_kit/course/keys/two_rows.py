"""The check of two dot products at once in assembly, on the simulated Uno."""

from typing import Any

import numpy as np

from tinyml_kit.course import avr_function
from tinyml_kit.course.avr_function import Flash
from tinyml_kit.rungs.protocol import DeviceError

#: Cycles that two rows of 64 weights may take; one after the other they take more.
TWO_ROWS = 1500
#: Registers that a function has to hand back as they were.
KEPT = (*range(2, 18), 28, 29)


def marks() -> list[str]:
    """Return lines of assembly that put a number into each register that must be kept."""
    return [line for one in KEPT for line in (f"ldi r31, {90 + one}", f"mov r{one}, r31")]


def looks() -> list[str]:
    """Return lines that make r24 0 if those numbers are still there and r1 is 0."""
    return ["mov r24, r1"] + [
        line for one in KEPT for line in (f"ldi r31, {90 + one}", f"eor r31, r{one}", "or r24, r31")
    ]


def guarded() -> str:
    """Return a caller of two_rows in assembly, which also writes a third sum.

    It puts a number into each register that must be kept, and looks at them and at r1 afterwards:
    the third sum is 0 if all are as they should be.
    """
    saved = [f"push r{one}" for one in KEPT]
    back = [f"pop r{one}" for one in reversed(KEPT)]
    third = ["adiw r26, 8", "st X+, r24", *["st X+, r1"] * 3]
    lines = [
        *saved, "push r19", "push r18", *marks(), "call two_rows", *looks(), "clr r1",
        "pop r26", "pop r27", *third, *back, "ret",
    ]  # fmt: skip
    return "    .global guarded\nguarded:\n" + "".join(f"    {line}\n" for line in lines)


def on_the_chip(
    answer: object, function: str, arguments: list, returns: type, **how: Any
) -> avr_function.Called | str:
    """Return what a reader's code made on the simulated Uno, or a sentence about why not."""
    if not isinstance(answer, str):
        raise TypeError("the code is a text")
    try:
        return avr_function.call(answer, function, arguments, returns, **how)
    except DeviceError as problem:
        return str(problem)


def rows_fault(answer: object) -> str | None:
    """Return what is wrong with two dot products in assembly, or None."""
    draw = np.random.default_rng(17)
    for count in (64, 255, 1, 200):
        u = draw.integers(0, 256, (4, 255)).astype(np.uint8)
        weights = draw.integers(0, 256, (255, 2)).astype(np.uint8)
        u[0] = 255
        u[1] = 0
        if count == 255:
            weights[:, 1] = 255  # the largest sum
        arguments = [u, Flash(weights.ravel()), count]
        how = {"writes": 3, "language": "assembly"}
        ran = on_the_chip(f"{answer}\n{guarded()}", "guarded", arguments, np.int32, **how)
        if isinstance(ran, str):
            return ran
        right = u[:, :count].astype(int) @ weights[:count].astype(int)
        wrong = np.argwhere(ran.made[:, :2] != right)
        if len(wrong):
            return f"Of {count} inputs, the sum of row {wrong[0][1] + 1} is wrong."
        if ran.made[:, 2].any():
            return (
                "The sums are right, but a register that must be kept is another, or r1 is not 0."
            )
    u[:, :64] = 255
    ran = on_the_chip(
        answer, "two_rows", [u, Flash(weights.ravel()), 64], np.int32, writes=2, language="assembly"
    )
    if isinstance(ran, str):
        return ran
    if ran.cycles.max() > TWO_ROWS:
        return (
            f"The sums are right, but take {ran.cycles.max():,} cycles; {TWO_ROWS:,} are allowed."
        )
    return None
