"""An empty sheet, and what all diagrams draw on it: boxes, circles, arrows, words, grids.

A sheet is measured in hundredths of an inch, from its upper left corner to the right and down.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Rectangle

from tinyml_kit.course.figures import BLUE, GREY, style

style()

INK = "#222222"
PALE = "#E8F1F8"  # what a box is filled with
QUIET = "#F2F2F2"  # a box in the background

Place = tuple[float, float]


class Sheet:
    """A figure of (width, height) hundredths of an inch on which one draws."""

    def __init__(self, width: float, height: float) -> None:
        self.figure = Figure(figsize=(width / 100, height / 100))
        self.figure.set_layout_engine("none")  # the style would move what is drawn
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, width), ylim=(height, 0))
        self.axes.set_axis_off()

    def words(
        self,
        place: Place,
        text: str,
        *,
        size: float = 9,
        colour: str = INK,
        align: str = "center",
        bold: bool = False,
        mono: bool = False,
    ) -> None:
        """Write text; `place` is its middle, or the end that `align` ("left", "right") names."""
        self.axes.text(
            *place,
            text,
            fontsize=size,
            color=colour,
            ha=align,
            va="center",
            fontweight="bold" if bold else "normal",
            family="monospace" if mono else "sans-serif",
            linespacing=1.3,
        )

    def box(
        self,
        corner: Place,
        size: Place,
        text: str = "",
        *,
        fill: str = PALE,
        edge: str = BLUE,
        letters: float = 9,
        bold: bool = False,
        round_: float = 6,
    ) -> Place:
        """Draw a box with its upper left corner at a place; return its middle."""
        inner = (size[0] - 2 * round_, size[1] - 2 * round_)
        self.axes.add_patch(
            FancyBboxPatch(
                (corner[0] + round_, corner[1] + round_),
                *inner,
                boxstyle=f"round,pad={round_}",
                facecolor=fill,
                edgecolor=edge,
                linewidth=1.2,
            )
        )
        middle = (corner[0] + size[0] / 2, corner[1] + size[1] / 2)
        if text:
            self.words(middle, text, size=letters, bold=bold)
        return middle

    def bar(self, corner: Place, size: Place, fill: str, edge: str = "white") -> None:
        """Draw a plain rectangle."""
        patch = Rectangle(corner, *size, facecolor=fill, edgecolor=edge, linewidth=0.8)
        self.axes.add_patch(patch)

    def circle(
        self, middle: Place, radius: float, text: str = "", fill: str = PALE, edge: str = BLUE
    ) -> None:
        """Draw a circle with text in it."""
        patch = Circle(middle, radius, facecolor=fill, edgecolor=edge, linewidth=1.2, zorder=2)
        self.axes.add_patch(patch)
        self.words(middle, text)

    def arrow(
        self, start: Place, end: Place, colour: str = GREY, width: float = 1.2, bend: float = 0
    ) -> None:
        """Draw an arrow; `bend` is how far it curves, as a share of its length."""
        self.axes.add_patch(
            FancyArrowPatch(
                start,
                end,
                arrowstyle="-|>",
                mutation_scale=9,
                shrinkA=0,
                shrinkB=0,
                color=colour,
                linewidth=width,
                connectionstyle=f"arc3,rad={bend}",
                zorder=1,
            )
        )

    def line(
        self, start: Place, end: Place, colour: str = GREY, width: float = 1.2, dashes: str = "-"
    ) -> None:
        """Draw a straight line."""
        across, down = zip(start, end, strict=True)
        self.axes.plot(across, down, dashes, color=colour, lw=width, zorder=1)

    def grid(
        self,
        corner: Place,
        numbers: np.ndarray | Sequence[Sequence[str]],
        cell: float,
        *,
        fill: str = "white",
        edge: str = GREY,
        letters: float = 8,
    ) -> None:
        """Draw a table of small cells; an empty text leaves its cell without a number."""
        for row, line in enumerate(numbers):
            for column, text in enumerate(line):
                place = (corner[0] + column * cell, corner[1] + row * cell)
                self.bar(place, (cell, cell), fill, edge)
                middle = (place[0] + cell / 2, place[1] + cell / 2)
                self.words(middle, str(text), size=letters)

    def outline(self, corner: Place, size: Place, colour: str, width: float = 2) -> None:
        """Draw the outline of a rectangle over what is there."""
        patch = Rectangle(corner, *size, fill=False, edgecolor=colour, linewidth=width, zorder=3)
        self.axes.add_patch(patch)
