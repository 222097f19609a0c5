"""One CSV file with all recordings: a column says what was done, others who did it, and when."""

from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tinyml_kit.base.text import one_line
from tinyml_kit.datasets.motion.folder import MOST_SAMPLES, cut
from tinyml_kit.datasets.motion.reading import lines_of, numbers
from tinyml_kit.datasets.motion.recordings import Motions, MotionSetError
from tinyml_kit.datasets.refused import Refused

#: What a column may be called, in small letters, for what it says.
LABELS = ("label", "class", "gesture", "activity", "target", "category")
PEOPLE = ("person", "subject", "speaker", "user", "participant")
TAKES = ("recording", "session", "take", "trial", "file", "id")
TIMES = ("time", "timestamp", "t", "ms", "time_ms", "timestamp_ms", "seconds", "index")


class Columns(NamedTuple):
    """What the columns of a file are: positions, None where there is none of a kind."""

    label: int | None
    person: int | None
    take: int | None
    axes: tuple[int, ...]


def columns_of(names: tuple[str, ...]) -> Columns:
    """Return what the columns of a file are, by their names; the time is none of the axes."""
    small = [name.lower() for name in names]

    def first(known):
        return next((small.index(name) for name in known if name in small), None)

    found = first(LABELS), first(PEOPLE), first(TAKES)
    axes = (k for k, name in enumerate(small) if k not in found and name not in TIMES)
    return Columns(*found, tuple(axes))


def of_table(path: str | Path, length: int | None = None) -> Motions:
    """Read one CSV file in which a column names the class of each sample.

    Parameters
    ----------
    path : path of the file
        `LABELS` lists what the column of the class may be called; `PEOPLE` and `TAKES` the same
        for who moved and for the recording. What is called like one of `TIMES` is left out; all
        others are axes. Neighbouring rows that agree in these columns are one recording.
    length : int, optional
        Samples of a recording; longer ones are cut into as many as they hold, and what is left
        over is named in `refused`. By default a recording is as long as it is.

    Raises
    ------
    MotionSetError
        If the file cannot be read, has no column of classes or none of numbers, has a line that
        is not as long as the first or a sample that is no finite number, or nothing can be used.
    """
    path = Path(path)
    names, lines = lines_of(path)
    what = columns_of(names)
    if what.label is None:
        raise MotionSetError(
            f"{path}: no column says what the samples are (its columns are {', '.join(names)}); "
            f"call it {LABELS[0]}."
        )
    if not what.axes:
        raise MotionSetError(f"{path}: there is no column of samples; add one an axis.")
    if len(lines) > MOST_SAMPLES:
        raise MotionSetError(
            f"{path}: it has {len(lines):,} samples, more than {MOST_SAMPLES:,}; give fewer."
        )
    found: list[tuple[np.ndarray, str, str, str]] = []
    refused = []
    for (label, person, take), rows in groupby(lines, lambda line: _told(line, what, names, path)):
        listed = list(rows)
        name = f"{path.name}, {take or f'lines {listed[0][0]} to {listed[-1][0]}'}"
        chosen = [[row[k] for k in what.axes] for _, row in listed]
        samples = np.array(
            [
                numbers(row, number, len(what.axes), path)
                for row, (number, _) in zip(chosen, listed, strict=True)
            ],
            np.float32,
        )
        pieces, left = cut(samples, length)
        if left:
            refused.append(Refused(name, f"its last {left} samples make no recording."))
        found += [(piece, label, person, name) for piece in pieces]
    if not found:
        why = f"{refused[0].file}: {refused[0].why}" if refused else "it holds no samples"
        raise MotionSetError(f"{path}: nothing can be used ({why.rstrip('.')}); name another.")
    pieces_of, labels, people, files = zip(*found, strict=True)
    classes = tuple(sorted(set(labels)))
    indices = np.array([classes.index(one) for one in labels], np.int64)
    axes = tuple(names[k] for k in what.axes)
    return Motions(pieces_of, indices, classes, people, files, axes, tuple(refused))


def _told(line, what, names, path):
    """Return the class, the person and the recording of a line; "" where it does not say."""
    number, row = line
    if len(row) != len(names):
        raise MotionSetError(
            f"{path}: line {number} has {len(row)} columns, and the first has {len(names)}; mend "
            "the line."
        )
    told = tuple("" if k is None else one_line(row[k].strip()) for k in what[:3])
    if not told[0]:
        raise MotionSetError(f"{path}: line {number} does not say its class; mend the line.")
    return told
