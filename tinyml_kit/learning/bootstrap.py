"""How far chance alone moves a score: the percentile bootstrap.

Drawing n test images with replacement and counting them into the cells of a confusion matrix
is one multinomial draw over the cells. This module draws that way, so 2000 resamples take
milliseconds. Efron and Tibshirani, An Introduction to the Bootstrap, Chapman & Hall 1993,
chapter 13.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.learning.scores import SCORES, checked, in_shares, scores_of


def intervals(
    truth: np.ndarray,
    predicted: np.ndarray,
    classes: Sequence[str] = CLASSES,
    *,
    resamples: int = 2000,
    level: float = 0.95,
    stratified: bool = False,
    shares: Sequence[float] | np.ndarray | None = None,
    seed: int = 0,
) -> dict[str, tuple[float, float]]:
    """Return percentile bootstrap intervals of the scores: {name: (low, high)}.

    Parameters
    ----------
    truth, predicted, classes
        As for `evaluation.report`.
    resamples : int
        Test sets drawn with replacement from the given one.
    level : float, between 0 and 1
        Share of the resamples within the interval.
    stratified : bool
        Keep the number of images of each class. Without it the class shares vary too, as
        they do between runs at a beamline.
    shares : (k,) array, optional
        Share of each class in practice, if the test set has others: scores are those of a run
        with these shares, and each class keeps its number of images.
    seed : int

    Raises
    ------
    EvaluationError
        As `evaluation.report`.
    """
    truth, predicted = checked(truth, predicted, classes, "intervals")
    cells = _cells(classes, truth, predicted)
    draws = _resample(
        cells, resamples, stratified or shares is not None, np.random.default_rng(seed)
    )
    return _interval(_scores(draws, shares), level)


def difference(
    truth: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    classes: Sequence[str] = CLASSES,
    *,
    resamples: int = 2000,
    level: float = 0.95,
    stratified: bool = False,
    shares: Sequence[float] | np.ndarray | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare two classifiers on the same images: score of `first` minus score of `second`.

    Both see the same resampled images (paired bootstrap), so what is hard for both cancels.
    Parameters are those of `intervals`.

    Returns
    -------
    DataFrame
        One row per score; columns difference, low, high and `beyond_chance`, which is True
        where the interval excludes 0.

    Raises
    ------
    EvaluationError
        As `evaluation.report`, for either classifier.
    """
    truth, first = checked(truth, first, classes, "difference, first")
    truth, second = checked(truth, second, classes, "difference, second")
    cells = _cells(classes, truth, first, second)
    draws = _resample(
        cells, resamples, stratified or shares is not None, np.random.default_rng(seed)
    )
    ours, theirs = draws.sum(axis=3), draws.sum(axis=2)
    found = _scores(cells.sum(axis=2), shares) - _scores(cells.sum(axis=1), shares)
    bounds = _interval(_scores(ours, shares) - _scores(theirs, shares), level)
    table = pd.DataFrame(bounds, index=["low", "high"]).T
    table.insert(0, "difference", found)
    table["beyond_chance"] = (table["low"] > 0) | (table["high"] < 0)
    return table


def share_ahead(
    first: np.ndarray, second: np.ndarray, *, resamples: int = 1000, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of pairs, one row of each array, in which `first` has the larger number.

    A tie counts half, so chance gives 1/2. This is the area under the ROC curve: H. B. Mann and
    D. R. Whitney, Ann. Math. Statist. 18, 50 (1947).

    Parameters
    ----------
    first, second : (m, k) and (n, k) arrays
        Counts of m and n images, for each of k settings.
    resamples : int
        How often the rows of both are drawn again, with replacement.

    Returns
    -------
    share : (k,) float64
    drawn : (resamples, k) float64, the share of each draw
    """
    ahead = (np.sign(first[:, np.newaxis] - second) + 1) / 2
    random = np.random.default_rng(seed)
    rows = random.integers(len(first), size=(resamples, len(first)))
    columns = random.integers(len(second), size=(resamples, len(second)))
    pairs = zip(rows, columns, strict=True)
    drawn = [ahead[row][:, column].mean(axis=(0, 1)) for row, column in pairs]
    return ahead.mean(axis=(0, 1)), np.array(drawn)


def _scores(confusion, shares):
    return scores_of(confusion if shares is None else in_shares(confusion, shares))


def _cells(classes, *labels):
    """Count images by their labels: array of shape (k,) * len(labels)."""
    cells = np.zeros((len(classes),) * len(labels), np.int64)
    np.add.at(cells, labels, 1)
    return cells


def _resample(cells, resamples, stratified, random):
    """Draw as many images from the cells as they hold: (resamples, *cells.shape) counts."""
    groups = cells.reshape(len(cells), -1) if stratified else cells.reshape(1, -1)
    draws = [random.multinomial(group.sum(), group / group.sum(), resamples) for group in groups]
    return np.stack(draws, axis=1).reshape(resamples, *cells.shape)


def _interval(draws, level):
    """Return {score: (low, high)} of (resamples, 3) draws."""
    lows, highs = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return {name: (float(lows[i]), float(highs[i])) for i, name in enumerate(SCORES)}
