"""Notebooks that other people hand in: read whatever can be read, and say why the rest cannot.

Only the kit's own standing reads them this way. `chapters.read` is stricter.
"""

import json
import re
from pathlib import Path

from tinyml_kit.base.errors import BadInput, said
from tinyml_kit.base.sizes import require_json

#: A notebook with every figure as a picture has some megabytes. More than this is something else.
MOST_BYTES = 50_000_000
#: What systems and browsers add to the name of a copy: "03 (1)", "03-Copy1", "03 - Copy (2)".
COPY = re.compile(r"\s*\((\d+)\)$|\s*[-_ ]\s*copy\s*\(?(\d*)\)?$", re.IGNORECASE)
#: How the lines begin that git leaves in a file for two versions of it.
MARKS = (b"<<<<<<<", b">>>>>>>")


class SubmissionError(BadInput):
    """A file that cannot be read as a notebook; `reason` is the message without the path."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.reason = message.partition(": ")[2].rstrip(".")


def title(path: Path | str) -> str:
    """Return the name of a notebook without its suffix and without what marks a copy."""
    name = Path(path).name.removesuffix(".ipynb").removeprefix("Copy of ")
    shorter = COPY.sub("", name)
    return title(shorter) if shorter not in ("", name) else name


def number_of_copy(path: Path | str) -> int:
    """Return the number of a copy: 0 for the original, 1 for a copy without a number."""
    found = COPY.search(Path(path).name.removesuffix(".ipynb"))
    return int(found[1] or found[2] or 1) if found else 0


def cells_of(path: Path | str) -> list[dict]:
    """Return the cells of a notebook of nbformat 4, in UTF-8, UTF-16 or UTF-32.

    Raises
    ------
    SubmissionError
        If the file cannot be opened, is empty, cut off, not text, no notebook, of another format,
        too large, or holds the marks of a merge.
    """
    try:
        content = _content(Path(path))
    except OSError as error:
        raise SubmissionError(
            f"{path}: this file cannot be opened ({said(error)}); copy it again."
        ) from None
    require_json(content, path, SubmissionError)
    try:
        notebook = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SubmissionError(f"{path}: {_why(content, error)}.") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("nbformat", 4), int):
        raise SubmissionError(f"{path}: this is JSON, but no notebook; hand in the .ipynb file.")
    if notebook.get("nbformat", 4) != 4:
        raise SubmissionError(
            f"{path}: this notebook has format {notebook['nbformat']}, which is not read here; "
            "open it in JupyterLab and save it again."
        )
    if not isinstance(notebook.get("cells"), list):
        raise SubmissionError(f"{path}: this is JSON, but no notebook; hand in the .ipynb file.")
    return notebook["cells"]


def _content(path):
    """Return the bytes of a file that may be a notebook."""
    # A pipe would never end, and a device may have no end.
    if not path.is_file():
        path.stat()
        raise SubmissionError(f"{path}: this is not a file; hand in the .ipynb file.")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise SubmissionError(
            f"{path}: this file has {size / 1e6:.0f} MB, far more than a notebook; clear its "
            "outputs and save it again."
        )
    return path.read_bytes()


def _why(content, error):
    """Return why the content of a file is not JSON, and what helps."""
    if not content.strip():
        return "this file is empty; save the notebook, and hand it in again"
    lines = content.splitlines()
    marked = [i for i, line in enumerate(lines, start=1) if line.startswith(MARKS)]
    if marked:
        return (
            f"line {marked[0]} is a mark of a merge conflict; choose one of the two versions, and "
            "save it again"
        )
    if b"\0" in content or isinstance(error, RecursionError):
        return "this is not a notebook but something else; hand in the .ipynb file"
    if isinstance(error, UnicodeDecodeError):
        return "this text is not in UTF-8; save it in JupyterLab, which writes UTF-8"
    if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and _cut(content, error):
        return "this file ends in the middle; copy it again"
    return f"this is not a notebook, or it is damaged ({said(error)}); save it again"


def _cut(content, error):
    """Tell whether JSON was right up to its end, and then more was to come."""
    if not isinstance(error, json.JSONDecodeError):
        return False
    rest = content.decode(json.detect_encoding(content), "replace")
    unfinished = error.msg.startswith("Unterminated string")
    return unfinished or error.pos >= len(rest.rstrip())
