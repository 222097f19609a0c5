"""Pictures of the first page: what a HIT is, and a chip's verdict on it.

Each function returns a matplotlib Figure.
"""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    RED,
    log_like,
    panels,
    picture,
    style,
)
from tinyml_kit.features.image import preprocess, spots

style()

#: Half the side of the square that is shown enlarged, in pixels.
HALF = 30
#: Side of the square that the network gets, as a share of the frame's.
MIDDLE = 100 / preprocess.CASES[100]


def bare(**frames: np.ndarray) -> Figure:
    """Draw raw frames side by side, each under its name; dark pixels caught much light."""
    figure, (axes,) = panels(len(frames), width=3.6, height=3.4)
    first, *_ = frames.values()
    norm = log_like(first)
    norm.vmax = 200
    for panel, (name, frame) in zip(axes, frames.items(), strict=True):
        picture(panel, frame, cmap="gray_r", norm=norm)
        panel.set(xticks=[], yticks=[], title=name)
    return describe(figure, f"Frames, dark where much light fell: {', '.join(frames)}.")


def ringed(**frames: np.ndarray) -> Figure:
    """Draw frames side by side with a ring around each spot; below, the same square enlarged.

    The square lies around the brightest spot of the first frame that is not at the border. Dark
    pixels caught much light. A dashed square marks the part that the network gets.

    Parameters
    ----------
    **frames : (H, W) arrays of one size, raw, in ADU
        Each under its name.
    """
    figure, axes = panels(len(frames), 2, width=4.4, height=3.8)
    figure.set_layout_engine("constrained", h_pad=0.06, wspace=0.04)
    found = {name: spots.find(frame) for name, frame in frames.items()}
    first, *_ = frames
    row, column = _brightest(found[first], np.shape(frames[first]))
    corner = row - HALF, column - HALF
    norm = log_like(frames[first])
    norm.vmax = 200
    for (above, below), (name, frame) in zip(axes.T, frames.items(), strict=True):
        picture(above, frame, cmap="gray_r", norm=norm)
        places = found[name]
        above.plot(places[:, 1], places[:, 0], "o", mfc="none", mec=RED, ms=7, mew=0.8)
        square = Rectangle(corner[::-1], 2 * HALF, 2 * HALF, fill=False, ec=BLUE, lw=1.2, zorder=5)
        above.add_patch(square)
        above.add_patch(_middle(np.shape(frame)))
        number = len(places)
        above.set(xticks=[], yticks=[], title=f"{name}: {number} spots found")
        cut = np.asarray(frame)[corner[0] : row + HALF, corner[1] : column + HALF]
        picture(below, cut, cmap="gray_r", norm=norm)
        below.set(xticks=[], yticks=[], title=f"the blue square: {2 * HALF} × {2 * HALF} pixels")
        below.spines[:].set(color=BLUE, lw=2, visible=True)
    told = ", ".join(f"{name} with {len(places)} spots" for name, places in found.items())
    return describe(
        figure,
        f"""Frames with a ring around each spot: {told}. Below, the same square of each,
        {2 * HALF} pixels wide: dark in the middle in {first}, where a spot is. A dashed square
        marks the middle {MIDDLE:.0%} of the width and the height.""",
    )


def _middle(shape):
    """Return the outline of the part of a frame that the network gets."""
    side = MIDDLE * min(shape)
    corner = [(length - side) / 2 for length in reversed(shape)]
    return Rectangle(corner, side, side, fill=False, ec=GREEN, lw=1.8, ls="--", zorder=4)


def _brightest(found, shape):
    """Return row and column of the brightest spot whose square lies within the frame."""
    places = np.rint(found[:, :2]).astype(int)
    inside = ((places >= HALF) & (places < np.array(shape) - HALF)).all(axis=1)
    return places[inside][0] if inside.any() else (HALF, HALF)


def answer(image: np.ndarray, chances: dict[str, float]) -> Figure:
    """Draw what a network sees beside what it says.

    Parameters
    ----------
    image : (h, w) array, the network's input
    chances : {class: probability}
    """
    figure, ((seen, said),) = panels(2, width=3.4, height=2.6)
    picture(seen, image, cmap="gray_r", limits=(0, 4))
    seen.set(xticks=[], yticks=[], title=f"what the chip gets: {len(image)} × {len(image)} numbers")
    names = list(chances)
    colours = [ORANGE if chances[name] == max(chances.values()) else GREY for name in names]
    said.barh(names, list(chances.values()), color=colours)
    said.invert_yaxis()
    for row, chance in enumerate(chances.values()):
        inside = chance > 0.8  # a bar as long as the axes leaves no room beside it
        place = (chance - 0.02, "right") if inside else (chance + 0.02, "left")
        said.text(place[0], row, f"{chance:.0%}", ha=place[1], va="center")
    said.set(xlim=(0, 1), xlabel="probability", title="what it says")
    told = ", ".join(f"{name} {chance:.0%}" for name, chance in chances.items())
    return describe(figure, f"A preprocessed frame, and what the network says of it: {told}.")


def unnamed(images: np.ndarray) -> Figure:
    """Draw preprocessed frames in rows of three, under letters that do not tell what they are.

    Parameters
    ----------
    images : (n, h, w) array, n up to 26
    """
    rows = -(-len(images) // 3)
    figure, axes = panels(3, rows, width=2.5, height=2.6)
    for panel in axes.flat:
        panel.set_axis_off()
    letters = [chr(ord("A") + number) for number in range(len(images))]
    for panel, letter, image in zip(axes.flat, letters, images, strict=False):
        panel.set_axis_on()
        picture(panel, image, cmap="gray_r", limits=(0, 4))
        panel.set(xticks=[], yticks=[], title=letter)
    return describe(
        figure,
        f"""{len(images)} preprocessed frames under the letters {letters[0]} to {letters[-1]};
        bright spots are dark dots.""",
    )
