"""One output of a layer, computed with integers alone, and how wide each number is."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from tinyml_kit.base.errors import BadInput
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.diagrams.canvas import QUIET, Sheet
from tinyml_kit.course.diagrams.simd import minus
from tinyml_kit.course.figures import BLUE, GREY, ORANGE

WIDE, HIGH = 92, 46


class LayerError(BadInput):
    """Numbers that make no layer."""


def integer_layer(
    inputs: Sequence[int] = (10, -3),
    zero_point: int = -5,
    weights: Sequence[int] = (20, -7),
    bias: int = 14,
    multiplier: int = 77,
    shift: int = 8,
    output_zero_point: int = -20,
) -> Figure:
    """Draw the way from int8 inputs and weights to one int8 output.

    Parameters
    ----------
    inputs, weights : two int8 each
    zero_point, output_zero_point : int8, the integers that stand for 0
    bias : int32, in steps of the accumulator
    multiplier, shift : int
        The accumulator is multiplied and then shifted to the right: a factor of
        multiplier / 2**shift.

    Raises
    ------
    LayerError
        If there are not two inputs and two weights.
    """
    if not len(inputs) == len(weights) == 2:
        raise LayerError(
            f"integer_layer: {len(inputs)} inputs and {len(weights)} weights; give two of each."
        )
    lifted = [x - zero_point for x in inputs]
    products = [x * w for x, w in zip(lifted, weights, strict=True)]
    total = sum(products) + bias
    scaled = (total * multiplier) >> shift
    output = int(np.clip(scaled + output_zero_point, -128, 127))

    sheet = Sheet(720, 216)
    left, step = 10, 121
    stations = [
        ("inputs", "int8", [str(x) for x in inputs]),
        ("minus their\nzero point", "9 bits", [str(x) for x in lifted]),
        ("times weights", "16 bits", [f"{x} · {w}" for x, w in zip(lifted, weights, strict=True)]),
        ("sum, with the bias", "32 bits", [str(total)]),
        ("times a factor", "64 bits, then 32", [f"{total} · {multiplier}\n>> {shift} = {scaled}"]),
        ("plus zero point,\nclamped", "int8", [str(output)]),
    ]  # fmt: skip
    rows = (52, 110)
    for number, (name, width, values) in enumerate(stations):
        at = left + number * step
        sheet.words((at + WIDE / 2, 24), name, bold=True, size=8.5)
        sheet.words((at + WIDE / 2, 176), width, size=8.5, colour=GREY)
        tops = rows if len(values) == 2 else [81]
        for top, value in zip(tops, values, strict=True):
            edge = ORANGE if number == 3 else BLUE
            fill = "white" if number in (0, 5) else QUIET
            sheet.box((at, top), (WIDE, HIGH), minus(value), fill=fill, edge=edge)
        if number:
            before = 2 if number < 4 else 1
            for top in rows if before == 2 else [81]:
                end = top if len(values) == 2 else 81
                start = (at - step + WIDE + 2, top + HIGH / 2)
                sheet.arrow(
                    start, (at - 3, end + HIGH / 2 + (0 if top == end else (top - end) / 4))
                )
    sheet.words(
        (left + 3 * step + WIDE / 2, 146), f"bias {minus(bias)}", size=8.5, colour="#8A5A00"
    )
    sheet.words((left + 3 * step + WIDE / 2, 196), "the accumulator", size=8.5, colour="#8A5A00")
    sheet.words((left, 204), "how wide the numbers are, with their sign", align="left", size=8,
                colour=GREY)  # fmt: skip
    return describe(
        sheet.figure,
        f"""Six stations from left to right. Inputs {inputs[0]} and {inputs[1]}, int8. Minus their
        zero point {zero_point}: {lifted[0]} and {lifted[1]}, 9 bits. Times the weights
        {weights[0]} and {weights[1]}: 16 bits. Their sum with the bias {bias}: {total}, in 32 bits,
        the accumulator. Times {multiplier}, shifted to the right by {shift}: {scaled}. Plus the
        zero point {output_zero_point} of the output, clamped to int8: {output}.""",
    )
