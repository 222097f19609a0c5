"""Exercise notebooks made from their solutions, by nbgrader's own preprocessors.

`notebooks/solutions` is the source; everything between BEGIN SOLUTION and END SOLUTION is removed.
"""

from pathlib import Path

from tinyml_kit.base import resources
from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.files import write_atomically
from tinyml_kit.teach import chapters

#: What a reader finds in place of a solution. It is valid Python, inside a function too.
STUB = "pass  # YOUR CODE HERE"


class AssignmentError(BadInput):
    """Exercises cannot be written."""


def solutions() -> list[Path]:
    """Return the paths of the notebooks with solutions."""
    return sorted((chapters.folder() / "solutions").glob("*.ipynb"))


def exercise(solution: Path) -> str:
    """Return the text of the exercise notebook that belongs to a solution.

    Parameters
    ----------
    solution : Path

    Raises
    ------
    AssignmentError
        If nbgrader is not installed.
    """
    import nbformat

    try:
        from nbgrader import preprocessors
    except ImportError:
        raise AssignmentError(
            "exercises: nbgrader is missing; python -m pip install nbgrader gets it."
        ) from None
    steps = [
        preprocessors.LockCells(),
        preprocessors.ClearSolutions(code_stub={"python": STUB}),
        preprocessors.ClearOutput(),
        preprocessors.CheckCellMetadata(),
        preprocessors.ComputeChecksums(),
    ]
    notebook = nbformat.read(solution, as_version=4)
    state: dict = {}
    for step in steps:
        notebook, state = step.preprocess(notebook, state)
    return nbformat.writes(notebook) + "\n"


def write(folder: Path | str | None = None, overwrite: bool = False) -> list[Path]:
    """Write the exercise notebooks.

    Parameters
    ----------
    folder : Path, optional
        Where to write; by default `notebooks/exercises` of the checkout that one works in.
    overwrite : bool
        Replace existing notebooks that differ, even though they may hold answers.

    Returns
    -------
    list of Path

    Raises
    ------
    AssignmentError
        If a notebook would be replaced, or no folder is named and the working directory is not in
        the checkout; then none is written.
    WriteError
        If the folder cannot be made or written to.
    """
    if not folder and not _in_checkout():
        raise AssignmentError(
            "exercises: only in a checkout of the kit is there a folder for them; name a folder "
            "DIR, e.g. tinyml-kit exercises my-exercises."
        )
    folder = Path(folder) if folder else chapters.folder() / "exercises"
    texts = {folder / path.name: exercise(path) for path in solutions()}
    changed = {path: text for path, text in texts.items() if not same(path, text)}
    taken = [path.name for path in changed if path.exists()]
    if taken and not overwrite:
        raise AssignmentError(
            f"exercises: {folder} has other versions of {', '.join(taken)}, perhaps with answers; "
            "name another folder, or add --overwrite."
        )
    for path, text in changed.items():
        with write_atomically(path) as temporary:
            temporary.write_text(text, encoding="utf-8")
    return list(texts)


def _in_checkout() -> bool:
    """Tell whether the working directory belongs to the checkout that this package lies in."""
    return not resources.installed() and Path.cwd().is_relative_to(resources.CHECKOUT)


def same(path: Path, text: str) -> bool:
    """Tell whether a file holds exactly this text."""
    return path.exists() and path.read_text(encoding="utf-8") == text
