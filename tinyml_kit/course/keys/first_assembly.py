"""The check of a first loop in assembly, a sum of bytes, on the simulated Uno."""

import numpy as np

from tinyml_kit.course.keys.two_rows import KEPT, looks, marks, on_the_chip


def guarded() -> str:
    """Return a caller of total in assembly, which returns the sum in the lower two bytes of four.

    The upper two are 0 if r1 and all registers that must be kept are as they should be.
    """
    saved = [f"push r{one}" for one in KEPT]
    back = [f"pop r{one}" for one in reversed(KEPT)]
    called = ["call total", "movw r22, r24"]
    lines = [*saved, *marks(), *called, *looks(), "clr r1", "clr r25", *back, "ret"]
    return "    .global guarded\nguarded:\n" + "".join(f"    {line}\n" for line in lines)


def total_fault(answer: object) -> str | None:
    """Return what is wrong with a sum of bytes in assembly, or None."""
    draw = np.random.default_rng(19)
    for count in (1, 2, 64, 255):
        x = draw.integers(0, 256, (4, 255)).astype(np.uint8)
        x[0], x[1] = 255, 0
        ran = on_the_chip(
            f"{answer}\n{guarded()}" if isinstance(answer, str) else answer,
            "guarded", [x, count], np.uint32, language="assembly",
        )  # fmt: skip
        if isinstance(ran, str):
            return ran
        wrong = np.flatnonzero(ran.made % 2**16 != x[:, :count].sum(1))
        if len(wrong):
            bytes_ = ", ".join(map(str, x[wrong[0], : min(count, 3)])) + ", …" * (count > 3)
            return f"Of {count} bytes, {bytes_}, it returns {ran.made[wrong[0]] % 2**16}."
        if (ran.made >> 16).any():
            return (
                "The sums are right, but a register that must be kept has changed, or r1 is not 0."
            )
    return None
