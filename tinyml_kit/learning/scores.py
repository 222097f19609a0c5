"""The three scores of a confusion matrix, and the check of what goes into one.

Rows of a confusion matrix are the truth, columns the prediction, both in the order of
`classes`.
"""

from collections.abc import Sequence

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.datasets.bragg.labels import CLASSES

SCORES = ("accuracy", "balanced_accuracy", "macro_f1")


class EvaluationError(BadInput):
    """Labels or predictions that cannot be judged."""


def checked(
    truth: np.ndarray,
    predicted: np.ndarray,
    classes: Sequence[str] = CLASSES,
    where: str = "report",
) -> tuple[np.ndarray, np.ndarray]:
    """Return truth and predictions as arrays, after checking them.

    Raises
    ------
    EvaluationError
        If the lengths differ, a label is out of range, or a class has no image in `truth`.
        The message begins with `where`.
    """
    truth, predicted = np.asarray(truth), np.asarray(predicted)
    for name, labels in (("truth", truth), ("predictions", predicted)):
        if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
            raise EvaluationError(
                f"{where}: {name} have shape {labels.shape} and type {labels.dtype}; give one "
                "integer per image, for probabilities their argmax(axis=1)."
            )
        if len(labels) and not (0 <= labels.min() and labels.max() < len(classes)):
            row = int(np.flatnonzero((labels < 0) | (labels >= len(classes)))[0])
            raise EvaluationError(
                f"{where}: {name} hold {labels[row]} in row {row}; a label is an integer "
                f"from 0 to {len(classes) - 1}."
            )
    if len(truth) != len(predicted):
        raise EvaluationError(
            f"{where}: {len(truth)} true labels and {len(predicted)} predictions; "
            "give one prediction per image."
        )
    for number, name in enumerate(classes):
        if not (truth == number).any():
            raise EvaluationError(
                f"{where}: no test image is {name}, so its recall is undefined; "
                "judge on a set with every class."
            )
    return truth, predicted


def scores_of(confusion: np.ndarray) -> np.ndarray:
    """Return the three scores of each confusion matrix in a stack.

    Parameters
    ----------
    confusion : (..., k, k) array of counts
        Rows true, columns predicted.

    Returns
    -------
    (..., 3) float64 in the order of SCORES. A class without an image does not count in
    balanced accuracy, and its F1 is 0, as in scikit-learn.
    """
    right = np.diagonal(confusion, axis1=-2, axis2=-1).astype(float)
    true, predicted = confusion.sum(-1), confusion.sum(-2)
    recall = np.divide(right, true, out=np.full(right.shape, np.nan), where=true > 0)
    both = true + predicted
    f1 = np.divide(2 * right, both, out=np.zeros(right.shape), where=both > 0)
    accuracy = right.sum(-1) / true.sum(-1)
    return np.stack([accuracy, np.nanmean(recall, axis=-1), f1.mean(-1)], axis=-1)


def in_shares(confusion: np.ndarray, shares: Sequence[float] | np.ndarray) -> np.ndarray:
    """Weight the rows of confusion matrices as if the true classes had other shares.

    A test set with as many MAYBE as MISS measures the recall of MAYBE well. The scores of a run
    with few MAYBE then follow by weighting each class by its share in practice.

    Parameters
    ----------
    confusion : (..., k, k) array of counts
        Rows true, columns predicted; every class has an image.
    shares : (k,) array
        Share of each class in practice; only their ratios matter.

    Returns
    -------
    (..., k, k) float64; each matrix adds up to 1.
    """
    wanted = np.asarray(shares, float) / np.sum(shares)
    return confusion * (wanted[:, np.newaxis] / confusion.sum(-1, keepdims=True))
