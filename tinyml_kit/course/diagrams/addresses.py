"""The two memories of an AVR: one address, two places."""

from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.diagrams.canvas import PALE, QUIET, Sheet
from tinyml_kit.course.figures import GREEN, GREY, RED

SAND, MINT = "#FDF1DC", "#DDF1EA"
#: First address, name and fill of what lies in each memory of an ATmega328P (its data sheet).
FLASH = ((0x0000, "where to start", QUIET), (0x0068, "constant tables", SAND),
         (0x006E, "program", PALE))  # fmt: skip
DATA = ((0x0000, "the 32 registers", QUIET), (0x0020, "switches of the chip (I/O)", SAND),
        (0x0100, "RAM: 2 KB", MINT))  # fmt: skip


def addresses() -> Figure:
    """Draw flash and data addresses of an ATmega328P side by side, and what reads each."""
    sheet = Sheet(640, 264)
    for left, title, last, parts in ((84, "flash", 0x7FFF, FLASH), (390, "data", 0x08FF, DATA)):
        sheet.words((left + 85, 16), title, bold=True)
        for number, (first, name, fill) in enumerate(parts):
            down = 34 + 60 * number
            sheet.bar((left, down), (170, 60), fill, GREY)
            sheet.words((left + 85, down + 30), name)
            sheet.words((left - 6, down + 8), f"{first:#06x}", align="right", size=8, mono=True)
        sheet.words((left - 6, 206), f"{last:#06x}", align="right", size=8, mono=True)
    level = 34 + 60 + 44
    sheet.line((30, 238), (30, level), GREEN, 1.6)
    sheet.arrow((30, level), (82, level), GREEN, 1.6)
    sheet.words((14, 248), "lpm 0x0068: the table", align="left", colour="#00664C")
    sheet.line((606, 238), (606, level), RED, 1.6)
    sheet.arrow((606, level), (562, level), RED, 1.6)
    sheet.words((320, 226), "not to scale", colour=GREY, size=8)
    sheet.words((626, 248), "ld 0x0068: something else", align="right", colour="#9A3F00")
    return describe(
        sheet.figure,
        """The two memories of an ATmega328P, each with addresses of its own. Flash, from 0 to
        0x7fff: where to start, constant tables from 0x68, the program. Data, from 0 to 0x8ff: the
        32 registers, from 0x20 the switches of the chip, from 0x100 the RAM. lpm 0x68 reads the
        table; ld 0x68 reads one of the switches.""",
    )
