"""What happens on a chip: its memory, TFLM's steps, the registers of an AVR, a serial frame."""

from matplotlib.figure import Figure

from tinyml_kit.boards import find
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.diagrams.canvas import PALE, QUIET, Sheet
from tinyml_kit.course.figures import BLUE, GREEN, GREY, ORANGE, SKY


def board_memory(
    board: str = "uno", flash: int = 0, ram: int = 0, name: str = "", would: int = 0
) -> Figure:
    """Draw flash and RAM of a board, and what something takes of them, all to one scale.

    Parameters
    ----------
    board : str
    flash, ram : int, what it takes, in bytes
    name : str, what it is, e.g. "the network"
    would : int, what it would take of the RAM if it lay there, in bytes; may be more than there is

    Raises
    ------
    BoardError
        If there is no such board.
    """
    facts = find(board)
    sheet = Sheet(600, 170)
    whole, left, told = 460, 70, ""
    byte = whole / facts.flash
    rows = (
        ("flash", 20, facts.flash, flash, PALE, "program and weights; kept without power"),
        ("RAM", 100, facts.ram, ram, "#DDF1EA",
         "images between layers, variables, stack; lost without power"),
    )  # fmt: skip
    for memory, top, size, taken, fill, holds in rows:
        sheet.words((10, top + 14), memory, align="left", bold=True)
        sheet.words((10, top + 31), f"{size / 1024:,g} KB", align="left")
        sheet.bar((left, top), (byte * size, 44), fill, GREY)
        sheet.words((left, top + 55), holds, align="left", size=8)
        if taken:
            sheet.bar((left, top), (byte * taken, 44), ORANGE, ORANGE)
            words = f"{name}: {taken:,} bytes"
            ends = 0, byte * taken, byte * size  # of what is taken, and of the memory
            fits = [b - a > 7 * len(words) for a, b in zip(ends, ends[1:], strict=False)]
            place = left + 6 + (ends[0] if fits[0] else ends[1] if fits[1] else ends[2])
            sheet.words((place, top + 22), words, align="left", size=8.5)
            told += f" Of the {memory}, {name} takes {taken:,} bytes."
    if would:
        sheet.outline((left, 106), (byte * would, 32), ORANGE, 1.4)
        sheet.words((left + byte * facts.ram + 8, 122), f"{name}: {would:,} bytes", align="left",
                    size=8.5)  # fmt: skip
        told += f" In the RAM, {name} would take {would:,} bytes."
    return describe(
        sheet.figure,
        f"""The memory of the {facts.title}: {facts.flash / 1024:,g} KB of flash hold the program
        and the weights; {facts.ram / 1024:,g} KB of RAM, drawn on the same scale, hold the images
        between layers, variables and the stack.{told}""",
    )


def two_ways() -> Figure:
    """Draw the two ways of a model's file onto a chip: an interpreter, and generated C."""
    sheet = Sheet(760, 188)
    sheet.box((8, 68), (96, 52), "model.tflite", fill=QUIET, edge=GREY)
    generator, array, functions = (
        "generator, on\nyour computer", "the file, as an array\n(weights in it)",
        "functions of C,\none for each layer",
    )  # fmt: skip
    for top, left, name, parts in (
        (22, 150, "with an interpreter", ((array, 150), ("interpreter", 110), ("kernels", 100))),
        (120, 296, "with generated C", ((functions, 150), ("weights", 94))),
    ):
        sheet.words((left, top - 11), name, bold=True, colour=BLUE, align="left")
        sheet.box((left, top), (752 - left, 60), fill="white", edge=GREY)
        sheet.words((720, top + 30), "on the\nchip", colour=GREY, size=8.5)
        place = left + 8.0
        for part, width in parts:
            sheet.box((place, top + 8), (width, 44), part, letters=8.5)
            place += width + 10
        sheet.box((place, top + 8), (690 - place, 44), "arena (RAM)", fill="#DDF1EA", edge=GREEN)
    sheet.box((150, 126), (116, 48), generator, fill=QUIET, edge=GREY, letters=8.5)
    sheet.arrow((104, 82), (149, 56))
    sheet.arrow((104, 106), (149, 146))
    sheet.arrow((266, 150), (295, 150))
    return describe(
        sheet.figure,
        """Two ways of model.tflite onto a chip. With an interpreter: the file as an array, with
        the weights in it, the interpreter, its kernels and an arena in RAM lie on the chip. With
        generated C: a generator on your computer writes functions of C, one for each layer; they,
        the weights and an arena in RAM lie on the chip.""",
    )


def tflm_flow() -> Figure:
    """Draw what a TFLM program does once, and what it does for each input."""
    steps = (
        ("GetModel", "find the table\nin flash"),
        ("resolver", "list the kernels\nthat it needs"),
        ("interpreter", "model, kernels,\narena"),
        ("AllocateTensors", "plan the arena"),
        ("input", "copy numbers in"),
        ("Invoke", "kernel after kernel"),
        ("output", "read the scores"),
    )
    width, gap = 118, 14
    sheet = Sheet(len(steps) * (width + gap) + 4, 132)
    for number, (name, what) in enumerate(steps):
        left = 6 + number * (width + gap)
        again = number > 3
        sheet.box(
            (left, 30),
            (width, 58),
            fill="#DDF1EA" if again else PALE,
            edge=GREEN if again else BLUE,
        )
        sheet.words((left + width / 2, 46), name, bold=True, size=8.5)
        sheet.words((left + width / 2, 69), what, size=8)
        if number:
            sheet.arrow((left - gap, 59), (left - 1, 59))
    start, end = 6 + 4 * (width + gap), 6 + 7 * (width + gap) - gap
    sheet.words((6 + 2 * (width + gap) - gap / 2, 14), "once, in setup()", colour=BLUE)
    sheet.words(((start + end) / 2, 14), "again and again, in loop()", colour="#00664C")
    sheet.line((end - width / 2, 89), (end - width / 2, 112), GREEN)
    sheet.line((end - width / 2, 112), (start + width / 2, 112), GREEN)
    sheet.arrow((start + width / 2, 112), (start + width / 2, 89), GREEN)
    listed = ", ".join(name for name, _ in steps)
    return describe(
        sheet.figure,
        f"""What a TFLM program does: {listed}. The first four steps happen once, in setup(); the
        last three again and again, in loop().""",
    )


def wiring() -> Figure:
    """Draw a potentiometer and an LED at the pins of a board."""
    sheet = Sheet(590, 170)
    sheet.box((210, 20), (140, 130))
    sheet.words((300, 85), "the board", colour=GREY)
    for name, left, height in (
        ("3.3 V", True, 40), ("A0", True, 85), ("GND", True, 130), ("9", False, 40),
        ("GND", False, 130),
    ):  # fmt: skip
        place = 222 if left else 338
        sheet.words((place, height), name, align="left" if left else "right", bold=True)
    sheet.box((60, 62), (34, 46), fill="#FDF1DC", edge=ORANGE)
    sheet.words((10, 28), "potentiometer, 10 kΩ", align="left")
    sheet.line((77, 62), (77, 40))
    sheet.line((77, 40), (210, 40))
    sheet.arrow((210, 85), (95, 85))
    sheet.line((77, 108), (77, 130))
    sheet.line((77, 130), (210, 130))
    sheet.line((350, 40), (390, 40))
    sheet.box((390, 28), (60, 24), "220 Ω", fill="#FDF1DC", edge=ORANGE, round_=3)
    sheet.line((450, 40), (490, 40))
    sheet.line((490, 40), (490, 68))
    sheet.circle((490, 84), 16, "LED", fill="#DDF1EA", edge=GREEN)
    sheet.words((512, 72), "long leg", align="left", size=8)
    sheet.words((512, 98), "short leg", align="left", size=8)
    sheet.line((490, 100), (490, 130))
    sheet.line((490, 130), (350, 130))
    return describe(
        sheet.figure,
        """Wiring: the ends of a potentiometer of 10 kΩ at 3.3 V and GND, its middle at A0; from
        pin 9 through a resistor of 220 Ω to the long leg of an LED, whose short leg is at GND.""",
    )


def avr_registers() -> Figure:
    """Draw the 32 registers of an AVR and what the kit's dense loop keeps in them."""
    sheet = Sheet(620, 148)
    uses = (
        (0, 2, "#FDF1DC", "weight, product"),
        (2, 26, PALE, "eight sums of three bytes"),
        (26, 28, "#DDF1EA", "X: inputs"),
        (28, 30, "#F6E3EF", "input, 0"),
        (30, 32, "#DDF1EA", "Z: weights"),
    )
    cell = 35
    for first, last, fill, _ in uses:
        for number in range(first, last):
            row, column = divmod(number, 16)
            sheet.grid(
                (14 + column * cell, 16 + row * 44), [[f"r{number}"]], cell, fill=fill, letters=8.5
            )
    left = 14
    for *_, fill, name in uses:
        sheet.bar((left, 112), (12, 12), fill, GREY)
        sheet.words((left + 17, 118), name, align="left", size=8.5)
        left += round(33 + 6.3 * len(name))
    return describe(
        sheet.figure,
        """The 32 registers of an AVR. r0 and r1 hold a weight and then its product; r2 to r25 eight
        sums of three bytes; r26 and r27 the address X of the inputs; r28 the input and r29 zero;
        r30 and r31 the address Z of the weights.""",
    )


def serial_frame() -> Figure:
    """Draw the parts of a frame on the serial line, with their bytes."""
    parts = (
        ("0", "start", 1, QUIET),
        ("length", "2 bytes", 2, PALE),
        ("tag", "4 bytes", 2, PALE),
        ("command", "1 byte", 2, PALE),
        ("payload", "0 to 255 bytes", 4, "#FDF1DC"),
        ("CRC-32", "4 bytes", 3, "#DDF1EA"),
        ("0", "end", 1, QUIET),
    )
    unit = 40
    sheet = Sheet(14 + unit * sum(width for _, _, width, _ in parts) + 14, 124)
    left = 14.0
    edges = []
    for name, size, width, fill in parts:
        sheet.bar((left, 26), (unit * width, 38), fill, GREY)
        sheet.words((left + unit * width / 2, 45), name, bold=fill != QUIET, size=8.5)
        sheet.words((left + unit * width / 2, 76), size, colour=GREY, size=8)
        edges.append(left)
        left += unit * width
    first, last = edges[1], edges[-1]
    sheet.line((first + 2, 98), (last - 2, 98), SKY)
    sheet.words(
        ((first + last) / 2, 110), "stuffed, so that no byte in here is 0", colour=BLUE, size=8.5
    )
    sheet.line((first + 2, 16), (edges[5] - 2, 16), ORANGE)
    sheet.words(
        ((first + edges[5]) / 2, 8), "what the CRC is computed from", colour="#8A5A00", size=8.5
    )
    return describe(
        sheet.figure,
        """A frame on the serial line: a zero; the payload's length in two bytes; a tag in four; a
        command in one; up to 255 bytes of payload; a CRC-32 of all of these in four bytes; a
        zero. Between the zeros the bytes are stuffed, so that none of them is zero.""",
    )
