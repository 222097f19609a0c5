"""Who has done which exercises, read from the outputs saved in the notebooks.

This shows where a class stands. It runs nothing and trusts the saved outputs; for marks, let
nbgrader run the same files. A notebook that cannot be read is a line of its own, with the reason:
it never hides the others.
"""

import csv
import math
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TextIO

from tinyml_kit.base import files, text
from tinyml_kit.base.errors import BadInput
from tinyml_kit.teach import chapters
from tinyml_kit.teach.submission import SubmissionError, cells_of, number_of_copy, title

DONE, NOT_YET, UNTRIED = "done", "not yet", "untried"
#: What stands in place of an exercise's status where a whole notebook has none.
UNREADABLE, SET_ASIDE, MISSING = "unreadable", "set aside", "missing"
FOLDERS_OF_MAC = "__MACOSX"


class StandingError(BadInput):
    """There is nothing to report on."""


@dataclass(frozen=True)
class Line:
    """How one exercise of one notebook stands; `who` is empty for a reader's own folder.

    A notebook that cannot be read (`UNREADABLE`), an older copy of another one (`SET_ASIDE`) and a
    person without exercises (`MISSING`) have a line with no exercise; its `note` says why.
    """

    who: str
    notebook: str
    exercise: str
    status: str
    points: float
    note: str = ""


def status(cell: dict) -> str:
    """Return how an exercise stands, from the cell that checks it."""
    outputs = cell.get("outputs") or []
    if any(out.get("output_type") == "error" for out in outputs):
        return NOT_YET
    said = "".join("".join(out.get("text", "")) for out in outputs)
    return DONE if said.startswith("Right.") else UNTRIED


def points(mark: dict) -> float:
    """Return the points of an exercise; raise ValueError if they are not a number of at least 0."""
    number = float(mark["points"])
    if not 0 <= number < math.inf:
        raise ValueError
    return number


@cache
def of_the_kit() -> dict[tuple[str, str], float]:
    """Return the points of each exercise of the kit, by its notebook and its name."""
    found = {}
    for path in sorted((chapters.folder() / "exercises").glob("*.ipynb")):
        for cell in cells_of(path):
            mark = cell.get("metadata", {}).get("nbgrader") or {}
            if mark.get("grade"):
                found[path.stem, str(mark["grade_id"])] = points(mark)
    return found


def line_of(who: str, notebook: str, cell: dict, mark: dict) -> Line:
    """Return the Line of an exercise; what one of the kit's is worth, the kit says."""
    name, claimed = str(mark["grade_id"]), points(mark)
    worth = of_the_kit().get((notebook, name))
    note = "" if worth is not None or not claimed else "the points are the notebook's own"
    return Line(who, notebook, name, status(cell), claimed if worth is None else worth, note)


def read(path: Path | str, who: str = "") -> list[Line]:
    """Return a Line for each exercise of a notebook.

    Raises
    ------
    SubmissionError
        If the file cannot be read.
    """
    try:
        marked = [(cell, cell["metadata"].get("nbgrader") or {}) for cell in cells_of(path)]
        lines = [line_of(who, title(path), *one) for one in marked if one[1].get("grade")]
        return counted_once(lines)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, SubmissionError):
            raise
        raise SubmissionError(
            f"{path}: a cell of this notebook is damaged; save it again."
        ) from None


def counted_once(lines: Sequence[Line]) -> list[Line]:
    """Return the first Line of each exercise; a copied cell earns no more points."""
    times = Counter(line.exercise for line in lines)
    first: dict[str, Line] = {}
    for line in lines:
        first.setdefault(line.exercise, line)
    return [
        line if times[name] == 1 else replace(line, note=f"stands there {times[name]} times")
        for name, line in first.items()
    ]


def own(folder: Path | str) -> list[Line]:
    """Return the lines of a reader's own exercises.

    Raises
    ------
    StandingError
        If there is no notebook in the folder.
    """
    folder = Path(folder)
    found = notebooks(folder, "*.ipynb")
    if not found:
        raise StandingError(f"{folder}: there is no notebook in this folder.")
    return lines_of(found)


def submitted(folder: Path | str) -> list[Line]:
    """Return the lines of a folder of submissions: one folder per person, as nbgrader keeps them.

    Notebooks may lie deeper, e.g. in a folder for the assignment. Of copies of one notebook in the
    same folder, such as `03.ipynb` and `03 (1).ipynb`, the newest that can be read counts.

    Raises
    ------
    StandingError
        If there is no notebook in the folders of the persons.
    """
    folder, lines, empty = Path(folder), [], True
    for person in sorted(path for path in folder.iterdir() if visible(path.relative_to(folder))):
        if not person.is_dir():
            continue
        theirs, left = handed_in(person)
        lines += lines_of(theirs, person.name)
        lines += [Line(person.name, "", "", UNREADABLE, 0.0, note) for note in left]
        if not lines or lines[-1].who != person.name:
            note = "there is no notebook with exercises"
            lines.append(Line(person.name, "", "", MISSING, 0.0, note))
        empty = empty and not theirs and not left
    if empty:
        raise StandingError(
            f"{folder}: no folder in it holds a notebook; put those of each person into a folder "
            "with the person's name."
        )
    return lines


def handed_in(person: Path) -> tuple[list[Path], list[str]]:
    """Return the notebooks below a person's folder, and a note on each part that is left out.

    Links lead to what others own, or round in a circle: none is followed.
    """
    found, left, waiting = [], [], [person]
    while waiting:
        here = waiting.pop()
        name = here.relative_to(person.parent)
        if here.is_symlink():
            left.append(f"the folder {name} is a link; hand in the folder itself")
            continue
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError as error:
            left.append(f"the folder {name} cannot be opened ({error.strerror}); copy it again")
            continue
        for entry in entries:
            if not visible(Path(entry.name)):
                continue
            if entry.name.endswith(".ipynb"):
                found.append(Path(entry.path))
            elif entry.is_dir():
                waiting.append(Path(entry.path))
    return sorted(found), left


def lines_of(paths: Sequence[Path], who: str = "") -> list[Line]:
    """Return the lines of the notebooks of one person."""
    lines = []
    copies: dict[tuple[Path, str], list[Path]] = {}
    for path in paths:
        copies.setdefault((path.parent, title(path)), []).append(path)
    for same in copies.values():
        counts = None
        for path in sorted(same, key=newness, reverse=True):
            try:
                if who and path.is_symlink():
                    raise SubmissionError(f"{path}: this is a link; hand in the .ipynb file.")
                theirs = read(path, who)
            except SubmissionError as error:
                lines.append(Line(who, path.stem, "", UNREADABLE, 0.0, error.reason))
                continue
            if counts is None:
                counts = path
                lines += theirs
            elif theirs:
                note = f"{counts.name} is newer, and counts"
                lines.append(Line(who, path.stem, "", SET_ASIDE, 0.0, note))
    return lines


def newness(path: Path) -> tuple[float, int]:
    """Return what grows with the age of a copy: when it was saved, then the number in its name."""
    try:
        saved = path.stat().st_mtime
    except OSError:
        saved = 0.0
    return saved, number_of_copy(path)


def notebooks(folder: Path, pattern: str) -> list[Path]:
    """Return the notebooks in a folder that match a pattern, without those that programs keep.

    Jupyter's checkpoints, the editions in a reader's copy and what a Mac puts into archives.
    """
    return [path for path in sorted(folder.glob(pattern)) if visible(path.relative_to(folder))]


def visible(path: Path) -> bool:
    """Tell whether a path has no hidden part."""
    return not any(part.startswith(".") or part == FOLDERS_OF_MAC for part in path.parts)


def write_csv(lines: Iterable[Line], file: TextIO) -> None:
    """Write lines as CSV: student, notebook, exercise, status, points, note."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["student", "notebook", "exercise", "status", "points", "note"])
    for line in lines:
        reached = line.points if line.status == DONE else 0.0
        names = map(text.csv, (line.who, line.notebook, line.exercise))
        writer.writerow([*names, line.status, reached, text.csv(line.note)])


def save_csv(lines: Iterable[Line], path: Path, replace: bool = False) -> None:
    """Write what `write_csv` writes to a file, in UTF-8 with the mark that spreadsheets look for.

    Raises
    ------
    WriteError
        If the file exists and would change, unless `replace`, or cannot be written.
    """
    with (
        files.write_atomically(path, replace) as written,
        open(written, "w", encoding="utf-8-sig", errors="backslashreplace", newline="") as file,
    ):
        write_csv(lines, file)


def show(lines: Sequence[Line]) -> None:
    """Print a reader's own standing: one line per notebook, with what is still to do."""
    for name in dict.fromkeys(line.notebook for line in lines):
        mine = [line for line in lines if line.notebook == name]
        print(f"{text.one_line(name):<28}{said(mine)}")


def said(mine: Sequence[Line]) -> str:
    """Return how one notebook stands, in words."""
    if not mine[0].exercise:
        return f"{mine[0].status}: {mine[0].note}"
    todo = [f"{text.one_line(a.exercise)} {a.status}" for a in mine if a.status != DONE]
    done = f"{len(mine) - len(todo)} of {len(mine)} done"
    return f"{done}; {', '.join(todo)}" if todo else done
