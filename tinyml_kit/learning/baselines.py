"""What a network has to beat: the commonest class, a spot count, a regression on peaks.

All have scikit-learn's shape: `fit(x, labels)`, then `predict(x)`. `commonest` looks at nothing,
`SpotCountRule` at the spots of the whole frame; `peak_regression` and `peak_trees` see the pixels
that the network sees.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tinyml_kit.base.errors import BadInput
from tinyml_kit.learning.scores import SCORES, scores_of

HIT, MAYBE, MISS = range(3)

# Shares of all local maxima that lie below the five thresholds.
SHARES = (0.9, 0.97, 0.99, 0.997, 0.999)
BRIGHTEST = 20
# Images handled at a time: few enough to stay in a processor's cache.
CHUNK = 50


class BaselineError(BadInput):
    """Input that a baseline cannot be fitted to."""


def commonest() -> DummyClassifier:
    """Return the classifier that always predicts the commonest class of its training labels."""
    return DummyClassifier(strategy="most_frequent")


class SpotCountRule(BaseEstimator, ClassifierMixin):
    """HIT from `high` spots, MISS below `low`, MAYBE between: the two best thresholds.

    Parameters
    ----------
    score : "accuracy", "balanced_accuracy" or "macro_f1"
        What `fit` makes as large as possible, over all pairs of integers low <= high. Among
        equally good pairs it takes the largest `low`, then the largest `high`. With "accuracy"
        and few MAYBE frames the two thresholds meet, and the rule never says MAYBE.

    Attributes
    ----------
    low_, high_ : int
        Spots per frame, after `fit`.
    """

    def __init__(self, score: str = "balanced_accuracy"):
        self.score = score

    def fit(self, counts: np.ndarray, labels: np.ndarray) -> SpotCountRule:
        """Choose the thresholds for (n,) spot counts and (n,) labels 0 HIT, 1 MAYBE, 2 MISS.

        Raises
        ------
        BaselineError
            If a count is negative or not an integer, or a label or the score is unknown.
        """
        counts, labels = _spot_counts(counts), np.asarray(labels)
        if self.score not in SCORES:
            raise BaselineError(
                f"SpotCountRule: {self.score!r} is not a score; take one of {SCORES}."
            )
        if len(counts) != len(labels) or not np.isin(labels, (HIT, MAYBE, MISS)).all():
            raise BaselineError(
                f"SpotCountRule: {len(counts)} counts and {len(labels)} labels; give each frame "
                "one label of 0 (HIT), 1 (MAYBE) and 2 (MISS)."
            )
        thresholds = np.append(np.unique(counts), counts.max() + 1)
        # below[c, t]: frames of class c with fewer than thresholds[t] spots
        below = np.stack(
            [np.searchsorted(np.sort(counts[labels == c]), thresholds) for c in range(3)]
        )
        low, high = np.triu_indices(len(thresholds))
        members = below[:, -1:]
        columns = (members - below[:, high], below[:, high] - below[:, low], below[:, low])
        confusion = np.stack(columns, axis=-1).transpose(1, 0, 2)
        values = scores_of(confusion)[:, SCORES.index(self.score)]
        best = np.flatnonzero(values >= values.max() - 1e-12)[-1]
        self.low_, self.high_ = int(thresholds[low[best]]), int(thresholds[high[best]])
        self.classes_ = np.arange(3)
        return self

    def predict(self, counts: np.ndarray) -> np.ndarray:
        """Return the (n,) labels of (n,) spot counts."""
        counts = _spot_counts(counts)
        return np.where(counts >= self.high_, HIT, np.where(counts >= self.low_, MAYBE, MISS))


def peaks(images: np.ndarray) -> np.ndarray:
    """Return images (n, H, W) float32 that keep local maxima and are -inf elsewhere.

    A local maximum is at least as large as its eight neighbours; pixels beyond the border count
    as their nearest neighbour.
    """
    images = _pixels(images)
    # Maxima of shifted views: the same as SciPy's maximum_filter, in less than half the time.
    rows = images.copy()
    np.maximum(rows[:, 1:], images[:, :-1], out=rows[:, 1:])
    np.maximum(rows[:, :-1], images[:, 1:], out=rows[:, :-1])
    largest = rows.copy()
    np.maximum(largest[:, :, 1:], rows[:, :, :-1], out=largest[:, :, 1:])
    np.maximum(largest[:, :, :-1], rows[:, :, 1:], out=largest[:, :, :-1])
    return np.where(images == largest, images, -np.inf)


def peak_thresholds(images: np.ndarray, shares: Sequence[float] = SHARES) -> np.ndarray:
    """Return the values below which the given shares of all local maxima lie, ascending.

    Taken from training images, they make the features independent of the unit of the pixels.
    """
    images = _pixels(images)
    pieces = [peaks(images[i : i + CHUNK]) for i in range(0, len(images), CHUNK)]
    return np.quantile(np.concatenate([a[np.isfinite(a)] for a in pieces]), shares)


def features(images: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
    """Describe each image by seven numbers.

    Parameters
    ----------
    images : (n, H, W) or (n, H, W, 1) array
        Preprocessed pixels, any unit, finite.
    thresholds : (5,) array
        In the unit of the pixels; see `peak_thresholds`.

    Returns
    -------
    (n, 7) float64: the number of local maxima above each threshold, the largest pixel, and the
    mean of the 20 largest pixels.

    Raises
    ------
    BaselineError
        If the images are not a stack of finite images of at least 20 pixels each.
    """
    images = _pixels(images)
    pieces = [_features(images[i : i + CHUNK], thresholds) for i in range(0, len(images), CHUNK)]
    return np.concatenate(pieces)


class PeakClassifier(BaseEstimator, ClassifierMixin):
    """A scikit-learn classifier that sees `features` of images instead of pixels.

    Parameters
    ----------
    estimator : scikit-learn classifier

    Attributes
    ----------
    thresholds_ : (5,) array
        Chosen in `fit` from the training images.
    estimator_ : the fitted classifier
    """

    def __init__(self, estimator: BaseEstimator):
        self.estimator = estimator

    def fit(self, images: np.ndarray, labels: np.ndarray) -> PeakClassifier:
        """Fit to (n, H, W) images and (n,) labels."""
        self.thresholds_ = peak_thresholds(images)
        self.estimator_ = clone(self.estimator).fit(features(images, self.thresholds_), labels)
        self.classes_ = self.estimator_.classes_
        return self

    def predict(self, images: np.ndarray) -> np.ndarray:
        """Return the (n,) labels of (n, H, W) images."""
        return self.estimator_.predict(features(images, self.thresholds_))

    def predict_proba(self, images: np.ndarray) -> np.ndarray:
        """Return the (n, classes) probabilities of (n, H, W) images."""
        return self.estimator_.predict_proba(features(images, self.thresholds_))


def peak_regression() -> PeakClassifier:
    """Return a class-balanced logistic regression on standardised peak features."""
    regression = LogisticRegression(class_weight="balanced", max_iter=5000)
    return PeakClassifier(make_pipeline(StandardScaler(), regression))


def peak_trees(seed: int = 0) -> PeakClassifier:
    """Return class-balanced gradient-boosted trees on the same features: a few small ones."""
    trees = HistGradientBoostingClassifier(
        class_weight="balanced", max_iter=60, learning_rate=0.05, max_leaf_nodes=6,
        early_stopping=False, random_state=seed,
    )  # fmt: skip
    return PeakClassifier(trees)


def _features(images, thresholds):
    heights = peaks(images)
    counts = [(heights > threshold).sum(axis=(1, 2)) for threshold in thresholds]
    flat = images.reshape(len(images), -1)
    brightest = np.partition(flat, -BRIGHTEST, axis=1)[:, -BRIGHTEST:]
    return np.column_stack([*counts, flat.max(axis=1), brightest.mean(axis=1)]).astype(float)


def _spot_counts(counts):
    counts = np.asarray(counts)
    counts = counts[:, 0] if counts.ndim == 2 and counts.shape[1] == 1 else counts
    if counts.ndim != 1 or len(counts) == 0 or counts.dtype.kind not in "iu" or counts.min() < 0:
        raise BaselineError(
            f"SpotCountRule: counts have shape {counts.shape} and type {counts.dtype}; "
            "give each frame one integer, 0 or more."
        )
    return counts


def _pixels(images):
    images = np.asarray(images)
    images = images[..., 0] if images.ndim == 4 else images
    if images.ndim != 3 or images.shape[1] * images.shape[2] < BRIGHTEST:
        raise BaselineError(
            f"features: images have shape {images.shape}; give a stack (n, H, W) of images with "
            f"at least {BRIGHTEST} pixels each."
        )
    images = images.astype(np.float32, copy=False)
    if not np.isfinite(images).all():
        bad = int(np.argwhere(~np.isfinite(images))[0][0])
        raise BaselineError(f"features: image {bad} holds NaN or infinity; preprocess it again.")
    return images
