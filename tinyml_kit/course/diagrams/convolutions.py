"""What a convolution does: window, stride and padding, a stack of channels, the receptive field."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.diagrams.canvas import PALE, QUIET, Sheet
from tinyml_kit.course.figures import BLUE, GREEN, GREY, ORANGE

CELL = 26


def convolution(size: int = 5, kernel: int = 3, stride: int = 1, padding: int = 0) -> Figure:
    """Draw the first two places of a square window on a square image, and the feature map.

    Parameters
    ----------
    size, kernel, stride, padding : int, in pixels
        Of the image, the window, its move, and the border of zeros on each side.
    """
    whole = size + 2 * padding
    made = (whole - kernel) // stride + 1
    sheet = Sheet(CELL * whole + max(CELL * made, 80) + 190, CELL * whole + 66)
    left, top = 12, 14
    for row in range(whole):
        for column in range(whole):
            inside = all(padding <= place < padding + size for place in (row, column))
            fill, text = ("white", "") if inside else (QUIET, "0")
            sheet.grid((left + column * CELL, top + row * CELL), [[text]], CELL, fill=fill)
    window = (kernel * CELL, kernel * CELL)
    sheet.outline((left, top), window, BLUE, 2.4)
    if made > 1:
        sheet.outline((left + stride * CELL + 3, top + 3), (window[0] - 6, window[1] - 6), ORANGE)
    start = left + whole * CELL
    sheet.arrow((start + 18, top + whole * CELL / 2), (start + 130, top + whole * CELL / 2))
    sheet.words((start + 74, top + whole * CELL / 2 - 24), f"{kernel} × {kernel} weights,\none sum")
    corner = (start + 150, top + (whole - made) * CELL / 2)
    sheet.grid(corner, [[""] * made] * made, CELL)
    sheet.outline(corner, (CELL, CELL), BLUE, 2.4)
    if made > 1:
        sheet.outline((corner[0] + CELL, corner[1]), (CELL, CELL), ORANGE)
    below = top + whole * CELL + 24
    border = f", padding {padding}" if padding else ""
    move = f"stride {stride}" if stride > 1 else "moved by 1"
    sheet.words((left, below), f"image {size} × {size}{border}", align="left")
    sheet.words((start + 74, below), move, colour=GREY)
    sheet.words((corner[0], below), f"map {made} × {made}", align="left")
    return describe(
        sheet.figure,
        f"""A window of {kernel} × {kernel} on an image of {size} × {size} pixels with a padding of
        {padding}. Its first place (blue) gives the first number of a map of {made} × {made}; moved
        by {stride} (orange), it gives the second.""",
    )


def channels(inputs: int = 3, outputs: int = 4) -> Figure:
    """Draw a convolution with several channels: each filter looks at all of them."""
    sheet = Sheet(560, 250)
    for number in range(inputs):
        place = (30 + 12 * number, 40 + 12 * number)
        sheet.bar(place, (90, 90), PALE, BLUE)
        sheet.outline((place[0] + 18, place[1] + 18), (26, 26), ORANGE, 1.6)
    for number in range(outputs):
        top = 14 + 190 / outputs * number
        for depth in range(inputs):
            sheet.bar((255 + 6 * depth, top + 6 * depth), (22, 22), "#FDF1DC", ORANGE)
        # Of all channels but the last one (the front), only the lower left corner is to be seen.
        sheet.arrow((258 + 28 + 6 * inputs, top + 17), (386 + 12 * number, 114 + 12 * number))
    sheet.arrow((50 + 90 + 12 * inputs, 100), (245, 100))
    for number in range(outputs):
        place = (390 + 12 * number, 40 + 12 * number)
        sheet.bar(place, (80, 80), "#DDF1EA", GREEN)
    sheet.words((90, 226), f"{inputs} channels in", colour=GREY)
    sheet.words((270, 226), f"{outputs} filters of\n3 × 3 × {inputs}", colour=GREY)
    sheet.words((460, 226), f"{outputs} channels out", colour=GREY)
    return describe(
        sheet.figure,
        f"""A stack of {inputs} channels. Each of {outputs} filters is as deep as the stack, looks
        at the same place of all channels, and gives one channel of the output, a stack of
        {outputs}.""",
    )


def receptive_field(
    size: int = 8,
    layers: Sequence[tuple[str, int, int]] = (("convolution 3", 3, 1), ("pooling 2", 2, 2)),
) -> Figure:
    """Draw one row of an image, what each layer makes of it, and what the middle of the top sees.

    Parameters
    ----------
    size : int, the pixels of the row
    layers : sequence of (name, width of the window, step), from the image upwards, without borders
    """
    sizes = [size]
    for _, window, step in layers:
        sizes.append((sizes[-1] - window) // step + 1)
    first = last = (sizes[-1] - 1) // 2
    seen = [(first, last)]
    for _, window, step in reversed(layers):
        first, last = first * step, last * step + window - 1
        seen.insert(0, (first, last))
    width, gap = CELL * size, 62
    sheet = Sheet(width + 330, gap * len(layers) + CELL + 30)
    rows = []
    for depth, (cells, (start, stop)) in enumerate(zip(sizes, seen, strict=True)):
        left = 12 + (width - CELL * cells) / 2
        top = 14 + gap * (len(layers) - depth)
        for cell in range(cells):
            fill = "#FDF1DC" if start <= cell <= stop else "white"
            sheet.bar((left + cell * CELL, top), (CELL, CELL), fill, GREY)
        edges = left + start * CELL, left + (stop + 1) * CELL
        sheet.outline((edges[0], top), (edges[1] - edges[0], CELL), ORANGE)
        rows.append((edges, top))
        made = f"{layers[depth - 1][0]}: {cells} values" if depth else f"one row of {cells} pixels"
        count = stop - start + 1
        sheet.words((width + 30, top + CELL / 2), f"{made}, {count} marked", align="left")
    for (edges, top), (above, higher) in zip(rows, rows[1:], strict=False):
        for end, start_ in zip(edges, above, strict=True):
            sheet.line((end, top), (start_, higher + CELL), ORANGE)
    return describe(
        sheet.figure,
        f"""One row of {size} pixels at the bottom, above it what each layer makes of it. One value
        at the top is made of {seen[0][1] - seen[0][0] + 1} pixels of the image.""",
    )
