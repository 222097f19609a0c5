"""The handwritten digits in the parts that the chapters on compression learn from and judge by."""

import numpy as np

from tinyml_kit.datasets import images
from tinyml_kit.learning.split import split

Part = tuple[np.ndarray, np.ndarray]


def parts() -> tuple[Part, Part, Part]:
    """Return the digits of 8 x 8 pixels to learn from, to choose by, and to test on.

    Returns
    -------
    learn, validation, test : (x, labels) each
        x: (n, 8, 8, 1) float32, 0 (paper) to 1 (ink); labels: (n,) int64, 0 to 9. Drawn at random
        in equal shares of each digit, always the same: 1079, 359 and 359 digits.
    """
    pixels, labels = images.digits()
    x = (pixels / 16).astype(np.float32)[..., np.newaxis]
    drawn = split(labels)
    learn, validation, test = (
        (x[rows], labels[rows].astype(np.int64))
        for rows in (drawn.train, drawn.validation, drawn.test)
    )
    return learn, validation, test


def share_right(scores: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of examples whose largest score is that of their label.

    Parameters
    ----------
    scores : (n, classes) array
    labels : (n,) array of int
    """
    return float((np.argmax(scores, axis=1) == labels).mean())
