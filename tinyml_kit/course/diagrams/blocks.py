"""Blocks of which networks are built: an ordinary one, a separable one, a residual one."""

from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.diagrams.canvas import QUIET, Sheet
from tinyml_kit.course.figures import GREY, ORANGE

NORM = "batch norm · ReLU"
#: Each block from its input to its output.
BLOCKS = {
    "ordinary": ("3 × 3, all channels", NORM),
    "separable": ("3 × 3, each channel", NORM, "1 × 1, all channels", NORM),
    "residual": ("3 × 3, all channels", NORM, "3 × 3, all channels", "batch norm", "+", "ReLU"),
}
WIDTH, HEIGHT, GAP = 150, 28, 14


def blocks() -> Figure:
    """Draw the three blocks side by side, each from top to bottom."""
    tallest = max(map(len, BLOCKS.values()))
    sheet = Sheet(len(BLOCKS) * (WIDTH + 66), 74 + tallest * (HEIGHT + GAP) + 6)
    for number, (name, layers) in enumerate(BLOCKS.items()):
        left = 20 + number * (WIDTH + 66)
        middle = left + WIDTH / 2
        sheet.words((middle, 14), name, bold=True)
        sheet.words((middle, 36), "channels in", colour=GREY)
        top = 46
        for layer in layers:
            sheet.arrow((middle, top), (middle, top + GAP))
            top += GAP
            if layer == "+":
                sheet.circle((middle, top + HEIGHT / 2), HEIGHT / 2, "+")
                # What came in goes around all layers.
                right = left + WIDTH + 22
                sheet.line((middle, 48), (right, 48), ORANGE, 1.8)
                sheet.line((right, 48), (right, top + HEIGHT / 2), ORANGE, 1.8)
                end = (middle + HEIGHT / 2 + 1, top + HEIGHT / 2)
                sheet.arrow((right, top + HEIGHT / 2), end, ORANGE, 1.8)
            elif "×" in layer:
                sheet.box((left, top), (WIDTH, HEIGHT), layer)
            else:
                sheet.box((left, top), (WIDTH, HEIGHT), layer, fill=QUIET, edge=GREY)
            top += HEIGHT
        sheet.arrow((middle, top), (middle, top + GAP))
        sheet.words((middle, top + GAP + 9), "channels out", colour=GREY)
    return describe(
        sheet.figure,
        """Three blocks. Ordinary: a 3 × 3 convolution over all channels, batch norm, ReLU.
        Separable: a 3 × 3 convolution of each channel, batch norm, ReLU, a 1 × 1 convolution over
        all channels, batch norm, ReLU. Residual: two 3 × 3 convolutions with batch norm, and a way
        around them that adds what came in before the last ReLU.""",
    )
