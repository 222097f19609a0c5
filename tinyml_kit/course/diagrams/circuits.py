"""Circuits: a logic cell, a chain of multipliers and adders, a line buffer."""

from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.diagrams.canvas import QUIET, Sheet
from tinyml_kit.course.figures import BLUE, GREEN, GREY, ORANGE

SAND, MINT = "#FDF1DC", "#DDF1EA"


def logic_cell() -> Figure:
    """Draw a logic cell of an FPGA: a look-up table, and a register behind it."""
    sheet = Sheet(560, 196)
    for number in range(4):
        down = 44 + 26 * number
        sheet.words((30, down), f"bit {number}", align="left")
        sheet.arrow((72, down), (118, down))
    sheet.box(
        (120, 24),
        (150, 118),
        "look-up table:\n16 bits, one for\neach way in which\nfour bits can stand",
    )
    sheet.arrow((270, 83), (338, 83))
    sheet.box((340, 48), (110, 70), "register:\none bit, kept", fill=SAND, edge=ORANGE)
    sheet.arrow((450, 83), (508, 83))
    sheet.words((512, 83), "out", align="left")
    sheet.line((395, 176), (395, 160), ORANGE, 1.6)
    sheet.arrow((395, 160), (395, 120), ORANGE, 1.6)
    sheet.words((395, 184), "clock", colour="#8A5A00")
    sheet.words((195, 164), "changes at once", colour=GREY, size=8.5)
    sheet.words(
        (480, 140), "changes only when\nthe clock rises", colour=GREY, size=8.5, align="center"
    )
    return describe(
        sheet.figure,
        """A logic cell. Four bits go into a look-up table of 16 bits, which gives one of them at
        once. A register behind it takes that bit when the clock rises, and keeps it until the clock
        rises again.""",
    )


def chain(weights: tuple[int, ...] = (1, 3, -2)) -> Figure:
    """Draw a chain of multiply-adds: every multiplier sees the same number, sums move on.

    Parameters
    ----------
    weights : those of the filter, the first one first
    """
    wide = 150
    sheet = Sheet(110 + wide * len(weights) + 60, 200)
    sheet.words((14, 30), "x", align="left", bold=True)
    sheet.line((28, 30), (90 + wide * (len(weights) - 1), 30), BLUE, 1.6)
    for number, weight in enumerate(weights):
        middle = 90 + wide * number
        sheet.arrow((middle, 30), (middle, 58), BLUE, 1.6)
        sheet.circle((middle, 74), 15, "×")
        text = f"{weight}".replace("-", "−")
        sheet.words((middle - 20, 74), text, align="right")
        sheet.arrow((middle, 89), (middle, 117))
        sheet.circle((middle, 132), 14, "+", fill=QUIET, edge=GREY)
        sheet.arrow((middle + 14, 132), (middle + 40, 132))
        is_last = number == len(weights) - 1
        name = "out" if is_last else f"sum{number}"
        sheet.box((middle + 41, 112), (50, 40), name, fill=SAND, edge=ORANGE, letters=8.5)
        sheet.arrow((middle + 91, 132), (middle + (126 if is_last else wide - 14), 132))
    sheet.words((28, 132), "0", align="left")
    sheet.arrow((40, 132), (76, 132))
    sheet.words((14, 180), "orange: registers, which move on together when the clock rises",
                align="left", colour=GREY, size=8.5)  # fmt: skip
    told = ", ".join(map(str, weights))
    return describe(
        sheet.figure,
        f"""A chain for the weights {told}. A number x goes to all multipliers at once. Each product
        is added to what the register before it holds, and the sum goes into the next register.
        The last register is the output, out.""",
    )


def line_buffer(side: int = 9, window: int = 3, row: int = 5, column: int = 5) -> Figure:
    """Draw an image that comes pixel by pixel, and what of it a circuit has to keep.

    Parameters
    ----------
    side : pixels of a row that are drawn
    window : rows and columns of the kernel
    row, column : the pixel that comes now
    """
    cell, left, top = 24, 14, 40
    sheet = Sheet(560, top + cell * side + 40)
    for down in range(side):
        for across in range(side):
            age = (row - down) * side + column - across
            is_kept = 0 < age <= (window - 1) * (side + 1)
            fill = MINT if is_kept else "white" if age < 0 else QUIET
            sheet.bar((left + across * cell, top + down * cell), (cell, cell), fill, GREY)
    place = (left + column * cell, top + row * cell)
    sheet.bar(place, (cell, cell), ORANGE, GREY)
    corner = (left + (column - window + 1) * cell, top + (row - window + 1) * cell)
    sheet.outline(corner, (window * cell, window * cell), BLUE, 2.6)
    sheet.words((left, top - 20), "an image, row by row", align="left")
    key = left + side * cell + 44
    rows = (
        (QUIET, "was here, is forgotten"),
        (MINT, f"kept: {window - 1} rows and {window - 1} pixels"),
        (ORANGE, "comes in this cycle"),
        ("white", "comes later"),
    )
    for number, (fill, text) in enumerate(rows):
        down = top + 10 + 34 * number
        sheet.bar((key, down), (cell, cell), fill, GREY)
        sheet.words((key + cell + 12, down + cell / 2), text, align="left")
    down = top + 10 + 34 * len(rows)
    kept = (window - 1) * (side + 1)
    sheet.outline((key, down), (cell, cell), BLUE, 2.6)
    text = f"the window, {window} × {window}: complete now"
    sheet.words((key + cell + 12, down + cell / 2), text, align="left")
    text = f"{kept} of {side * side} pixels are kept."
    sheet.words((left, top + cell * side + 20), text, align="left", colour=GREY, size=8.5)
    return describe(
        sheet.figure,
        f"""An image of {side} × {side} pixels that comes row by row. Behind the pixel that comes
        now, the last {window - 1} rows and {window - 1} pixels are kept, {kept} pixels; all before
        them is forgotten. With the new pixel a window of {window} × {window} is complete.""",
    )


def stream(layers: list[tuple[str, str]]) -> Figure:
    """Draw the layers of a circuit in a row, a queue between each two.

    Parameters
    ----------
    layers : (what it computes, what it is made of) of each
    """
    wide, gap = 112, 34
    sheet = Sheet(70 + len(layers) * (wide + gap) + 36, 128)
    sheet.words((10, 56), "pixels", align="left")
    left = 66
    for number, (name, made) in enumerate(layers):
        sheet.arrow((left - gap + 20 if number == 0 else left - 14, 56), (left - 1, 56))
        sheet.box((left, 18), (wide, 76), f"{name}\n{made}", letters=8)
        left += wide
        if number < len(layers) - 1:
            sheet.arrow((left, 56), (left + 8, 56))
            for slot in range(2):
                sheet.bar((left + 8 + 6 * slot, 46), (6, 20), SAND, ORANGE)
        left += gap
    sheet.arrow((left - gap, 56), (left - gap + 22, 56), GREEN, 1.6)
    sheet.words((left - gap + 27, 56), "scores", align="left")
    sheet.words((10, 112), "orange: queues (FIFOs)", align="left", colour=GREY, size=8.5)
    told = "; ".join(f"{name}, {made}" for name, made in layers)
    told = " ".join(told.split())
    return describe(
        sheet.figure,
        f"The layers of the circuit in a row, with a queue between each two. {told}. Pixels come "
        "in at the left, scores leave at the right.",
    )
