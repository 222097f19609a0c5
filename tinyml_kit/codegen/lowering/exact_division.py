"""A softmax as plain division, where every input shows that it gives TFLM's outputs.

TFLM multiplies exponentials of 31 bits by the reciprocal of their sum, which it finds in steps of
Newton's method. With short exponentials E, a division often gives the same 8 bits:

    output = min((512 · E[d] // total + 1) // 2, 255) - 128, total = the sum of E over a row

Proof: outputs follow from the distances of a row's numbers from its largest one. Rows of up to
three numbers have 65,536 such distances, and all of them are tried.
"""

from itertools import product

import numpy as np

from tinyml_kit.ops import softmax

# With more numbers in a row, there are too many distances to try.
MOST_CLASSES = 3
BITS_OF_TFLM = 31


def short_exponentials(exponentials: np.ndarray, classes: int) -> np.ndarray | None:
    """Return the shortest exponentials of which division gives TFLM's outputs.

    Parameters
    ----------
    exponentials : (256,) int32, those of TFLM in Q0.31, for distances of 0, 1, …, 255
    classes : numbers in a row

    Returns
    -------
    array of (256,) int64, or None if nothing shorter is proved
    """
    if classes > MOST_CLASSES:
        return None
    distances = np.array(list(product(range(256), repeat=classes - 1)), np.int64)
    distances = np.pad(distances, ((0, 0), (1, 0)))
    params = {"exponentials": exponentials, "dtype": np.dtype(np.int8)}
    expected = softmax.int8(params, {}, (), (127 - distances).astype(np.int8))
    for bits in range(8, BITS_OF_TFLM):
        dropped = BITS_OF_TFLM - bits
        short = (exponentials.astype(np.int64) + (1 << dropped >> 1)) >> dropped
        if (divided(short, distances) == expected).all():
            return short
    return None


def divided(short: np.ndarray, distances: np.ndarray) -> np.ndarray:
    """Return the int8 outputs of (n, classes) distances from the largest number of a row."""
    each = short[distances]
    halves = 512 * each // each.sum(axis=-1, keepdims=True)
    return (np.minimum((halves + 1) // 2, 255) - 128).astype(np.int8)
