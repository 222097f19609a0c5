"""A convolution as a table, bytes widened in pairs, and two products in one instruction."""

from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.diagrams.canvas import PALE, QUIET, Sheet
from tinyml_kit.course.figures import BLUE, GREEN, GREY, ORANGE

CELL = 30
SAND, MINT = "#FDF1DC", "#DDF1EA"


def minus(number: object) -> str:
    """Return a number as text, with a real minus sign."""
    return str(number).replace("-", "−")


def im2col(side: int = 3, window: int = 2, filters: int = 3) -> Figure:
    """Draw the windows of an image as the rows of a table, times filters as columns.

    Parameters
    ----------
    side, window : int, pixels of the image and of the window along an edge
    filters : int
    """
    places = side - window + 1
    rows, long = places**2, window**2
    sheet = Sheet(CELL * (side + long + 2 * filters) + 216, CELL * max(rows, long) + 86)
    top, left = 44, 14
    numbers = [[str(1 + row * side + column) for column in range(side)] for row in range(side)]
    flat = [number for line in numbers for number in line]
    sheet.grid((left, top), numbers, CELL)
    sheet.outline((left, top), (window * CELL, window * CELL), BLUE, 2.4)
    last = (places - 1) * CELL
    sheet.outline((left + last + 3, top + last + 3), (window * CELL - 6, window * CELL - 6), ORANGE)
    sheet.words((left, top - 20), "image", align="left")
    middle = top + rows * CELL / 2
    start = left + side * CELL
    sheet.arrow((start + 12, middle), (start + 58, middle))
    left = start + 72
    for row in range(rows):
        corner = divmod(row, places)
        seen = [
            flat[(corner[0] + down) * side + corner[1] + across]
            for down in range(window)
            for across in range(window)
        ]
        sheet.grid((left, top + row * CELL), [seen], CELL)
    sheet.outline((left, top), (long * CELL, CELL), BLUE, 2.4)
    sheet.outline((left, top + (rows - 1) * CELL), (long * CELL, CELL), ORANGE)
    sheet.words((left, top - 20), "a row for each window", align="left")
    left += long * CELL
    sheet.words((left + 22, middle), "·", size=16)
    left += 44
    for column, fill in zip(range(filters), (PALE, SAND, MINT), strict=False):
        sheet.grid((left + column * CELL, top), [["w"]] * long, CELL, fill=fill)
    sheet.words((left, top - 20), "filters as columns", align="left")
    left += filters * CELL
    sheet.words((left + 36, middle), "=", size=13)
    left += 72
    for column, fill in zip(range(filters), (PALE, SAND, MINT), strict=False):
        sheet.grid((left + column * CELL, top), [[""]] * rows, CELL, fill=fill)
    sheet.outline((left, top), (filters * CELL, CELL), BLUE, 2.4)
    sheet.outline((left, top + (rows - 1) * CELL), (filters * CELL, CELL), ORANGE)
    sheet.words((left, top - 20), "sums", align="left")
    below = top + CELL * max(rows, long) + 22
    sheet.words((14, below), "Pixel 5 stands in all four rows: the table is larger than the image.",
                align="left", size=8.5, colour=GREY)  # fmt: skip
    return describe(
        sheet.figure,
        f"""An image of {side} × {side} pixels. Each of its {rows} windows of {window} × {window}
        is written as a row of a table; the table times a matrix with a column for each of
        {filters} filters gives all sums, a row for each window.""",
    )


def smlad(a: tuple[int, int] = (5, -7), b: tuple[int, int] = (2, 4), total: int = 100) -> Figure:
    """Draw the instruction SMLAD: two products of 16-bit halves, added to a sum.

    Parameters
    ----------
    a, b : (low, high) int, the halves of two registers
    total : int, the sum so far
    """
    sheet = Sheet(546, 230)
    half, high, low = 130, 120, 250
    for name, down, numbers, fill in (("a", 34, a, PALE), ("b", 84, b, SAND)):
        sheet.words((14, down + 16), f"register {name}", align="left")
        for left, number in ((high, numbers[1]), (low, numbers[0])):
            edge = BLUE if name == "a" else ORANGE
            sheet.box((left, down), (half, 32), minus(number), fill=fill, edge=edge, round_=2)
    for left, title in ((high, "high half, 16 bits"), (low, "low half, 16 bits")):
        sheet.words((left + half / 2, 20), title, colour=GREY, size=8.5)
    products = a[1] * b[1], a[0] * b[0]
    for left, product in zip((high, low), products, strict=True):
        sheet.circle((left + half / 2, 142), 13, "×", fill=QUIET, edge=GREY)
        sheet.arrow((left + half / 2, 156), (left + half / 2, 183))
        sheet.words((left + half / 2 + 10, 168), minus(product), align="left", size=8.5)
    made = total + sum(products)
    added = " + ".join(f"({one})" if one < 0 else str(one) for one in (total, *products))
    sheet.words((14, 200), "sum, 32 bits", align="left")
    sheet.box((high, 184), (low + half - high, 32), minus(added), fill=MINT, edge=GREEN, round_=2)
    sheet.arrow((low + half, 200), (low + half + 44, 200))
    sheet.box((low + half + 46, 184), (100, 32), minus(made), fill=MINT, edge=GREEN, round_=2)
    return describe(
        sheet.figure,
        f"""SMLAD: a register holds {a[1]} in its high and {a[0]} in its low half, another one
        {b[1]} and {b[0]}. The products of the high halves, {products[0]}, and of the low ones,
        {products[1]}, are both added to a sum of {total}, in one instruction: {made}.""",
    )


def widen(numbers: tuple[int, int, int, int] = (3, -7, 5, 2)) -> Figure:
    """Draw how SXTB16 makes two pairs of 16-bit numbers out of the four bytes of a register.

    Parameters
    ----------
    numbers : int8, the lowest byte first
    """
    sheet = Sheet(546, 196)
    left, byte = 150, 90
    sheet.words((14, 32), "four bytes", align="left")
    fills = (PALE, SAND)
    for place, number in enumerate(reversed(numbers)):  # the highest byte stands on the left
        fill = fills[place % 2]
        sheet.box((left + place * byte, 16), (byte, 32), minus(number), fill=fill, round_=2)
    rows = (("sxtb16", 90, 1), ("sxtb16 …, ror #8", 148, 0))
    for name, down, first in rows:
        sheet.words((14, down + 16), name, align="left")
        for half in range(2):
            place = first + 2 * half
            number = numbers[3 - place]
            corner = (left + 2 * half * byte, down)
            sheet.box(corner, (2 * byte, 32), minus(number), fill=fills[place % 2], round_=2)
            across = left + place * byte + byte / 2
            sheet.arrow((across, 49), (across, down - 2))
    even, odd = numbers[::2], numbers[1::2]
    return describe(
        sheet.figure,
        f"""A register holds the bytes {", ".join(map(str, numbers))}, the lowest one first. sxtb16
        makes 16-bit numbers of the bytes 0 and 2: {even[0]} and {even[1]}. With ror #8 the register
        is turned by a byte first, so that the bytes 1 and 3 come out: {odd[0]} and {odd[1]}.""",
    )
