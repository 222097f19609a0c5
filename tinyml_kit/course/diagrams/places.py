"""Where a decision is made, and the cycle of work behind it."""

import math

from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.diagrams.canvas import QUIET, Sheet
from tinyml_kit.course.figures import BLUE, GREEN, GREY, ORANGE

#: The steps of the work, in a circle.
STEPS = ("collect", "label", "train", "judge", "make smaller", "put on a chip", "watch in use")


def cloud_or_edge() -> Figure:
    """Draw the two ways from a sensor to a decision: by a data centre, or on the spot."""
    sheet = Sheet(640, 190)
    rows = (
        (14, "cloud", ("sensor", "radio", "data centre", "radio", "decision")),
        (114, "edge", ("sensor", "chip", "decision")),
    )
    for top, name, parts in rows:
        sheet.words((8, top + 24), name, align="left", bold=True)
        wide, gap = 88, 24
        for number, part in enumerate(parts):
            left = 76 + number * (wide + gap)
            far = part in ("radio", "data centre")
            fill = "#DDF1EA" if part == "chip" else "#FDF1DC" if far else QUIET
            edge = GREEN if part == "chip" else ORANGE if far else GREY
            sheet.box((left, top), (wide, 48), part, fill=fill, edge=edge)
            if number:
                sheet.arrow((left - gap, top + 24), (left - 1, top + 24))
    sheet.words(
        (356, 78), "every reading travels, and the answer travels back", colour="#8A5A00", size=8.5
    )
    sheet.words((232, 178), "only the decision leaves the device", colour="#00664C", size=8.5)
    return describe(
        sheet.figure,
        """Two ways to a decision. Cloud: sensor, radio, data centre, radio, decision; every reading
        travels, and the answer travels back. Edge: sensor, chip, decision; only the decision leaves
        the device.""",
    )


def cycle() -> Figure:
    """Draw the steps of the work in a circle, from collecting examples and back to it."""
    sheet = Sheet(520, 250)
    middle, wide, high = (260, 125), 200, 96
    places = []
    for number in range(len(STEPS)):
        turn = 2 * math.pi * number / len(STEPS) - math.pi / 2
        places.append((middle[0] + wide * math.cos(turn), middle[1] + high * math.sin(turn)))
    size = (104, 34)
    for start, end in zip(places, [*places[1:], places[0]], strict=True):
        # From the middle of one box to the edge of the next: boxes lie over the lines.
        sheet.arrow(_towards(start, end, size), _towards(end, start, size), BLUE, 1.4, bend=-0.12)
    for number, (step, (x, y)) in enumerate(zip(STEPS, places, strict=True)):
        last = number == len(STEPS) - 1
        sheet.box(
            (x - size[0] / 2, y - size[1] / 2),
            size,
            step,
            fill="#FDF1DC" if last else QUIET,
            edge=ORANGE if last else GREY,
        )
    sheet.words((middle[0], middle[1] - 8), "the data change,")
    sheet.words((middle[0], middle[1] + 10), "so it never ends")
    return describe(
        sheet.figure,
        f"The work goes round in a circle: {', '.join(STEPS)}, and again {STEPS[0]}.",
    )


def _towards(place, other, size):
    """Return where the line from the middle of a box to another place leaves the box."""
    across, down = other[0] - place[0], other[1] - place[1]
    share = min(
        (size[0] / 2 + 3) / max(abs(across), 1e-9), (size[1] / 2 + 3) / max(abs(down), 1e-9)
    )
    return place[0] + share * across, place[1] + share * down
