"""How far an input lies from everything that a network was trained on.

A network answers whatever it is shown, and is often surest where it knows least. The distance asks
something else: do a few numbers that describe the input lie where those of the training data lie?
It says nothing of whether the answer is right; it says that nobody has tried.
"""

from dataclasses import dataclass

import numpy as np

from tinyml_kit.base.errors import BadInput

#: Share of the training data that lies within the limit.
WITHIN = 0.995
#: Added to the covariance, as a share of its mean diagonal, so that it has an inverse.
RIDGE = 1e-3


class UnlikeError(BadInput):
    """Training data from which no distance can be learned."""


@dataclass(frozen=True)
class TrainingData:
    """Where the training data lie.

    mean : (k,) of each number
    whitening : (k, k), makes the numbers uncorrelated, with variance 1
    limit : distance within which 99.5 % of the training data lie
    """

    mean: np.ndarray
    whitening: np.ndarray
    limit: float

    @classmethod
    def of(cls, numbers: np.ndarray) -> "TrainingData":
        """Learn from (n, k) numbers of the training data.

        Raises
        ------
        UnlikeError
            If there are fewer than ten inputs per number, or a number is not finite.
        """
        numbers = np.asarray(numbers, np.float64)
        count, k = numbers.shape
        if count < 10 * k or not np.isfinite(numbers).all():
            raise UnlikeError(
                f"TrainingData: {count} inputs of {k} numbers; give at least {10 * k}, all finite."
            )
        mean, spread = numbers.mean(axis=0), numbers.std(axis=0) + 1e-9
        covariance = np.cov((numbers - mean) / spread, rowvar=False) + RIDGE * np.eye(k)
        values, vectors = np.linalg.eigh(covariance)
        whitening = (vectors / np.sqrt(values)) / spread[:, None]
        learned = cls(mean, whitening, 0.0)
        return cls(mean, whitening, float(np.quantile(learned.distance(numbers), WITHIN)))

    def distance(self, numbers: np.ndarray) -> np.ndarray:
        """Return the distance of (n, k) numbers from the training data's mean: (n,) float64.

        In standard deviations, along the data's own axes (P. C. Mahalanobis, Proc. Natl. Inst.
        Sci. India 2, 49, 1936).
        """
        return np.linalg.norm((np.asarray(numbers) - self.mean) @ self.whitening, axis=1)

    def unlike(self, numbers: np.ndarray) -> np.ndarray:
        """Return which inputs lie beyond the limit, (n,) bool."""
        return self.distance(numbers) > self.limit


def pixel_statistics(images: np.ndarray) -> np.ndarray:
    """Describe images of local contrast by numbers that differ between detectors: (n, 13).

    Nine quantiles say how pixels are distributed, and four correlations how alike neighbours are,
    one and two pixels away in rows and in columns. The second depends on how much smaller than the
    frame the image is, and on how sharp the detector is.

    Parameters
    ----------
    images : (n, H, W) array of float
    """
    images = np.asarray(images, np.float64)
    flat = images.reshape(len(images), -1)
    levels = np.quantile(flat, (0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999), axis=1)
    centred = np.clip(images, -2, 2)
    centred = centred - centred.mean(axis=(1, 2), keepdims=True)
    power = (centred**2).mean(axis=(1, 2)) + 1e-9
    alike = [
        (a * b).mean(axis=(1, 2)) / power
        for step in (1, 2)
        for a, b in (
            (centred[:, :, step:], centred[:, :, :-step]),
            (centred[:, step:], centred[:, :-step]),
        )
    ]
    return np.column_stack([*levels, *alike])
