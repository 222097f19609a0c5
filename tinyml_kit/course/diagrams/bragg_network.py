"""The 990-parameter network that classifies diffraction frames, layer by layer."""

from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.diagrams.canvas import PALE, QUIET, Sheet
from tinyml_kit.course.figures import BLUE, GREEN, GREY, ORANGE

#: What follows what: layer, side of its output in pixels, its parameters.
LAYERS = (
    ("image", 100, 0),
    ("conv 5 × 5", 96, 3 * 25 + 3),
    ("max pool", 48, 0),
    ("conv 5 × 5", 44, 3 * 75 + 3),
    ("max pool", 22, 0),
    ("conv 5 × 5", 18, 3 * 75 + 3),
    ("max pool", 9, 0),
    ("conv 5 × 5", 5, 3 * 75 + 3),
)
CHANNELS, CLASSES, DENSE = 3, ("HIT", "MAYBE", "MISS"), 3 * 75 + 3
DARK = "#8A5A00"  # an orange that can be read
PITCH, BOTTOM = 102, 100


def bragg_network() -> Figure:
    """Draw the stacks of channels with their sizes, and the parameters of each step."""
    sheet = Sheet(PITCH * len(LAYERS) + 150, 190)
    for number, (name, side, parameters) in enumerate(LAYERS):
        drawn = 14 + 0.62 * side
        left = 8 + PITCH * number
        fill, edge = (QUIET, GREY) if not number else (PALE, BLUE)
        for depth in range(CHANNELS if number else 1):
            sheet.bar((left + 5 * depth, BOTTOM - drawn - 5 * depth), (drawn, drawn), fill, edge)
        depth = 1 if number == 0 else CHANNELS
        sheet.words((left, 118), name, align="left", bold=bool(parameters), size=8.5)
        sheet.words((left, 134), f"{side} × {side} × {depth}", align="left", colour=GREY, size=8.5)
        if parameters:
            sheet.words((left, 150), f"{parameters} parameters", align="left", size=8, colour=DARK)
    left = 8 + PITCH * len(LAYERS)
    for number, name in enumerate(CLASSES):
        sheet.circle((left + 20, 36 + 26 * number), 10, fill="#DDF1EA", edge=GREEN)
        sheet.words((left + 38, 36 + 26 * number), name, align="left", size=8.5)
    sheet.words((left, 118), "dense, softmax", align="left", bold=True, size=8.5)
    sheet.words((left, 134), "75 numbers to 3", align="left", colour=GREY, size=8.5)
    sheet.words((left, 150), f"{DENSE} parameters", align="left", size=8, colour=DARK)
    total = sum(parameters for *_, parameters in LAYERS) + DENSE
    sheet.line((8, 166), (left + 110, 166), ORANGE, 1)
    sheet.words((8, 178), f"{total} weights and biases together", align="left", size=9, bold=True)
    return describe(
        sheet.figure,
        f"""The network for diffraction frames: an image of 100 × 100 pixels; four convolutions of
        5 × 5 with 3 channels, with a max pooling by 2 between them, which shrink it to 96, 48, 44,
        22, 18, 9 and 5 pixels; a dense layer from 75 numbers to 3 classes. It has {total}
        parameters.""",
    )
