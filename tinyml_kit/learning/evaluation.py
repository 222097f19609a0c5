"""Judging classifiers: confusion, precision and recall, and several classifiers side by side.

Scores are named accuracy, balanced_accuracy (mean recall of the classes) and macro_f1 (mean
F1 of the classes); their values come from scikit-learn, their intervals from `bootstrap`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn import metrics

from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.learning.bootstrap import intervals
from tinyml_kit.learning.scores import SCORES, EvaluationError, checked, in_shares, scores_of


@dataclass(frozen=True)
class Report:
    """What one classifier did on one test set.

    `confusion` is (k, k) int64, rows true, columns predicted. `per_class` has one row per class
    and the columns precision, recall, f1 and images. `scores` maps each name in SCORES to
    its value.
    """

    classes: tuple[str, ...]
    confusion: np.ndarray
    per_class: pd.DataFrame
    scores: dict[str, float]

    def table(self) -> pd.DataFrame:
        """Return `per_class` with one more row, the mean over classes and all images."""
        mean = self.per_class[["precision", "recall", "f1"]].mean()
        mean["images"] = self.per_class["images"].sum()
        table = pd.concat([self.per_class, mean.to_frame("mean of classes").T])
        return table.astype({"images": int})


def report(truth: np.ndarray, predicted: np.ndarray, classes: Sequence[str] = CLASSES) -> Report:
    """Judge one classifier.

    Parameters
    ----------
    truth, predicted : (n,) array of int
        Positions in `classes`.
    classes : sequence of str

    Returns
    -------
    Report
        Precision of a class that is never predicted is 0.

    Raises
    ------
    EvaluationError
        If the lengths differ, a label is out of range, or a class has no image in `truth`.
    """
    truth, predicted = checked(truth, predicted, classes)
    indices = np.arange(len(classes))
    columns = metrics.precision_recall_fscore_support(
        truth, predicted, labels=indices, zero_division=0
    )
    names = ("precision", "recall", "f1", "images")
    scores = (
        metrics.accuracy_score(truth, predicted),
        metrics.balanced_accuracy_score(truth, predicted),
        metrics.f1_score(truth, predicted, labels=indices, average="macro", zero_division=0),
    )
    return Report(
        tuple(classes),
        metrics.confusion_matrix(truth, predicted, labels=indices),
        pd.DataFrame(dict(zip(names, columns, strict=True)), index=list(classes)),
        {name: float(score) for name, score in zip(SCORES, scores, strict=True)},
    )


def judge(
    predictions: Mapping[str, np.ndarray],
    truth: np.ndarray,
    baselines: Mapping[str, np.ndarray] | None = None,
    classes: Sequence[str] = CLASSES,
    shares: Sequence[float] | np.ndarray | None = None,
    **bootstrap: Any,
) -> pd.DataFrame:
    """Judge several classifiers on the same test images.

    Parameters
    ----------
    predictions : dict of str to (n,) array of int
        Predictions of each classifier, by its name.
    truth : (n,) array of int
    baselines : dict of str to (n,) array of int, optional
        The same for the baselines, which the classifiers have to beat; they come first.
    classes : sequence of str
    shares : (k,) array, optional
        Share of each class in practice, if the test images have others; scores and intervals
        are then those of a run with these shares.
    **bootstrap
        Passed to `intervals`.

    Returns
    -------
    DataFrame
        One row per classifier; `baseline` (bool), each score with its `_low` and `_high`, and
        `recall_<class>` for each class.

    Raises
    ------
    EvaluationError
        If there is nothing to judge, a name is used twice, or `report` refuses a classifier.
    """
    baselines = baselines or {}
    if not predictions and not baselines:
        raise EvaluationError("judge: there is no classifier; give at least one name with labels.")
    if twice := baselines.keys() & predictions.keys():
        raise EvaluationError(f"judge: {sorted(twice)[0]!r} is there twice; rename one of them.")
    rows = {}
    for name, predicted in {**baselines, **predictions}.items():
        checked(truth, predicted, classes, f"judge, {name}")
        found = report(truth, predicted, classes)
        scores = found.scores
        if shares is not None:
            values = scores_of(in_shares(found.confusion, shares))
            scores = dict(zip(SCORES, values.tolist(), strict=True))
        bounds = intervals(truth, predicted, classes, shares=shares, **bootstrap)
        row: dict[str, Any] = {"baseline": name in baselines}
        for score, (low, high) in bounds.items():
            row |= {score: scores[score], f"{score}_low": low, f"{score}_high": high}
        row |= {f"recall_{name}": value for name, value in found.per_class["recall"].items()}
        rows[name] = row
    return pd.DataFrame.from_dict(rows, orient="index").astype({"baseline": bool})


def threshold_curve(
    probabilities: np.ndarray, truth: np.ndarray, positive: int = 0
) -> pd.DataFrame:
    """Return what each threshold on the probability of one class would give.

    Parameters
    ----------
    probabilities : (n, k) array of float
        A network's outputs.
    truth : (n,) array of int
    positive : int
        The class looked for; 0 is HIT. All other classes count as negative.

    Returns
    -------
    DataFrame
        One row per threshold: threshold (ascending), precision, recall, and kept (the share of
        all images at or above the threshold, which would be stored).

    Raises
    ------
    EvaluationError
        If the shapes do not fit, `truth` has no image of the class, or there is NaN.
    """
    probabilities, truth = np.asarray(probabilities), np.asarray(truth)
    if probabilities.ndim != 2 or len(probabilities) != len(truth):
        raise EvaluationError(
            f"threshold_curve: probabilities have shape {probabilities.shape} for {len(truth)} "
            "labels; give one row per image and one column per class."
        )
    if not (truth == positive).any():
        raise EvaluationError(
            f"threshold_curve: no image has class {positive}; choose a class that occurs."
        )
    score = probabilities[:, positive]
    if np.isnan(score).any():
        raise EvaluationError("threshold_curve: probabilities hold NaN; train the network again.")
    precision, recall, thresholds = metrics.precision_recall_curve(truth == positive, score)
    kept = (score >= thresholds[:, np.newaxis]).mean(axis=1)
    return pd.DataFrame(
        {"threshold": thresholds, "precision": precision[:-1], "recall": recall[:-1], "kept": kept}
    )
