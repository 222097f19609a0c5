"""How a diffraction frame is made, and what is done to it before a network sees it."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.diagrams.canvas import INK, QUIET, Sheet
from tinyml_kit.course.figures import BLUE, GREY, ORANGE, SKY

#: Steps from a raw frame to a network's input: name -> what is left of it.
STEPS = {
    "clamp": "negative values\nbecome 0",
    "resample": "1765 → 300\npixels a side",
    "normalise": "mean 0, spread 1\nover the frame",
    "local contrast": "each pixel against\nits neighbours",
    "crop": "the middle\n100 × 100",
}


def experiment() -> Figure:
    """Draw pulses that hit a jet with crystals, and the detector behind it."""
    sheet = Sheet(668, 250)
    sheet.arrow((20, 125), (222, 125), ORANGE, 2.4)
    sheet.words((110, 104), "X-ray pulses,\n120 a second")
    sheet.bar((226, 16), (22, 206), "#DCEBF7", SKY)
    sheet.words((237, 236), "jet of water", colour=BLUE)
    rng = np.random.default_rng(4)
    for top in (36, 74, 121, 166, 203):
        side = float(rng.uniform(7, 9))
        sheet.bar((237 - side / 2 + float(rng.uniform(-4, 4)), top), (side, side), INK)
    sheet.words((170, 205), "crystals", align="right")
    sheet.arrow((174, 205), (230, 206), GREY)
    corner, size = (456, 20), 190
    sheet.bar(corner, (size, size), QUIET, GREY)
    middle = (corner[0] + size / 2, corner[1] + size / 2)
    for radius in (42, 46, 50):
        ring = Circle(middle, radius, fill=False, edgecolor="#BBBBBB", linewidth=3)
        sheet.axes.add_patch(ring)
    places = rng.uniform(12, size - 12, (16, 2))
    for across, down in places:
        place = (corner[0] + across, corner[1] + down)
        sheet.axes.add_patch(Circle(place, 2.6, facecolor=INK, edgecolor="none", zorder=3))
        sheet.line((252, 125), place, "#F3D9A6", 0.8)
    sheet.words((middle[0], 236), "detector: spots, and a ring of water")
    sheet.words(
        (352, 30), "the waves of a crystal's blocks\nadd up in a few directions", colour=GREY
    )
    return describe(
        sheet.figure,
        """X-ray pulses from the left meet a jet of water with crystals in it. Behind it stands a
        square detector. On it are dark spots in a few directions, and a pale broad ring.""",
    )


def steps() -> Figure:
    """Draw the steps from a raw frame to the input of a network."""
    width, height, gap = 122, 52, 18
    sheet = Sheet(len(STEPS) * (width + gap) + 136, height + 46)
    sheet.words((2, 60), "raw\nframe", align="left")
    left = 46
    for name, what in STEPS.items():
        sheet.arrow((left, 60), (left + gap, 60))
        left += gap
        sheet.words((left + width / 2, 18), name, bold=True)
        sheet.box((left, 34), (width, height), what, letters=8.5)
        left += width
    sheet.arrow((left, 60), (left + gap, 60))
    sheet.words((left + gap + 4, 60), "10,000\nnumbers", align="left")
    return describe(
        sheet.figure,
        f"""From a raw frame to 10,000 numbers in {len(STEPS)} steps: {", ".join(STEPS)}.""",
    )
