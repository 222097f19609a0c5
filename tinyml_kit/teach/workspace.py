"""A reader's own copy of the chapters: made, updated, and reset chapter by chapter.

The copy has no outputs, so no question has its answer below it, and nothing that a reader does in
it touches the kit. The hidden folder `.tinyml-kit` in it holds each notebook as it came, which
tells later what the reader has changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tinyml_kit.base import resources
from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.files import write_atomically
from tinyml_kit.teach import chapters
from tinyml_kit.teach.merge import merge, with_own_ids

if TYPE_CHECKING:
    from nbformat import NotebookNode  # imported with a notebook to read, not before

HIDDEN = ".tinyml-kit"
#: The page to which the chapters link, beside them.
GLOSSARY = "glossary.md"
#: What a reader's copy is made of, as patterns in the folder of the chapters.
PARTS = (*chapters.PARTS, "exercises/*.ipynb")
#: Tags of cells that only the kit's own tests read.
OF_TESTS = {"nbval-check-output"}
NEW, UPDATED, REMOVED, SAME = "new", "updated", "removed", "unchanged"


class WorkspaceError(BadInput):
    """A folder that is not a reader's copy, or cannot become one."""


@dataclass(frozen=True)
class Change:
    """What became of a notebook of the copy; `problem` is None, or why it was left as it is."""

    name: str
    what: str
    problem: str | None = None


def pristine(path: Path) -> "NotebookNode":
    """Return a notebook of the kit as a reader gets it: without outputs and the tests' tags."""
    notebook = chapters.read(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        tags = [tag for tag in cell.metadata.pop("tags", ()) if tag not in OF_TESTS]
        if tags:
            cell.metadata["tags"] = tags
    return notebook


def shipped() -> dict[str, Path]:
    """Return the notebooks that a copy is made of, {name in the copy: path}, in order."""
    shelf = resources.notebooks()
    found = [path for part in PARTS for path in sorted(shelf.glob(part))]
    return {path.relative_to(shelf).as_posix(): path for path in found}


def find(folder: Path | str | None = None) -> Path:
    """Return the folder of a reader's copy.

    Without a name: the working folder if it is a copy or lies in one, otherwise `my` in the kit.

    Raises
    ------
    WorkspaceError
        If there is no such copy.
    """
    here = Path.cwd()
    looked = [Path(folder)] if folder else [here, *here.parents, resources.CHECKOUT / "my"]
    for place in looked:
        if (place / HIDDEN).is_dir():
            return place
    raise WorkspaceError(
        f"{looked[0]}: this is not a copy of the chapters; tinyml-kit new DIR makes one."
    )


def refresh(folder: Path | str) -> list[Change]:
    """Make a reader's copy of the chapters, or bring one up to date; no answer is ever lost.

    Parameters
    ----------
    folder : path
        Made if it does not exist. In an existing copy, a notebook that the reader has removed
        comes back.

    Returns
    -------
    list of Change
        One per notebook. A damaged notebook is left as it is; the others are still updated.

    Raises
    ------
    WorkspaceError
        If the folder holds something else.
    WriteError
        If it cannot be written to.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise WorkspaceError(f"{folder}: this is a file; name a folder to make.")
    if folder.is_dir() and not (folder / HIDDEN).is_dir() and any(folder.iterdir()):
        raise WorkspaceError(f"{folder}: this folder holds something else; name a new one.")
    current = shipped()
    if not current:
        raise WorkspaceError(f"{resources.notebooks()}: the chapters are missing; install again.")
    edition = _edition(folder)
    known = {path.relative_to(edition).as_posix() for path in edition.rglob("*.ipynb")}
    gone = sorted(known - set(current))
    changes = [_renew(folder, name, path) for name, path in current.items()]
    changes += [_withdraw(folder, name) for name in gone]
    _renew_page(folder, GLOSSARY)
    return changes


def _edition(folder):
    """Return the folder that holds the notebooks of a copy as they came."""
    return Path(folder) / HIDDEN / "edition"


def _base(folder, name):
    """Return the cells that a reader's notebook was made from; none if that is not known."""
    try:
        return _read(_edition(folder) / name).cells
    except (OSError, chapters.NotebookError):
        return []


def _read(path):
    """Return a notebook of a copy whose cells have all the fields that merging needs."""
    notebook = chapters.read(path)
    for cell in notebook.cells:
        kinds = {"source": str, "cell_type": str, "metadata": dict}
        if not all(isinstance(cell.get(key), kind) for key, kind in kinds.items()):
            raise chapters.NotebookError(
                f"{path}: a cell is damaged; repair it, or rename the file."
            )
    return notebook


def _renew(folder, name, source):
    """Bring one notebook of a copy up to date."""
    target, new = folder / name, pristine(source)
    if not target.exists():
        what, merged = NEW, new
    else:
        try:
            merged = _read(target)
        except (OSError, chapters.NotebookError) as problem:
            return Change(name, SAME, str(problem))
        before = list(merged.cells)
        merged.cells = _nodes(merge(_base(folder, name), before, new.cells))
        merged.nbformat_minor = new.nbformat_minor
        what = SAME if merged.cells == before else UPDATED
    # The reader's file first: if the second write fails, the next start merges the same again.
    if what != SAME:
        _write(target, merged)
    _write(_edition(folder) / name, new)
    return Change(name, what)


def _renew_page(folder, name):
    """Bring a page of text up to date, unless the reader has written in it."""
    target, base = folder / name, _edition(folder) / name
    new = (resources.notebooks() / name).read_bytes()
    untouched = base.is_file() and target.is_file() and target.read_bytes() == base.read_bytes()
    for path in [target, base] if untouched or not target.exists() else [base]:
        if not (path.is_file() and path.read_bytes() == new):
            with write_atomically(path) as temporary:
                temporary.write_bytes(new)


def _withdraw(folder, name):
    """Remove a notebook that the kit no longer has, unless the reader has written in it."""
    target, what = folder / name, SAME
    try:
        mine = _read(target).cells
        if not merge(_base(folder, name), mine, []):
            target.unlink()
            what = REMOVED
    except FileNotFoundError:
        what = REMOVED
    except (OSError, chapters.NotebookError) as problem:
        return Change(name, SAME, str(problem))
    (_edition(folder) / name).unlink()
    return Change(name, what)


def reset(names: Sequence[str], folder: Path | str | None = None) -> list[Path]:
    """Put fresh copies of chapters beside the reader's own, which stay as they are.

    Parameters
    ----------
    names : sequence of str
        As for `chapters.find`, and "exercises/05" for exercises.
    folder : path, optional
        The copy; see `find`.

    Returns
    -------
    list of Path
        For 05_convolution.ipynb the file 05_convolution.fresh.ipynb. If the reader has worked in
        that one: 05_convolution.fresh-2.ipynb, and so on.

    Raises
    ------
    WorkspaceError
        If the folder is not a copy.
    UnknownChapterError
        If there is no such chapter; then nothing is written.
    """
    folder, shelf, known = find(folder), resources.notebooks(), list(shipped().values())
    meant = [chapters.find_one(str(name), known, shelf).relative_to(shelf) for name in names]
    return [_fresh(folder / name, pristine(shelf / name)) for name in meant]


def _fresh(target, notebook):
    number, text = 1, _text(notebook)
    while True:
        ending = ".fresh" if number == 1 else f".fresh-{number}"
        path = target.with_name(f"{target.stem}{ending}.ipynb")
        if not path.exists():
            _write(path, notebook)
        if path.read_bytes() == text:
            return path
        number += 1


def _nodes(cells):
    from nbformat import from_dict

    return [from_dict(cell) for cell in cells]


def _text(notebook):
    """Return a notebook as the bytes of a file."""
    import nbformat

    notebook.cells = _nodes(with_own_ids(notebook.cells))
    return (nbformat.writes(notebook) + "\n").encode()


def _write(path, notebook):
    """Write a notebook, unless the file already holds exactly that."""
    text = _text(notebook)
    if not (path.is_file() and path.read_bytes() == text):
        with write_atomically(path) as temporary:
            temporary.write_bytes(text)
