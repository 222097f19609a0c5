"""The two label files of CXIDB entry 76: an expert's labels, and spot counts of a program."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.files import write_atomically
from tinyml_kit.base.sizes import read_bytes
from tinyml_kit.base.text import one_line

CLASSES = ("HIT", "MAYBE", "MISS")

# `r0087_2000.h5 [1] HIT` and `00001    56 Hit`; the index counts from 1.
_EXPERT_LINE = re.compile(r"(?P<run>\S+)\s+\[(?P<index>\d{1,9})\]\s+(?P<word>\S+)", re.ASCII)
_SPOTS_LINE = re.compile(r"(?P<index>\d{1,9})\s+(?P<count>\d{1,9})\s+(?P<word>\S+)", re.ASCII)
_SPOTS_WORDS = ("Hit", "Miss")


class LabelError(BadInput):
    """A label file that does not have one valid line per frame, in order."""


def read_labels(path: Path | str, count: int | None = None) -> np.ndarray:
    """Read an expert's labels, one line per frame, such as ``r0087_2000.h5 [1] HIT``.

    Parameters
    ----------
    path : path of the text file.
    count : int, optional
        Number of frames that the file must label.

    Returns
    -------
    (n,) int64, each an index into `CLASSES`; element 0 is the line with index 1.

    Raises
    ------
    LabelError
        If the file is missing, empty or not text, does not have `count` lines, or has a line
        of another form, an unknown label, or an index that is not the line's number.
    """
    matches = _matches(path, _EXPERT_LINE, "r0087_2000.h5 [1] HIT", CLASSES, count)
    return np.array([CLASSES.index(match["word"]) for match in matches], np.int64)


def read_spot_counts(path: Path | str, count: int | None = None) -> np.ndarray:
    """Read the spot counts of DIALS, one line per frame, such as ``00001    56 Hit``.

    The last word is DIALS' own verdict, by a threshold on the count that differs between runs. It
    must be Hit or Miss and is not returned.

    Parameters
    ----------
    path : path of the text file.
    count : int, optional
        Number of frames that the file must cover.

    Returns
    -------
    (n,) int64, spots in each frame.

    Raises
    ------
    LabelError
        As `read_labels` does.
    """
    matches = _matches(path, _SPOTS_LINE, "00001    56 Hit", _SPOTS_WORDS, count)
    return np.array([int(match["count"]) for match in matches], np.int64)


def write_labels(
    path: Path | str, labels: Sequence[int] | np.ndarray, run_name: str = "r0087_2000.h5"
) -> None:
    """Write labels, (n,) indices into `CLASSES`, in the format that `read_labels` reads.

    Raises LabelError if there are no labels, one is not an index into `CLASSES`, or `run_name` is
    not one word; nothing is written to `path` then.
    """
    labels = _require_labels(path, labels)
    if len(run_name.split()) != 1 or run_name.strip() != run_name:
        raise LabelError(f"{path}: the run's name is {run_name!r}; give one word without spaces.")
    _write(path, (f"{run_name} [{i}] {CLASSES[label]}" for i, label in enumerate(labels, 1)))


def _matches(path, pattern, example, words, count):
    """Return a match for every line, each checked for its form, index and last word."""
    lines = _lines(path)
    matches = [pattern.fullmatch(line.strip()) for line in lines]
    for number, (line, match) in enumerate(zip(lines, matches, strict=True), 1):
        if match is None:
            raise LabelError(
                f"{path}, line {number}: '{one_line(line)}' is not of the form {example!r}."
            )
        if match["word"] not in words:
            raise LabelError(
                f"{path}, line {number}: the label '{one_line(match['word'])}' is unknown; "
                f"use one of {', '.join(words)}."
            )
        if int(match["index"]) != number:
            raise LabelError(
                f"{path}, line {number}: the index is {int(match['index'])}, expected {number}; "
                "give every frame one line, in order."
            )
    if count is not None and len(lines) != count:
        raise LabelError(
            f"{path}: {len(lines)} line(s) for {count} frame(s); "
            f"{'a line is missing' if len(lines) < count else 'a line is left over'}: "
            "give every frame one line."
        )
    return matches


def _lines(path):
    try:
        lines = read_bytes(path, LabelError, "a file of labels").decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise LabelError(f"{path}: this is not a text file; name a file of labels.") from error
    if not lines:
        raise LabelError(f"{path}: the file is empty; name a file of labels.")
    return lines


def _require_labels(path, values):
    largest = len(CLASSES) - 1
    values = np.asarray(values)
    if values.ndim != 1 or len(values) == 0 or values.dtype.kind not in "iu":
        raise LabelError(
            f"{path}: the labels are {values.dtype} of shape {values.shape}, expected (n,) "
            "integers with n at least 1; give one for every frame."
        )
    wrong = np.flatnonzero((values < 0) | (values > largest))
    if len(wrong):
        raise LabelError(
            f"{path}: element {wrong[0]} of the labels is {values[wrong[0]]}, expected 0 to "
            f"{largest}; correct it."
        )
    return values


def _write(path, lines):
    with write_atomically(path) as temporary:
        temporary.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
