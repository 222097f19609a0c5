"""What no network could be made of is refused before anything is trained."""

import hashlib
from dataclasses import replace

import numpy as np

from tinyml_kit.base.text import one_line
from tinyml_kit.own.reading import Loaded, OwnDataError

#: With fewer recordings of a class nothing is left to test on.
FEWEST = 10
MOST_CLASSES = 64


def checked(data: Loaded, where: str) -> Loaded:
    """Return recordings that a network can be trained with, each of them once.

    Raises
    ------
    OwnDataError
        If there is one class only, or more than `MOST_CLASSES`; if two classes have the same
        recording; or if a class has fewer than `FEWEST`.
    """
    if len(data.names) < 2:
        raise OwnDataError(
            f"{where}: all recordings are of one class, {one_line(data.names[0])}; add a folder "
            "of something else, such as noise or rest."
        )
    if len(data.names) > MOST_CLASSES:
        raise OwnDataError(
            f"{where}: there are {len(data.names)} classes, more than {MOST_CLASSES}; leave some "
            "out, or name the folder above the classes."
        )
    kept = _each_once(data, where)
    if repeated := len(data.labels) - len(kept):
        data = part(data, kept)
        note = f"repeated: {repeated} that are equal to another of their class were left out"
        data = replace(data, notes=(*data.notes, note))
    counts = np.bincount(data.labels, minlength=len(data.names))
    if counts.min() < FEWEST:
        rare = one_line(data.names[int(counts.argmin())])
        what = "1 recording" if counts.min() == 1 else f"{counts.min()} recordings"
        raise OwnDataError(
            f"{where}: the class {rare} has {what} that can be used, too few to train and test "
            f"with; record at least {FEWEST} of each class."
        )
    return data


def part(data: Loaded, indices: np.ndarray) -> Loaded:
    """Return the recordings of some indices."""
    return replace(
        data,
        samples=data.samples[indices],
        labels=data.labels[indices],
        people=tuple(data.people[index] for index in indices),
        files=tuple(data.files[index] for index in indices),
    )


def _each_once(data, where):
    first: dict[bytes, int] = {}
    kept = []
    for index, samples in enumerate(data.samples):
        told = hashlib.sha256(samples.tobytes()).digest()
        other = first.setdefault(told, index)
        if other == index:
            kept.append(index)
        elif data.labels[other] != data.labels[index]:
            names = (data.names[data.labels[one]] for one in (other, index))
            files = (data.files[one] for one in (other, index))
            raise OwnDataError(
                f"{where}: {' and '.join(map(one_line, files))} hold the same recording in two "
                f"classes, {' and '.join(map(one_line, names))}; delete the wrong one."
            )
    return np.array(kept)
