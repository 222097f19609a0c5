"""How a chip of eight bits adds a product of two bytes to a sum of three."""

from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.diagrams.canvas import PALE, Sheet
from tinyml_kit.course.figures import BLUE, GREY, ORANGE

WIDTH, HEIGHT, PITCH = 96, 32, 150
LEFT, TOP = 96, 30
DARK = "#8A5A00"  # an orange that can be read
#: Instruction, byte of the sum, byte that is added to it; from the lowest byte up.
STEPS = (("add", "r22", "r0"), ("adc", "r23", "r1"), ("adc", "r24", "0"))


def carry(total: int = 0x01F4C8, product: int = 0x5A70) -> Figure:
    """Draw an addition byte by byte, with the bit that each hands to the next.

    Parameters
    ----------
    total : int, 0 to 2^24 - 1, the sum so far
    product : int, 0 to 2^16 - 1
    """
    sheet = Sheet(LEFT + 3 * PITCH, 250)
    rows = {"sum so far": TOP, "product": TOP + 54, "new sum": TOP + 156}
    for name, down in rows.items():
        sheet.words((10, down + HEIGHT / 2), name, align="left", bold=name == "new sum")
    handed = 0
    told = []
    for place, (instruction, register, other) in enumerate(STEPS):
        left = LEFT + (2 - place) * PITCH
        middle = left + WIDTH / 2
        one, two = total >> 8 * place & 255, product >> 8 * place & 255
        added = one + two + handed
        sheet.box((left, rows["sum so far"]), (WIDTH, HEIGHT), f"{register}: {one}")
        written = other if other == "0" else f"{other}: {two}"
        sheet.box((left, rows["product"]), (WIDTH, HEIGHT), written, fill="#FDF1DC", edge=ORANGE)
        sheet.words((middle, TOP + 106), f"{instruction}: {added}", bold=True)
        sheet.arrow((middle, TOP + 118), (middle, rows["new sum"] - 1), GREY)
        sheet.box(
            (left, rows["new sum"]), (WIDTH, HEIGHT), f"{register}: {added % 256}",
            fill=PALE, edge=BLUE,
        )  # fmt: skip
        told.append(f"{instruction} makes {added}, keeps {added % 256}")
        handed = added >> 8
        if place < len(STEPS) - 1:
            sheet.arrow((left - 6, TOP + 106), (left - PITCH + WIDTH + 6, TOP + 106), ORANGE, 1.8)
            gap = left - (PITCH - WIDTH) / 2
            sheet.words((gap, TOP + 90), f"carry {handed}", colour=DARK, size=8.5)
    sheet.words((LEFT, TOP + 206), f"{total:,} + {product:,} = {total + product:,}", align="left")
    return describe(
        sheet.figure,
        f"""An addition of {total:,} and {product:,} byte by byte, from the right to the left:
        {"; ".join(told)}. What is above 255 is handed to the next byte as a carry of 1.""",
    )
