"""The links by which a chapter leads to the one before it and to the next one.

They stand in two cells that this module writes: one below the title, one at the end. Run it when a
chapter is added, renamed or gets another title:

    python -m tinyml_kit.teach.neighbors
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tinyml_kit.base.files import write_atomically
from tinyml_kit.teach import chapters

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: The cells' ids, and their tags: slides leave both out, and the site, which has links of its own
#: at the end of a page, the last one.
FIRST, LAST = "neighbors-first", "neighbors-last"
TAGS = {FIRST: ["skip"], LAST: ["skip", "remove-cell"]}


def numbered(path: Path) -> str:
    """Return the title of a chapter with its number, by which the chapters call each other."""
    (title,) = re.findall(r"\A# (.+)", chapters.read(path).cells[0].source)
    return f"{path.name[:2]} {title}"


def line(before: Path | None, after: Path | None) -> str:
    """Return the links of a chapter in Markdown; the first has none before, the last none after."""
    links = [f"[← {numbered(before)}]({before.name})"] if before else []
    links += [f"[{numbered(after)} →]({after.name})"] if after else []
    return " · ".join(links)


def renewed(paths: Sequence[Path]) -> "dict[Path, NotebookNode]":
    """Return chapters with their links as they should be; the files stay as they are.

    Parameters
    ----------
    paths : of the chapters, in the order of reading
    """
    made = {}
    for before, path, after in zip([None, *paths], paths, [*paths[1:], None], strict=False):
        notebook = chapters.read(path)
        title, *rest = [cell for cell in notebook.cells if cell.id not in TAGS]
        first, last = (_cell(name, line(before, after)) for name in (FIRST, LAST))
        notebook.cells = [title, first, *rest, last]
        made[path] = notebook
    return made


def _cell(name, text):
    from nbformat.v4 import new_markdown_cell

    return new_markdown_cell(text, id=name, metadata={"tags": TAGS[name]})


def write(paths: Sequence[Path]) -> list[Path]:
    """Write the links into chapters; return those that changed."""
    import nbformat

    changed = []
    for path, notebook in renewed(paths).items():
        text = nbformat.writes(notebook) + "\n"
        if text != path.read_text(encoding="utf-8"):
            with write_atomically(path) as temporary:
                temporary.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def of_the_course() -> list[Path]:
    """Return the numbered chapters in the order of reading, whatever numbers are left out."""
    return [path for path in chapters.find() if path.name[0].isdigit()]


if __name__ == "__main__":
    for written in write(of_the_course()):
        print(f"{written.name}: links renewed")
