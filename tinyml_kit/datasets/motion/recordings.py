"""A set of recordings of motion: what was done, by whom, and what was left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.datasets.refused import Refused


class MotionSetError(BadInput):
    """A recording of motion, or a set of them, that cannot be used."""


@dataclass(frozen=True)
class Motions:
    """Recordings of motion.

    Attributes
    ----------
    samples : tuple of (n, axes) float32, each of its own length, in the unit of the file
    labels : (recordings,) int64, each an index into `names`
    names : tuple of str, what can be done
    people : tuple of str, who moved; "" where that is not known
    files : tuple of str, where each recording is from
    axes : tuple of str
    refused : tuple of Refused
    """

    samples: tuple[np.ndarray, ...]
    labels: np.ndarray
    names: tuple[str, ...]
    people: tuple[str, ...]
    files: tuple[str, ...]
    axes: tuple[str, ...]
    refused: tuple[Refused, ...] = ()

    def __len__(self) -> int:
        """Return the number of recordings."""
        return len(self.samples)

    def part(self, indices: Iterable[int]) -> "Motions":
        """Return the recordings of some indices."""
        chosen = [int(index) for index in indices]
        return replace(
            self,
            samples=tuple(self.samples[index] for index in chosen),
            labels=self.labels[chosen],
            people=tuple(self.people[index] for index in chosen),
            files=tuple(self.files[index] for index in chosen),
        )


def in_counts(samples: np.ndarray, counts: float | Sequence[float]) -> np.ndarray:
    """Return samples as a sensor gives them, (n, axes) int16.

    Parameters
    ----------
    samples : (n, axes) float, e.g. in g and degrees a second
    counts : float, or one for each axis
        Steps of the sensor a unit, e.g. 8192 a g for a range of ±4 g. What is beyond the range is
        clipped, as the sensor does.
    """
    steps = np.rint(np.asarray(samples, np.float64) * np.asarray(counts, np.float64))
    return np.clip(steps, -(2**15), 2**15 - 1).astype(np.int16)
