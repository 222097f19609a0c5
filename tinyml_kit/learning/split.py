"""Which images are for training, which for choosing, which for judging.

Everything here returns indices, so that images, labels and spot counts are split alike and
it is easy to check that no image is in two parts.
"""

from typing import NamedTuple

import numpy as np
from sklearn.model_selection import train_test_split

from tinyml_kit.base.errors import BadInput


class SplitError(BadInput):
    """Labels that cannot be split as asked."""


class Split(NamedTuple):
    """Three disjoint int64 arrays of indices, each sorted."""

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def split(labels: np.ndarray, test: float = 0.2, validation: float = 0.2, seed: int = 0) -> Split:
    """Split a set of labelled images so that each part has every class in its true share.

    Parameters
    ----------
    labels : (n,) array of int
    test, validation : float, > 0, together < 1
        Shares of all n images, rounded for each class to the nearest integer, at least one;
        the rest is for training.
    seed : int
        The same seed gives the same split.

    Returns
    -------
    Split
        Indices into `labels`; disjoint and complete.

    Raises
    ------
    SplitError
        If the shares leave nothing to train on, or a class is too rare to be in each part.
    """
    labels = np.asarray(labels)
    if not (test > 0 and validation > 0 and test + validation < 1):
        raise SplitError(
            f"split: shares test={test} and validation={validation} leave a part empty; "
            "take two positive shares that add up to less than 1."
        )
    random = np.random.default_rng(seed)
    parts: tuple[list[np.ndarray], ...] = ([], [], [])
    for value in np.unique(labels):
        members = random.permutation(np.flatnonzero(labels == value))
        n_test = max(1, round(test * len(members)))
        n_validation = max(1, round(validation * len(members)))
        if n_test + n_validation >= len(members):
            raise SplitError(
                f"split: class {value} has {len(members)} images, too few for training, "
                "validation and test; leave the class out or take smaller shares."
            )
        cuts = np.split(members, [n_test, n_test + n_validation])
        for part, cut in zip(parts, (cuts[2], cuts[1], cuts[0]), strict=True):
            part.append(cut)
    return Split(*(np.sort(np.concatenate(part)) for part in parts))


def published_split(n: int = 2000) -> tuple[np.ndarray, np.ndarray]:
    """Return (train, test) indices exactly as the thesis split its images.

    The test set is one fifth, drawn by scikit-learn with random_state=42 without regard to
    class; there is no validation set. On the 2000 labels of LG36 in their published order the
    test set has 36 HIT, 12 MAYBE and 352 MISS (measured).

    Raises
    ------
    SplitError
        If `n` is below 5.
    """
    if n < 5:
        raise SplitError(f"published_split: {n} images have no fifth; take at least 5.")
    train, test = train_test_split(np.arange(n), test_size=0.2, random_state=42)
    return train, test
