"""A folder of CSV files: one folder a gesture, or one file a gesture."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tinyml_kit.base.progress import progress
from tinyml_kit.datasets.motion.reading import read_csv
from tinyml_kit.datasets.motion.recordings import Motions, MotionSetError
from tinyml_kit.datasets.people import before_underscore
from tinyml_kit.datasets.refused import Refused

# 3 hours of six axes at 100 Hz, several times over.
MOST_SAMPLES = 5_000_000


def of_folder(
    folder: str | Path, length: int | None = None, axes: Sequence[str] | None = None
) -> Motions:
    """Read FOLDER/gesture/person_anything.csv, or FOLDER/gesture.csv with all of its recordings.

    Parameters
    ----------
    folder : path
        Who moved is the part of a file's name before its first underscore, in a gesture's folder;
        of one file a gesture that is not known.
    length : int, optional
        Samples of a recording. Each file is cut into as many as it holds; what is left over at its
        end is named in `refused`. By default a file is one recording.
    axes : sequence of str, optional
        The columns to take; by default those of the first file.

    Returns
    -------
    Motions, in the order of their paths. A file that cannot be read or has other columns is named
    in `refused`; the rest goes on.

    Raises
    ------
    MotionSetError
        If there is no such folder, or nothing in it can be used.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise MotionSetError(f"{folder}: there is no such folder; name one with CSV files.")
    if length is not None and length < 1:
        raise MotionSetError(f"a recording of {length} samples: take 1 or more.")
    found: list[tuple[np.ndarray, str, str, str]] = []
    refused, total = [], 0
    for path in progress(_files(folder), desc="motions", unit="file"):
        name = path.relative_to(folder).as_posix()
        try:
            axes, samples = read_csv(path, axes)
        except MotionSetError as error:
            refused.append(Refused(name, str(error).removeprefix(f"{path}: ")))
            continue
        total += len(samples)
        if total > MOST_SAMPLES:
            refused.append(Refused(name, "the files before it fill the memory; give fewer."))
            break
        pieces, left = cut(samples, length)
        if left:
            refused.append(
                Refused(name, f"its last {left} of {len(samples)} samples make no recording.")
            )
        gesture, person = _who(path, folder)
        found += [(piece, gesture, person, name) for piece in pieces]
    if not found:
        why = f"{refused[0].file}: {refused[0].why}" if refused else "there are no CSV files"
        raise MotionSetError(f"{folder}: nothing can be used ({why.rstrip('.')}); name another.")
    samples_of, gestures, people, files = zip(*found, strict=True)
    names = tuple(sorted(set(gestures)))
    labels = np.array([names.index(one) for one in gestures], np.int64)
    return Motions(samples_of, labels, names, people, files, tuple(axes or ()), tuple(refused))


def _files(folder) -> list[Path]:
    paths = sorted([*folder.glob("*.csv"), *folder.glob("*/*.csv")])
    return [
        path for path in paths if not any(part[0] == "." for part in path.relative_to(folder).parts)
    ]


def cut(samples: np.ndarray, length: int | None) -> tuple[list[np.ndarray], int]:
    """Return the recordings of a file, and how many samples are left over."""
    if length is None:
        return [samples], 0
    count = len(samples) // length
    return np.split(samples[: count * length], count) if count else [], len(samples) % length


def _who(path, folder):
    """Return what was done, and by whom."""
    if path.parent == folder:
        return path.stem, ""
    return path.parent.name, before_underscore(path)
