"""Chapters lead to the one before and to the next, and no link of a notebook is dead."""

import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tinyml_kit.teach import chapters, neighbors, workspace
from tinyml_kit.teach.slides import page


@pytest.fixture
def three(tmp_path):
    """Return the paths of three chapters, whose numbers are no row without gaps."""
    for name, title in {"01_a": "One", "04_b": "Four", "17_c": "Seventeen"}.items():
        cells = [new_markdown_cell(f"# {title}\n\nWords."), new_code_cell("1 + 1")]
        (tmp_path / f"{name}.ipynb").write_text(
            nbformat.writes(new_notebook(cells=cells)) + "\n", encoding="utf-8"
        )
    return sorted(tmp_path.iterdir())


def links(path):
    cells = chapters.read(path).cells
    return {cell.id: cell.source for cell in cells if cell.id in neighbors.TAGS}


def test_a_chapter_leads_to_its_neighbors_whatever_numbers_are_left_out(three):
    assert neighbors.write(three) == three
    both = "[← 01 One](01_a.ipynb) · [17 Seventeen →](17_c.ipynb)"
    assert [links(path) for path in three] == [
        dict.fromkeys((neighbors.FIRST, neighbors.LAST), text)
        for text in ("[04 Four →](04_b.ipynb)", both, "[← 04 Four](04_b.ipynb)")
    ]


def test_the_links_stand_below_the_title_and_at_the_end_and_other_cells_stay(three):
    before = chapters.read(three[1]).cells
    neighbors.write(three)
    title, first, code, last = chapters.read(three[1]).cells
    assert [title, code] == before
    assert (first.id, last.id) == (neighbors.FIRST, neighbors.LAST)


def test_links_are_renewed_and_not_written_twice(three):
    neighbors.write(three)
    assert neighbors.write(three) == []
    three[1].unlink()
    assert neighbors.write([three[0], three[2]]) == [three[0], three[2]]
    assert set(links(three[0]).values()) == {"[17 Seventeen →](17_c.ipynb)"}
    assert len(chapters.read(three[0]).cells) == 4


def test_slides_leave_the_links_out(three):
    neighbors.write(three)
    cells = chapters.read(three[1]).cells
    assert [page.kind(cell) for cell in cells] == [None, "skip", None, "skip"]


# --- the course's own --------------------------------------------------------------------------


def test_the_links_of_the_course_are_up_to_date():
    # If they are not: python -m tinyml_kit.teach.neighbors
    course = neighbors.of_the_course()
    assert len(course) > 10
    stale = [
        path.stem
        for path, notebook in neighbors.renewed(course).items()
        if notebook != chapters.read(path)
    ]
    assert stale == []


def dead(paths):
    """Return the links of notebooks that lead to no file, and how many were looked at."""
    found, seen = [], 0
    for path in paths:
        for cell in chapters.read(path).cells:
            if cell.cell_type != "markdown":
                continue
            for target in re.findall(r"\]\(([^)\s#]+)", cell.source):
                if re.match(r"https?:|mailto:|attachment:", target):
                    continue
                seen += 1
                if not (path.parent / unquote(target)).exists():
                    found.append((path.name, target))
    return found, seen


@pytest.mark.parametrize("where", ["the kit", "a reader's copy"])
def test_no_link_of_a_notebook_is_dead(where, tmp_path):
    folder = chapters.folder()
    if where == "a reader's copy":
        folder = tmp_path / "my"
        workspace.refresh(folder)
    within = {path: path.relative_to(folder) for path in sorted(folder.rglob("*.ipynb"))}
    found, seen = dead(path for path, part in within.items() if "/." not in f"/{part}")
    assert found == []
    assert seen > 60


def test_a_dead_link_is_found(three):
    neighbors.write(three)
    shutil.move(three[2], Path(three[2]).with_name("elsewhere.ipynb"))
    assert dead(three[:2]) == ([("04_b.ipynb", "17_c.ipynb")] * 2, 6)
