"""How a network of two layers computes its loss, and how the gradients flow back."""

from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.diagrams.canvas import Sheet
from tinyml_kit.course.figures import BLUE, GREY, RED

#: What stands in each box; what it passes on; the slope that comes back for that; for its weights.
STATIONS = (
    ("$xW_1 + b_1$", "$s_1$", "$\\delta_1$", "$x^\\top \\delta_1$ for $W_1$"),
    ("tanh", "$h$", "$\\delta_2 W_2^\\top$", ""),
    ("$hW_2 + b_2$", "$s_2$", "$\\delta_2$", "$h^\\top \\delta_2$ for $W_2$"),
    ("$\\sigma$", "$p$", "$\\partial L/\\partial p$", ""),
    ("loss", "", "", ""),
)


def passes() -> Figure:
    """Draw the forward pass of two layers, left to right, and the backward pass below it."""
    sheet = Sheet(720, 190)
    width, gap, top = 76, 52, 50
    sheet.words((22, top + 20), "$x$")
    sheet.arrow((34, top + 20), (66, top + 20), BLUE)
    for number, (text, forward, back, weights) in enumerate(STATIONS):
        left = 68 + number * (width + gap)
        sheet.box((left, top), (width, 40), text)
        if forward:
            sheet.arrow((left + width, top + 14), (left + width + gap, top + 14), BLUE)
            sheet.words((left + width + gap / 2, top - 2), forward, colour=BLUE)
            sheet.arrow((left + width + gap, top + 28), (left + width, top + 28), RED)
            sheet.words((left + width + gap / 2, top + 46), back, colour=RED)
        if weights:
            sheet.arrow((left + width / 2, top + 40), (left + width / 2, top + 82), RED)
            sheet.words((left + width / 2, top + 96), weights, colour=RED)
        if text == "tanh":
            sheet.words((left + width / 2, top + 60), "$\\times\\,(1 - h^2)$", colour=RED)
    sheet.words((68, 18), "forward: values", colour=BLUE, align="left")
    sheet.words((68, 176), "backward: slopes of the loss", colour=RED, align="left")
    sheet.words((652, 176), "$\\delta_2 = p - y$", colour=GREY)
    return describe(
        sheet.figure,
        """Two layers. Forward, x becomes the sum s1, tanh makes h of it, h becomes the sum s2, the
        sigmoid makes p of it, and p gives the loss. Backward, the slope delta2 = p - y gives the
        slope of W2; times W2 transposed, and then times 1 - h², the slope of tanh, it is delta1,
        which gives that of W1.""",
    )
