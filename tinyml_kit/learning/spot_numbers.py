"""Seventeen numbers that say how many spots a frame has, how bright, and where.

They describe the input of `features.image.significance`. A network on them has a few hundred
weights, needs a thousand frames to be trained, and does not depend on where the spots lie. One on
the pixels has to learn from the same frames what a spot is.
"""

import numpy as np

from tinyml_kit.learning.baselines import peaks

#: Peaks are counted above each of these significances: below 5 they are mostly noise, which tells
#: a frame without light from one with; from 6 they are spots.
THRESHOLDS = (4.0, 5.0, 6.0, 7.0, 9.0, 12.0, 18.0)
#: Ranks of the peaks whose heights are told.
RANKS = (1, 5, 10, 20, 40)
#: From here a peak counts as a spot, for the numbers that say where they are.
SPOT = 6.0
#: The field is divided into this many parts each way.
PARTS = 5
NAMES = (
    *(f"peaks above {t:g}" for t in THRESHOLDS),
    *(f"height of peak {rank}" for rank in RANKS),
    "cells per spot",
    "parts with a spot",
    "median",
    "highest tenth",
    "empty cells",
)


def spot_numbers(images: np.ndarray) -> np.ndarray:
    """Describe images by `NAMES`.

    Parameters
    ----------
    images : (n, 100, 100) array
        Significance in standard deviations of photon noise, as `significance` returns it.

    Returns
    -------
    (n, 17) float64. Counts and heights are ln(1 + x): a spot more matters among ten, not among a
    thousand. "cells per spot" is ln of the cells above 6 over the peaks above 6, large for rings
    and edges; "parts with a spot" is the share of 5 × 5 parts of the field; the last three are the
    median and the 90 % quantile of cells that are not 0 (the cell at or below it), and the share of
    cells that are 0.

    Raises
    ------
    BaselineError
        If the images are not a stack of finite images.
    """
    found = peaks(images)
    images = np.asarray(images, np.float32).reshape(found.shape)
    number, side, _ = found.shape
    flat, heights = images.reshape(number, -1), found.reshape(number, -1)
    counts = [(heights > threshold).sum(axis=1) for threshold in THRESHOLDS]
    highest = -np.partition(-heights, RANKS[-1] - 1, axis=1)[:, : RANKS[-1]]
    highest = np.maximum(-np.sort(-highest, axis=1), 0)
    ranked = [highest[:, rank - 1] for rank in RANKS]
    spots = np.maximum((heights > SPOT).sum(axis=1), 1)
    cells = np.maximum((flat > SPOT).sum(axis=1), 1)
    part = side // PARTS
    parts = (found > SPOT)[:, : PARTS * part, : PARTS * part]
    parts = parts.reshape(number, PARTS, part, PARTS, part).any(axis=(2, 4)).mean(axis=(1, 2))
    ordered, empty = np.sort(flat, axis=1), (flat == 0).sum(axis=1)
    first = np.minimum(empty, flat.shape[1] - 1)  # of an empty image the last 0
    middle, tenth = (
        ordered[np.arange(number), first + ((flat.shape[1] - 1 - first) * share).astype(int)]
        for share in (0.5, 0.9)
    )
    return np.column_stack(
        [
            *np.log1p(np.array(counts + ranked, float)),
            np.log(cells / spots),
            parts,
            middle,
            tenth,
            empty / flat.shape[1],
        ]
    )
