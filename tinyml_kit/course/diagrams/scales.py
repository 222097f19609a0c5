"""How 8-bit integers stand for real numbers."""

import numpy as np
from matplotlib.figure import Figure

from tinyml_kit.base.errors import BadInput
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.diagrams.canvas import Sheet
from tinyml_kit.course.figures import BLUE, GREY, ORANGE

LEFT, RIGHT = 50, 570


class ScaleError(BadInput):
    """A scale that cannot be drawn."""


def number_line(scale: float, zero_point: int, value: float | None = None) -> Figure:
    """Draw real numbers above the int8 numbers that stand for them.

    Parameters
    ----------
    scale : float, > 0
        The real distance of two neighbouring integers.
    zero_point : int, -128 to 127
        The integer that stands for 0.
    value : float, optional
        A real number to mark, with the integer that it is rounded to.

    Raises
    ------
    ScaleError
        If scale or zero point are outside these bounds.
    """
    if not (scale > 0 and -128 <= zero_point <= 127):
        raise ScaleError(
            f"number_line: scale {scale} and zero point {zero_point}; give a scale above 0 and a "
            "zero point from -128 to 127."
        )

    def place(integer: float) -> float:
        return LEFT + (integer + 128) / 255 * (RIGHT - LEFT)

    sheet = Sheet(620, 150)
    for down, name in ((50, "real"), (100, "int8")):
        sheet.line((LEFT, down), (RIGHT, down))
        sheet.words((8, down), name, align="left", bold=True)
    for integer in range(-128, 128, 4):  # as on a ruler
        for down in (50, 100):
            sheet.line((place(integer), down - 3), (place(integer), down + 3), GREY, 0.6)
    shown = [-128, 127] if abs(zero_point) > 100 else [-128, zero_point, 127]
    for integer in sorted({*shown, zero_point}):
        at = place(integer)
        colour = ORANGE if integer == zero_point else GREY
        sheet.line((at, 45), (at, 105), colour, 1.6 if integer == zero_point else 1)
        sheet.words((at, 33), f"{scale * (integer - zero_point):.3g}")
        sheet.words((at, 116), str(integer))
    at = place(zero_point)
    sheet.words((at, 134), "zero point", colour="#8A5A00", size=8.5)
    marked = [zero_point] if value is None else [zero_point, value / scale + zero_point]
    free = max((-90, -64, 64, 90), key=lambda spot: min(abs(spot - mark) for mark in marked))
    sheet.words((place(free), 75), f"one step is {scale:.3g}", colour=GREY, size=8.5)
    told = ""
    if value is not None:
        integer = int(np.clip(np.rint(value / scale) + zero_point, -128, 127))
        sheet.circle((place(value / scale + zero_point), 50), 4, fill=BLUE)
        sheet.arrow((place(value / scale + zero_point), 54), (place(integer), 98), BLUE)
        sheet.words((place(integer), 16), f"{value:.4g} becomes {integer}", colour=BLUE)
        told = f" The number {value:.4g} becomes {integer}."
    return describe(
        sheet.figure,
        f"""Two number lines, one above the other. The int8 numbers -128 to 127 stand for
        {scale * (-128 - zero_point):.3g} to {scale * (127 - zero_point):.3g}; {zero_point} stands
        for 0, and one step for {scale:.3g}.{told}""",
    )
