"""The rules of the house for the notebooks as committed; nbval executes them."""

import itertools
import json
import math
import re
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHELF = ROOT / "notebooks"
NOTEBOOKS = [
    path.relative_to(SHELF).as_posix()
    for path in sorted(SHELF.rglob("*.ipynb"))
    # Exercises have gaps to fill and are never executed; checkpoints are not committed.
    if not {"exercises", ".ipynb_checkpoints"}.intersection(path.parts)
]
CHAPTERS = [name for name in NOTEBOOKS if re.match(r"\d\d_", name)]
OF_A_MACHINE = re.compile(
    r"(?<![\w.:/])/(home|root|Users|tmp|var|mnt|opt|srv|private)/|[A-Z]:\\\\|"
    + re.escape(str(ROOT))
)

every_notebook = pytest.mark.parametrize("name", NOTEBOOKS)
every_chapter = pytest.mark.parametrize("name", CHAPTERS)


def read(name):
    return json.loads((SHELF / name).read_text(encoding="utf-8"))


def code_cells(name):
    cells = [cell for cell in read(name)["cells"] if cell["cell_type"] == "code"]
    return [cell for cell in cells if source(cell).strip()]


def source(cell):
    return "".join(cell["source"])


def outputs(name, kind):
    return [out for cell in code_cells(name) for out in cell["outputs"] if kind(out)]


def checked(name):
    return [c for c in code_cells(name) if "nbval-check-output" in c["metadata"].get("tags", [])]


def line_counts(name):
    return [sum(bool(line.strip()) for line in source(c).splitlines()) for c in code_cells(name)]


def test_there_are_chapters():
    assert CHAPTERS


@every_notebook
def test_a_notebook_runs_on_whatever_python_the_reader_has(name):
    assert read(name)["metadata"]["kernelspec"]["name"] == "python3"


@every_notebook
def test_a_notebook_was_executed_from_its_first_cell_to_its_last(name):
    counts = [cell["execution_count"] for cell in code_cells(name)]
    assert counts == list(range(1, len(counts) + 1))


@every_notebook
def test_a_notebook_shows_nothing_that_was_meant_for_a_terminal(name):
    assert outputs(name, lambda out: out.get("name") == "stderr") == []


@every_notebook
def test_a_notebook_shows_only_the_errors_that_it_means_to_show(name):
    for cell in code_cells(name):
        if "raises-exception" not in cell["metadata"].get("tags", []):
            assert all(out["output_type"] != "error" for out in cell["outputs"]), source(cell)


@every_notebook
def test_a_notebook_names_no_folder_of_the_machine_it_was_made_on(name):
    for cell in code_cells(name):
        # Figures are text here too, but no text that anybody wrote.
        texts = [source(cell)] + [
            json.dumps(
                {**out, "data": {k: v for k, v in out.get("data", {}).items() if "text" in k}}
            )
            for out in cell["outputs"]
        ]
        assert not any(OF_A_MACHINE.search(text) for text in texts), source(cell)


@every_notebook
def test_a_notebook_is_smaller_than_a_megabyte(name):
    assert (SHELF / name).stat().st_size < 1_000_000


@every_notebook
def test_every_picture_of_a_notebook_says_in_words_what_it_shows(name):
    for cell in read(name)["cells"]:
        if cell["cell_type"] == "markdown":
            assert not re.search(r"!\[\s*\]\(|<img(?![^>]*\balt=\"[^\"]+\")", source(cell))
    for out in outputs(name, lambda out: "image/png" in out.get("data", {})):
        (words,) = re.findall(r'<img alt="([^"]+)"', "".join(out["data"].get("text/html", "")))
        assert len(words) > 20


@every_notebook
def test_a_paragraph_has_no_line_that_markdown_takes_for_a_list(name):
    # A formatter breaks "0, 2 and 5. Return ..." before the 5, and a list begins.
    for cell in read(name)["cells"]:
        lines = source(cell).splitlines() if cell["cell_type"] == "markdown" else []
        for before, line in itertools.pairwise(lines):
            in_paragraph = re.match(r"\S", before) and not re.match(r"(\d+\.|[-*#>|]) ", before)
            assert not (in_paragraph and re.match(r"\d+\. ", line)), f"{before}\n{line}"


@every_chapter
def test_a_chapter_has_at_most_25_code_cells(name):
    assert len(code_cells(name)) <= 25


@every_chapter
def test_a_chapters_cells_are_short(name):
    lines = sorted(line_counts(name))
    assert statistics.median(lines) <= 5
    assert lines[math.ceil(0.9 * len(lines)) - 1] <= 15  # nine in ten


@every_chapter
def test_a_chapter_ends_by_asserting_what_it_claims(name):
    sections = [[]]
    for cell in read(name)["cells"]:
        if cell["cell_type"] == "markdown" and source(cell).lstrip().startswith("## "):
            sections.append([])
        if cell["cell_type"] == "code" and source(cell).strip():
            sections[-1].append(source(cell))
    last = [section for section in sections if section][-1]
    assert any(re.search(r"^\s*assert |assert_\w+\(", code, re.MULTILINE) for code in last)


@every_notebook
def test_a_notebook_tells_nbval_nothing_in_the_code_that_a_reader_sees(name):
    assert not any("NBVAL" in source(cell).upper() for cell in code_cells(name))


@every_chapter
def test_a_chapter_has_cells_whose_output_is_compared(name):
    # nbval compares nothing where no output is stored.
    assert len(checked(name)) >= 1
    assert all(cell["outputs"] for cell in checked(name))
