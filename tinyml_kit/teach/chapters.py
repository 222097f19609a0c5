"""The chapters: find them by name and execute them without a browser."""

import atexit
import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tinyml_kit.base import children, resources, temporary
from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.sizes import read_bytes, require_json

if TYPE_CHECKING:
    from nbformat import NotebookNode  # imported with a notebook to read, not before

CELL_TIMEOUT = 600  # seconds; a whole chapter should take less than 120
START_TIMEOUT = 180  # seconds; a busy machine may take more than nbclient's 60
#: The notebooks to read, as patterns in the folder of the chapters.
PARTS = (
    "[0-9][0-9]_*.ipynb",
    "python_refresher.ipynb",
    "c_for_python_readers.ipynb",
    "reproduce/*.ipynb",
)


class UnknownChapterError(BadInput):
    """No chapter has the name that was asked for."""


class NotebookError(BadInput):
    """A file that is not a complete notebook."""


@dataclass(frozen=True)
class Outcome:
    """How the execution of a chapter went.

    `seconds` is measured; `failure` is None, or one line that names the cell and the error.
    """

    chapter: str
    cells: int
    seconds: float
    failure: str | None = None


def folder() -> Path:
    """Return the folder of the chapters."""
    return resources.notebooks()


def find(names: Iterable[str] = (), within: Path | None = None) -> list[Path]:
    """Return the notebooks that `names` refer to, in the same order.

    Parameters
    ----------
    names : iterable of str
        A number ("04"), a name with or without its number and suffix, a name in a
        sub-folder ("reproduce/avr_thesis") or a path. Without names: the numbered
        chapters, the pages on Python and on C, then those of the folder reproduce.
    within : Path, optional
        The folder to look in; the kit's by default.

    Returns
    -------
    list of Path

    Raises
    ------
    UnknownChapterError
        If a name matches no notebook.
    """
    within = within or folder()
    known = [path for part in PARTS for path in sorted(within.glob(part))]
    return [find_one(str(name), known, within) for name in names] if names else known


def find_one(name: str, known: Sequence[Path], within: Path) -> Path:
    """Return the notebook that `name` refers to: one of `known`, or the file at that path."""
    path = Path(name)
    if path.suffix == ".ipynb" and path.is_file():
        return path
    for notebook in known:
        whole = notebook.relative_to(within).with_suffix("").as_posix()
        number, _, rest = whole.partition("_")
        if name.removesuffix(".ipynb") in (whole, number, rest, notebook.stem):
            return notebook
    titles = ", ".join(notebook.stem for notebook in known)
    there = f"the chapters are {titles}" if known else f"there are none in {within}"
    raise UnknownChapterError(f"no chapter is called {name}; {there}.")


def read(path: Path | str) -> "NotebookNode":
    """Return a notebook, in the format of nbformat 4.

    Raises
    ------
    NotebookError
        If the file is empty, damaged, or not a notebook.
    """
    import nbformat

    content = read_bytes(path, NotebookError, "a notebook")
    require_json(content, path, NotebookError)
    try:
        return nbformat.reads(content.decode("utf-8"), as_version=4)
    # nbformat trusts what it reads: other text makes it fail in ways of its own.
    except (
        ValueError,
        TypeError,
        AttributeError,
        KeyError,
        RecursionError,
        nbformat.ValidationError,
    ) as error:
        raise NotebookError(
            f"{path}: this is not a notebook, or it is damaged; copy it again or use the kit's."
        ) from error


def execute(path: Path | str, progress: Callable[[int, int], object] | None = None) -> Outcome:
    """Execute a notebook from its first cell to its last; its file is not touched.

    The cells work in the notebook's folder. A chapter of an installed package gets a
    temporary folder, which is removed at the end.

    Parameters
    ----------
    path : Path
    progress : callable, optional
        Called before every code cell with the number of cells done and their total.

    Returns
    -------
    Outcome
        An error in a cell ends the chapter and is part of the outcome, not raised.

    Raises
    ------
    NotebookError
        If the file is not a notebook.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = read(path)
    code = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    reached = [0]

    def starts(cell, cell_index):
        reached[0] = code.index(cell_index)
        if progress:
            progress(reached[0], len(code))

    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        startup_timeout=START_TIMEOUT,
        kernel_name="python3",
        on_cell_execute=starts,
        extra_arguments=["--log-level=40"],  # errors; its warnings are not about the chapter
    )
    start, failure = time.perf_counter(), None
    try:
        with _working_folder(path) as work, temporary.folder() as hidden:
            manager = client.create_kernel_manager()
            manager.connection_file = str(hidden / "kernel.json")
            client.resources["metadata"] = {"path": str(work)}
            _run(client)
    except CellExecutionError as error:
        failure = f"code cell {reached[0] + 1}: {error.ename}: {error.evalue}"
    except CellTimeoutError:
        failure = f"code cell {reached[0] + 1}: not finished after {CELL_TIMEOUT} s"
    except DeadKernelError:
        failure = f"code cell {reached[0] + 1}: the kernel died, perhaps for lack of memory"
    except RuntimeError as error:  # nbclient has no exception of its own for this
        if "Kernel didn't respond" not in str(error):
            raise
        failure = f"the kernel did not start within {START_TIMEOUT} s; close other programs"
    return Outcome(Path(path).stem, len(code), time.perf_counter() - start, failure)


def _run(client):
    """Execute a notebook in a thread, because nbclient would take the main thread's signals."""
    problems = []

    def work():
        try:
            client.execute()
        except BaseException as problem:
            problems.append(problem)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        thread.join()
        if problems:
            raise problems[0]
    except BaseException:
        # At the end of the program nbclient would print a traceback about a kernel that is gone.
        atexit.unregister(client._cleanup_kernel)
        _kill_kernel(client.km)
        raise


def _kill_kernel(manager):
    process = getattr(getattr(manager, "provisioner", None), "process", None)
    if process is not None:
        children.end(process)


def _working_folder(path):
    """Return a context manager that gives the folder in which the cells of a notebook work."""
    folder = Path(path).resolve().parent
    if resources.ASSETS.resolve() in folder.parents:
        return temporary.folder()
    return contextlib.nullcontext(str(folder))
