"""From probabilities to a verdict: the cost of a mistake decides, not the largest probability.

A network trained on balanced classes gives the probabilities of a world in which MAYBE is as
common as MISS. Taking the most probable class is then best for balanced accuracy alone, and
the few real MAYBE drown among false ones. Weights on the classes, fitted on validation
images, say how much more it takes to call a frame MAYBE. Fawcett, "An introduction to ROC
analysis", Pattern Recognition Letters 27, 861 (2006), section 7, for two classes.
"""

import itertools
from collections.abc import Sequence

import numpy as np

from tinyml_kit.learning.scores import SCORES, EvaluationError, in_shares, scores_of

GRID = tuple(2.0 ** np.arange(-4, 4.25, 0.25))


def decide(probabilities: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the class with the largest weighted probability, (n,) int64.

    Parameters
    ----------
    probabilities : (n, k) array
    weights : (k,) array of positive numbers; only their ratios matter
    """
    return np.argmax(np.asarray(probabilities) * weights, axis=1)


def fit_weights(
    probabilities: np.ndarray,
    truth: np.ndarray,
    shares: Sequence[float] | np.ndarray | None = None,
    scores: Sequence[str] = ("balanced_accuracy", "macro_f1"),
) -> np.ndarray:
    """Return the class weights that make the sum of some scores largest.

    Parameters
    ----------
    probabilities : (n, k) array, of validation images, never of test images
    truth : (n,) array of int
    shares : (k,) array, optional
        Share of each class in practice, if the validation images have others (macro F1
        depends on it); by default the shares in `truth`.
    scores : sequence of names in `scores.SCORES`
        What to maximise. No single set of weights is best both for balanced accuracy, which
        rewards finding each class, and for macro F1, which also counts false alarms.

    Returns
    -------
    (k,) float64; the last class has weight 1, the others are taken from GRID. Among equally
    good sets the one nearest to equal weights is taken.

    Raises
    ------
    EvaluationError
        If lengths differ or a class is missing from `truth`.
    """
    probabilities, truth = np.asarray(probabilities), np.asarray(truth)
    classes = probabilities.shape[1]
    if len(truth) != len(probabilities) or len(np.unique(truth)) != classes:
        raise EvaluationError(
            f"fit_weights: {len(probabilities)} probabilities and {len(truth)} labels of "
            f"{len(np.unique(truth))} classes; give one label per image, and every class."
        )
    shares = np.bincount(truth, minlength=classes) if shares is None else shares
    candidates = np.array([(*w, 1.0) for w in itertools.product(GRID, repeat=classes - 1)])
    # Smallest departure from equal weights first: argmax then breaks ties in its favour.
    candidates = candidates[np.argsort((np.log(candidates) ** 2).sum(axis=1), kind="stable")]
    one_hot = np.eye(classes)
    confusion = np.array([one_hot[truth].T @ one_hot[decide(probabilities, w)] for w in candidates])
    wanted = [SCORES.index(name) for name in scores]
    gain = scores_of(in_shares(confusion, shares))[:, wanted].sum(axis=1)
    # The first within a tolerance, so that rounding does not break ties.
    return candidates[np.argmax(gain >= gain.max() - 1e-9)]
