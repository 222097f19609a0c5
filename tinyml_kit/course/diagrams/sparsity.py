"""What pruning and clustering do to the weights of a layer."""

import numpy as np
from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.diagrams.canvas import PALE, Sheet
from tinyml_kit.course.figures import GREY

CELL, GAP, TOP = 29, 34, 40
#: A kernel of four inputs (rows) and four filters (columns).
KERNEL = np.array([[7, -1, 3, 4], [-2, 5, -1, -6], [1, -8, 2, -1], [-4, 2, 1, 9]])
#: The values of the clustered kernel, and what they are filled with.
VALUES = {-7: "#9CC7E4", -2: "#D6E8F4", 3: "#FCE3B4", 8: "#F3BE63"}


def variants() -> dict[str, np.ndarray]:
    """Return the kernel as it is, and what each technique makes of it, by its name."""
    single = np.where(np.abs(KERNEL) < np.median(np.abs(KERNEL)), 0, KERNEL)
    rank = np.argsort(np.argsort(-np.abs(KERNEL), axis=0), axis=0)
    strength = np.abs(KERNEL).sum(axis=0)
    values = np.array(list(VALUES))
    return {
        "as trained": KERNEL,
        "single weights": single,
        "two in four": np.where(rank < 2, KERNEL, 0),
        "whole filters": KERNEL[:, np.sort(np.argsort(-strength)[:2])],
        "four values": values[np.abs(KERNEL[..., np.newaxis] - values).argmin(axis=-1)],
    }


def sparsity() -> Figure:
    """Draw a small kernel as it is, pruned in three ways, and clustered."""
    found = variants()
    wide = 4 * CELL + GAP
    sheet = Sheet(len(found) * wide + 60, TOP + 4 * CELL + 34)
    sheet.words((6, TOP + 2 * CELL), "inputs", align="left")
    for place, (name, kernel) in enumerate(found.items()):
        left = 60 + place * wide
        sheet.words((left + 2 * CELL, 20), name, bold=True)
        shift = left + (4 - kernel.shape[1]) * CELL / 2
        for (row, column), weight in np.ndenumerate(kernel):
            fill = VALUES[weight] if name == "four values" else PALE if weight else "white"
            corner = (shift + column * CELL, TOP + row * CELL)
            sheet.bar(corner, (CELL, CELL), fill, GREY)
            if weight:
                middle = (corner[0] + CELL / 2, corner[1] + CELL / 2)
                sheet.words(middle, str(weight), size=8)
    sheet.words((60 + 2 * CELL, TOP + 4 * CELL + 16), "filters")
    left_over = {name: np.count_nonzero(kernel) for name, kernel in found.items()}
    return describe(
        sheet.figure,
        f"""A kernel of four inputs and four filters, drawn five times. As trained it has
        {left_over["as trained"]} weights. With single weights pruned, the
        {left_over["single weights"]} largest are left. With two in four, each filter has two
        weights. With whole filters pruned, two of the four filters are left. With four values,
        every weight is one of {", ".join(map(str, VALUES))}.""",
    )
