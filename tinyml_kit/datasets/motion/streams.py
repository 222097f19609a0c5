"""Recordings one after the other, as a sensor that is never switched off feels them."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from tinyml_kit.datasets.motion.recordings import Motions, MotionSetError

#: Samples over which one recording passes into the next.
FADE = 8
#: Samples over which motion is averaged to see where it begins and ends; odd.
SMOOTH = 9


class Stream(NamedTuple):
    """A long recording, and what is done in it.

    samples : (n, axes) float32
    spans : (m, 2) int64, from where to where somebody moves; of a recording at rest, nothing
    labels : (m,) int64
    """

    samples: np.ndarray
    spans: np.ndarray
    labels: np.ndarray


def joined(motions: Motions, order: Iterable[int], rest: str = "rest") -> Stream:
    """Return some recordings of a set, one after the other.

    Parameters
    ----------
    motions : Motions, each recording longer than FADE samples
    order : indices
    rest : str
        The name of what counts as no gesture.
    """
    quiet = motions.names.index(rest) if rest in motions.names else -1
    parts: list[np.ndarray] = []
    spans, labels, end = [], [], 0
    for index in order:
        samples = motions.samples[index]
        if len(samples) <= FADE:
            raise MotionSetError(
                f"{motions.files[index]}: {len(samples)} samples cannot pass into the next "
                f"recording; give more than {FADE}."
            )
        begin = end - FADE if parts else 0
        if motions.labels[index] != quiet:
            spans.append(begin + np.array(moving(samples)))
            labels.append(motions.labels[index])
        new = samples.astype(np.float32)
        if parts:
            share = np.linspace(0, 1, FADE, dtype=np.float32)[:, np.newaxis]
            parts[-1][-FADE:] = parts[-1][-FADE:] * (1 - share) + new[:FADE] * share
            new = new[FADE:]
        parts.append(new)
        end = begin + len(samples)
    return Stream(
        np.concatenate(parts),
        np.array(spans, np.int64).reshape(-1, 2),
        np.array(labels, np.int64),
    )


def moving(samples: np.ndarray, least: float = 0.05) -> tuple[int, int]:
    """Return from where to where a recording moves, as a slice does.

    Each axis is averaged over SMOOTH samples, so that trembling does not count; then that is from
    the first to the last sample whose distance from the median, squared, is at least `least` of the
    largest. One g counts as much as 128 degrees a second.
    """
    units = np.array([1.0] * 3 + [128.0] * 3)[: samples.shape[1]]
    around = np.pad(samples / units, ((SMOOTH // 2, SMOOTH // 2), (0, 0)), mode="edge")
    smooth = np.lib.stride_tricks.sliding_window_view(around, SMOOTH, axis=0).mean(axis=-1)
    strength = ((smooth - np.median(smooth, axis=0)) ** 2).sum(axis=1)
    there = np.flatnonzero(strength >= least * strength.max())
    return int(there[0]), int(there[-1]) + 1


def windows(
    stream: Stream, length: int, starts: Iterable[int], rest: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return windows of a stream and their labels; unclear ones are left out.

    A window shows a gesture if it holds nine tenths of it or more, and it shows none if it holds no
    more than a third of any. Halves and pairs of gestures have no label.

    Parameters
    ----------
    stream : Stream
    length : int, samples of a window
    starts : their first samples
    rest : int, the label of a window without a gesture

    Returns
    -------
    samples : (n, length, axes) float32
    labels : (n,) int64
    """
    taken, labels = [], []
    begins, ends = stream.spans.T
    for start in starts:
        inside = np.minimum(ends, start + length) - np.maximum(begins, start)
        share = np.maximum(inside, 0) / np.maximum(ends - begins, 1)
        whole, some = np.flatnonzero(share >= 0.9), np.flatnonzero(share > 1 / 3)
        if len(some) > 1 or len(some) != len(whole):
            continue
        taken.append(stream.samples[start : start + length])
        labels.append(stream.labels[whole[0]] if len(whole) else rest)
    return np.stack(taken), np.array(labels, np.int64)
