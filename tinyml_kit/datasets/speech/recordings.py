"""A set of recordings: what was said, by whom, and what was left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.datasets.refused import Refused


class SpeechError(BadInput):
    """A recording, or a set of recordings, that cannot be used."""


@dataclass(frozen=True)
class Recordings:
    """Recordings of one rate.

    Attributes
    ----------
    samples : tuple of (n,) int16, each of its own length
    labels : (recordings,) int64, each an index into `names`
    names : tuple of str, what can be said
    speakers : tuple of str, who spoke; "" where that is not known
    files : tuple of str, where each recording is from
    rate : int, samples in a second
    refused : tuple of Refused
    """

    samples: tuple[np.ndarray, ...]
    labels: np.ndarray
    names: tuple[str, ...]
    speakers: tuple[str, ...]
    files: tuple[str, ...]
    rate: int
    refused: tuple[Refused, ...] = ()

    def __len__(self) -> int:
        """Return the number of recordings."""
        return len(self.samples)

    def part(self, indices: Iterable[int]) -> "Recordings":
        """Return the recordings of some indices."""
        chosen = [int(index) for index in indices]
        return replace(
            self,
            samples=tuple(self.samples[index] for index in chosen),
            labels=self.labels[chosen],
            speakers=tuple(self.speakers[index] for index in chosen),
            files=tuple(self.files[index] for index in chosen),
        )

    def of_length(self, seconds: float = 1.0) -> np.ndarray:
        """Return all in one array, (recordings, seconds · rate) int16.

        Short ones lie in the middle of silence; of long ones the middle is kept.
        """
        size = round(seconds * self.rate)
        out = np.zeros((len(self), size), np.int16)
        for row, samples in zip(out, self.samples, strict=True):
            start = max(0, (len(samples) - size) // 2)
            kept = samples[start : start + size]
            before = (size - len(kept)) // 2
            row[before : before + len(kept)] = kept
        return out


def gathered(
    found: Sequence[tuple[np.ndarray, str, str, str]],
    rate: int,
    refused: Sequence[Refused],
    where: str,
) -> Recordings:
    """Return Recordings of (samples, what was said, speaker, file), in that order.

    Raises
    ------
    SpeechError
        If there are none; the message says why the first was refused.
    """
    if not found:
        why = (
            f"{refused[0].file}: {refused[0].why}" if refused else "there are no WAV or FLAC files"
        )
        raise SpeechError(f"{where}: no recording can be used ({why.rstrip('.')}); name another.")
    samples, said, speakers, files = zip(*found, strict=True)
    names = tuple(sorted(set(said)))
    labels = np.array([names.index(one) for one in said], np.int64)
    return Recordings(samples, labels, names, speakers, files, rate, tuple(refused))
