"""Who has done which exercises, read from the outputs saved in the notebooks.

This shows where a class stands. It runs nothing and trusts the saved outputs; for marks, let
nbgrader run the same files.
"""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tinyml_kit.base import text
from tinyml_kit.base.errors import BadInput

DONE, NOT_YET, UNTRIED = "done", "not yet", "untried"


class StandingError(BadInput):
    """There is nothing to report on."""


@dataclass(frozen=True)
class Line:
    """How one exercise of one notebook stands; `who` is empty for a reader's own folder."""

    who: str
    notebook: str
    exercise: str
    status: str
    points: float


def status(cell: dict) -> str:
    """Return how an exercise stands, from the cell that checks it."""
    outputs = cell.get("outputs") or []
    if any(out.get("output_type") == "error" for out in outputs):
        return NOT_YET
    said = "".join("".join(out.get("text", "")) for out in outputs)
    return DONE if said.startswith("Right.") else UNTRIED


def read(path: Path | str, who: str = "") -> list[Line]:
    """Return a Line for each exercise of a notebook.

    Raises
    ------
    StandingError
        If the file is not a notebook.
    """
    try:
        cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
        marked = [(cell, cell["metadata"].get("nbgrader", {})) for cell in cells]
        return [
            Line(who, Path(path).stem, mark["grade_id"], status(cell), float(mark["points"]))
            for cell, mark in marked
            if mark.get("grade")
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise StandingError(f"{path}: not a notebook that can be read; save it again.") from None


def own(folder: Path | str) -> list[Line]:
    """Return the lines of a reader's own exercises."""
    return [line for path in notebooks(folder, "*.ipynb") for line in read(path)]


def submitted(folder: Path | str) -> list[Line]:
    """Return the lines of a folder of submissions: one folder per person, as nbgrader keeps them.

    Notebooks may lie deeper, e.g. in a folder for the assignment.
    """
    folder, lines = Path(folder), []
    for path in notebooks(folder, "*/**/*.ipynb"):
        lines += read(path, path.relative_to(folder).parts[0])
    return lines


def notebooks(folder: Path | str, pattern: str) -> list[Path]:
    """Return the notebooks in a folder that match a pattern, without Jupyter's checkpoints."""
    found = [p for p in sorted(Path(folder).glob(pattern)) if ".ipynb_checkpoints" not in p.parts]
    if not found:
        raise StandingError(f"{folder}: there are no notebooks {pattern} in it.")
    return found


def write_csv(lines: Iterable[Line], file: TextIO) -> None:
    """Write lines as CSV: student, notebook, exercise, status, points."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["student", "notebook", "exercise", "status", "points"])
    for line in lines:
        reached = line.points if line.status == DONE else 0.0
        names = map(text.csv, (line.who, line.notebook, line.exercise))
        writer.writerow([*names, line.status, reached])


def show(lines: Sequence[Line]) -> None:
    """Print a reader's own standing: one line per notebook, with what is still to do."""
    for name in dict.fromkeys(line.notebook for line in lines):
        mine = [line for line in lines if line.notebook == name]
        todo = [f"{line.exercise} {line.status}" for line in mine if line.status != DONE]
        print(f"{name:<28}{len(mine) - len(todo)} of {len(mine)} done", end="")
        print(f"; {', '.join(todo)}" if todo else "")
