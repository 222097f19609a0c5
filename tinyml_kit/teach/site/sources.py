"""What the site is made of: chapters, exercises, documents, and pages that only the site has."""

import json
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from tinyml_kit.teach import chapters, neighbors

#: What Sphinx reads from this folder, and where it looks for it.
FILES = ("conf.py", "_static/kit.css", "_static/icon.svg")
#: What is copied beside the chapters, which link to it.
MORE = ("exercises/*.ipynb", "glossary.md")

INDEX = """# tinyml-kit

From the idea of a neuron to a classifier on a chip of a few euros: a course of Jupyter notebooks
that needs no hardware. This site shows the chapters with their outputs.

## A chip that reads your digit

Draw a digit with the mouse, a finger or the arrow keys and the space bar. An Arduino Uno,
simulated on this page instruction by instruction, runs the program that a real one would run, and
says what it reads. For a ready-made drawing, Python's answer stands beside the chip's.

```{{raw}} html
<iframe class="board" title="A simulated Arduino Uno that reads digits" src="board.html"></iframe>
```

The board also opens as <a href="board.html">a page of its own</a>, which may be saved and given
away.

## Run the chapters

To change a number and see what happens, get the kit and start it; its README says what it needs:

```
python3 kit.py lab
```
{remote}
{trees}"""

REMOTE = """
Or without an installation, by the rocket at the top of each chapter. Binder makes the whole kit
ready, with its simulated boards. In Colab, put this into a first cell:

```
%pip install -q git+{repository}
```
"""

CLAIMS = """# Published results, checked

Five documents are checked in notebooks of their own: each claim with its figure as printed, its
place and the few words that pin it down. A verdict is computed from numbers and from what was run
on what; nobody types it in. Rows that stand or fall together are one claim.

"""


def gather(folder: Path, board: str, claims: str, repository: str | None = None) -> None:
    """Put all sources into a folder.

    Parameters
    ----------
    folder : Path, empty
    board : the page with the live board, HTML
    claims : the table of published claims with their verdicts, Markdown
    repository : the public address of the kit's repository, if it has one
    """
    within = chapters.folder()
    read = chapters.find()
    more = [path for pattern in MORE for path in sorted(within.glob(pattern))]
    for path in [*read, *more]:
        place = folder / path.relative_to(within)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    for path in more:
        quiz = within / "quizzes" / f"{path.stem}.json"
        if quiz.is_file():
            add_quiz(folder / path.relative_to(within), quiz)
    names, others = ([_name(path, within) for path in paths] for paths in (read, more))
    titles = {_name(path, within): neighbors.numbered(path) for path in neighbors.of_the_course()}
    remote = REMOTE.format(repository=repository) if repository else ""
    index = INDEX.format(remote=remote, trees=trees(names, others, titles))
    (folder / "index.md").write_text(index, encoding="utf-8")
    (folder / "claims.md").write_text(CLAIMS + claims.replace("(notebooks/", "("), encoding="utf-8")
    for name in ("_static", "_extra"):
        (folder / name).mkdir()
    for name in FILES:
        shutil.copyfile(Path(__file__).with_name(Path(name).name), folder / name)
    (folder / "_extra" / "board.html").write_text(board, encoding="utf-8")


def _name(path, within):
    return path.relative_to(within).with_suffix("").as_posix()


def trees(read: Iterable[str], more: Iterable[str], titles: Mapping[str, str]) -> str:
    """Return the table of contents, from which come the side bar and the links to turn pages.

    Parameters
    ----------
    read, more : names of pages, in the order of reading
    titles : {name: title} of those that are listed under another title than their own
    """
    read, more = list(read), list(more)
    documents = [name for name in read if name.startswith("reproduce/")]
    parts = {
        "Chapters": [name for name in read if name in titles],
        "Beside the chapters": [name for name in read if name not in {*titles, *documents}]
        + [name for name in more if "/" not in name],
        "Exercises": [name for name in more if name.startswith("exercises/")],
        "Published results, checked": ["claims", *documents],
    }
    lines = []
    for caption, names in parts.items():
        listed = [f"{titles[name]} <{name}>" if name in titles else name for name in names]
        lines += ["```{toctree}", ":maxdepth: 1", f":caption: {caption}", "", *listed, "```", ""]
    return "\n".join(lines)


def add_quiz(notebook: Path, quiz: Path) -> None:
    """Write the questions of a quiz below the cell that asks them: a site has nobody to ask.

    Parameters
    ----------
    notebook : Path of the copy that is changed
    quiz : Path of the questions, in the format of jupyterquiz
    """
    import nbformat

    content = chapters.read(notebook)
    asks = [i for i, cell in enumerate(content.cells) if re.search(r"^quiz\(", cell.source, re.M)]
    for place in asks:
        text = questions(json.loads(quiz.read_text(encoding="utf-8")))
        content.cells.insert(place + 1, nbformat.v4.new_markdown_cell(text))
    nbformat.write(content, notebook)


def questions(quiz: list[dict]) -> str:
    """Return the questions of a quiz with their possible answers, in Markdown."""
    lines = []
    for number, one in enumerate(quiz, 1):
        lines += [f"**Question {number}.** {one['question']}", ""]
        lines += [f"- {answer['answer']}" for answer in one["answers"] if "answer" in answer]
        lines.append("")
    return "\n".join(lines).strip()
