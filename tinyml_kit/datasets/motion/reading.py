"""One CSV file of numbers: a row a sample, a column an axis."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tinyml_kit.base.errors import said
from tinyml_kit.base.files import require_file
from tinyml_kit.base.text import one_line
from tinyml_kit.datasets.motion.recordings import MotionSetError

# What is looked at before anything is read.
MOST_BYTES = 50_000_000
MOST_AXES = 64
LARGEST = float(np.finfo(np.float32).max)


class Table(NamedTuple):
    """What a CSV file holds: names of the axes, and samples (n, axes) float32."""

    axes: tuple[str, ...]
    samples: np.ndarray


def read_csv(path: str | Path, axes: Sequence[str] | None = None) -> Table:
    """Read a CSV file of motion, with or without a line of names at its head.

    Parameters
    ----------
    path : path of the file, UTF-8, with commas or semicolons between columns
    axes : sequence of str, optional
        Which columns to take, by their names, such as those without the time; by default all.

    Raises
    ------
    MotionSetError
        If the file is missing, too large or no text, holds no samples, has no column of a name,
        or a row is shorter or longer than the first, or holds something that is no finite number;
        names the line.
    """
    path = Path(path)
    names, lines = lines_of(path)
    samples = np.array([numbers(row, number, len(names), path) for number, row in lines], "f4")
    if not len(samples):
        raise MotionSetError(f"{path}: the file holds no samples; record it again.")
    if axes is None:
        return Table(names, samples)
    missing = [axis for axis in axes if axis not in names]
    if missing:
        raise MotionSetError(
            f"{path}: there is no column {missing[0]!r}; its columns are {', '.join(names)}."
        )
    return Table(tuple(axes), samples[:, [names.index(axis) for axis in axes]])


def lines_of(path: str | Path) -> tuple[tuple[str, ...], list[tuple[int, list[str]]]]:
    """Return the names of a CSV file's columns, and the number and cells of every line below.

    Raises
    ------
    MotionSetError
        If the file is missing, too large, empty or no text, or has too many columns.
    """
    path = require_file(path, MotionSetError, "a CSV file")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise MotionSetError(
            f"{path}: the file has {size / 1e6:.0f} MB, more than {MOST_BYTES / 1e6:.0f}; cut it "
            "into several."
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
        mark = ";" if ";" in text.partition("\n")[0] else ","
        rows = csv.reader(text.splitlines(), delimiter=mark)
        lines = [(rows.line_num, row) for row in rows if any(cell.strip() for cell in row)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise MotionSetError(
            f"{path}: this is no CSV file ({said(error)}); save it as CSV in UTF-8."
        ) from error
    return _named(lines, path)


def _named(lines, path):
    """Return the names of the columns, and the lines after them."""
    if not lines:
        raise MotionSetError(f"{path}: the file is empty; record it again.")
    first = lines[0][1]
    if len(first) > MOST_AXES:
        raise MotionSetError(f"{path}: it has {len(first)} columns, more than {MOST_AXES}.")
    if any(_number(cell) is not None for cell in first):
        return tuple(f"axis {number}" for number in range(len(first))), lines
    return tuple(one_line(cell.strip()) for cell in first), lines[1:]


def numbers(row: list[str], line: int, count: int, path: Path) -> list[float]:
    """Return the numbers of a line that has to have so many cells.

    Raises
    ------
    MotionSetError
        If it has another number of cells, or one is no finite number; names the line.
    """
    if len(row) != count:
        raise MotionSetError(
            f"{path}: line {line} has {len(row)} columns, and the first has {count}; mend the line."
        )
    found = []
    for cell in row:
        number = _number(cell)
        if number is None or not abs(number) <= LARGEST:
            raise MotionSetError(
                f"{path}: line {line} holds {one_line(cell, 40)!r}, which is no finite number; "
                "mend the line."
            )
        found.append(number)
    return found


def _number(cell):
    try:
        return float(cell)
    except ValueError:
        return None
