"""Memory as a row of boxes: an address that walks, and bytes that are one number."""

from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.diagrams.canvas import PALE, QUIET, Sheet
from tinyml_kit.course.diagrams.simd import minus
from tinyml_kit.course.figures import BLUE, GREY, ORANGE

#: Where the first box lies: the first address of an ATmega328P's RAM.
FIRST = 256
LEFT, WIDE, HIGH = 150, 96, 36
DARK = "#8A5A00"  # an orange that can be read


def _boxes(sheet, top, texts, fills):
    """Draw boxes with their addresses above them; return their middles."""
    sheet.words((14, top - 14), "address", align="left", colour=GREY, size=8.5)
    middles = []
    for place, (text, fill) in enumerate(zip(texts, fills, strict=True)):
        left = LEFT + place * WIDE
        sheet.bar((left, top), (WIDE, HIGH), fill, GREY)
        middles.append(left + WIDE / 2)
        sheet.words((middles[-1], top + HIGH / 2), text, size=11)
        sheet.words((middles[-1], top - 14), str(FIRST + place), colour=GREY, size=8.5, mono=True)
    return middles


def walk(numbers: tuple[int, ...] = (5, -2, 7)) -> Figure:
    """Draw an array of bytes, and where an address `x` points before and after `*x++`.

    Parameters
    ----------
    numbers : (n,) int8, at least two
    """
    sheet = Sheet(LEFT + WIDE * (len(numbers) + 1) + 20, 258)
    texts = [*map(minus, numbers), "?"]
    fills = [PALE] * len(numbers) + [QUIET]
    for step, top in enumerate((34, 160)):
        middles = _boxes(sheet, top, texts, fills)
        sheet.words(
            (14, top + HIGH / 2), ("at first", "after  *x++")[step], align="left", bold=True
        )
        sheet.arrow((middles[step], top + HIGH + 36), (middles[step], top + HIGH + 1), ORANGE, 2)
        sheet.words((middles[step], top + HIGH + 46), f"x = {FIRST + step}", colour=DARK, bold=True)
        for place in range(step + 1, len(numbers)):
            sheet.words((middles[place], top + HIGH + 14), f"x[{place - step}]", mono=True)
        sheet.words((middles[-1], top + HIGH + 14), "not of row", colour=GREY, size=8.5)
    sheet.words((LEFT - 6, 206), f"gave {minus(numbers[0])}", align="right", colour=DARK)
    last = FIRST + len(numbers) - 1
    return describe(
        sheet.figure,
        f"""An array row: the bytes {", ".join(map(minus, numbers))} at the addresses {FIRST} to
        {last}; what lies at {last + 1} is not of row. At first x is {FIRST} and points to
        {minus(numbers[0])}. *x++ gives {minus(numbers[0])}; after it x is {FIRST + 1} and points
        to {minus(numbers[1])}.""",
    )


def as_bytes(number: int = 1000) -> Figure:
    """Draw a number of four bytes, lowest byte first, read once whole and once byte by byte.

    Parameters
    ----------
    number : int, 0 to 2^31 - 1
    """
    parts = list(number.to_bytes(4, "little"))
    sheet = Sheet(LEFT + 4 * WIDE + 20, 196)
    top = 96
    middles = _boxes(sheet, top, map(str, parts), [PALE] * 4)
    right = LEFT + 4 * WIDE
    sheet.words((14, 20), "one int32_t", align="left", bold=True)
    sheet.words(((LEFT + right) / 2, 20), f"{number:,}", size=11, colour=DARK, bold=True)
    sheet.words(((LEFT + right) / 2, 41), _sum_of(parts), size=8.5, colour=DARK)
    sheet.line((LEFT + 4, 62), (LEFT + 4, 55), ORANGE)
    sheet.line((LEFT + 4, 55), (right - 4, 55), ORANGE)
    sheet.line((right - 4, 55), (right - 4, 62), ORANGE)
    sheet.words((14, top + HIGH + 42), "four uint8_t", align="left", bold=True)
    for place, (middle, part) in enumerate(zip(middles, parts, strict=True)):
        sheet.arrow((middle, top + HIGH + 1), (middle, top + HIGH + 30), BLUE)
        sheet.words((middle, top + HIGH + 42), f"bytes[{place}] = {part}", size=8.5)
    return describe(
        sheet.figure,
        f"""The four bytes {", ".join(map(str, parts))} at the addresses {FIRST} to {FIRST + 3}.
        Read as one int32_t they are {number:,}, which is {_sum_of(parts)}. Read as four uint8_t,
        bytes[0] is {parts[0]} and bytes[3] is {parts[3]}.""",
    )


def _sum_of(parts):
    """Return how bytes add up, the lowest first."""
    return " + ".join(f"{part} · {256**place:,}" for place, part in enumerate(parts))
