"""What a facility asks of a veto: of the frames without a crystal, how many need not be kept?

A threshold on a score loses some hits and throws away most misses. Where losing hits is what hurts,
the threshold is set by the hits (keep 99 of 100), and the misses below it are the gain. Accuracy
does not answer this question.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import roc_auc_score

from tinyml_kit.learning.baselines import HIT, MISS
from tinyml_kit.learning.scores import EvaluationError

#: Shares of HITs that have to be kept.
RECALLS = (0.99, 0.95)


@dataclass(frozen=True)
class Veto:
    """How well a score tells HIT from MISS; MAYBE frames are left out.

    auc : share of pairs of a HIT and a MISS that are in the right order
    vetoed : share of MISS below the threshold, for each of RECALLS
    low, high : ends of the 95 % interval of each of these
    """

    auc: float
    vetoed: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


def vetoed(hits: np.ndarray, misses: np.ndarray, recall: float) -> float:
    """Return the share of misses that score lower than all of the hits that are to be kept.

    The threshold is the score of the hit at rank ⌊(1 - recall) n⌋ from below; hits that score
    the same are kept, and misses that do, too.
    """
    lost = int((1 - recall) * len(hits) + 1e-9)
    return float(np.mean(misses < np.partition(hits, lost)[lost]))


def judge_veto(scores: np.ndarray, truth: np.ndarray, times: int = 1000, seed: int = 0) -> Veto:
    """Judge a score, larger for HIT.

    Parameters
    ----------
    scores : (n,) array
    truth : (n,) array of int, in the order of CLASSES
    times : resamplings of hits and of misses for the intervals (B. Efron, Ann. Statist. 7, 1, 1979)

    Raises
    ------
    EvaluationError
        If there is no HIT or no MISS.
    """
    scores, truth = np.asarray(scores, float), np.asarray(truth)
    hits, misses = scores[truth == HIT], scores[truth == MISS]
    if not len(hits) or not len(misses):
        raise EvaluationError(
            f"judge_veto: {len(hits)} HIT and {len(misses)} MISS; give some of each."
        )
    rng = np.random.default_rng(seed)
    drawn = [
        [vetoed(some, others, recall) for recall in RECALLS]
        for some, others in (
            (rng.choice(hits, len(hits)), rng.choice(misses, len(misses))) for _ in range(times)
        )
    ]
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0)
    auc = roc_auc_score(np.repeat([1, 0], [len(hits), len(misses)]), np.r_[hits, misses])
    return Veto(
        float(auc),
        tuple(vetoed(hits, misses, recall) for recall in RECALLS),
        tuple(low.tolist()),
        tuple(high.tolist()),
    )


def calibration_error(probabilities: np.ndarray, truth: np.ndarray, bins: int = 10) -> float:
    """Return the expected calibration error of the most probable class.

    In each of `bins` intervals of the largest probability, its mean is compared with the share of
    right answers; the result is the mean distance over all inputs (M. P. Naeini et al., AAAI 2015).
    """
    largest = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    which = np.minimum((largest * bins).astype(int), bins - 1)
    errors = [
        np.mean(which == k) * abs(right[which == k].mean() - largest[which == k].mean())
        for k in np.unique(which)
    ]
    return float(np.sum(errors))
