"""A reader's own copy of the chapters: without outputs, brought up to date, never overwritten."""

import json

import nbformat
import pytest
from nbformat import v4

from tinyml_kit.base import resources
from tinyml_kit.base.files import WriteError
from tinyml_kit.teach import chapters, workspace
from tinyml_kit.teach.merge import MARK
from tinyml_kit.teach.workspace import Change, WorkspaceError


def save(path, **sources):
    """Write a notebook of code cells that were run, by id."""
    path.parent.mkdir(parents=True, exist_ok=True)
    out = [v4.new_output("stream", text="7\n")]
    cells = [
        v4.new_code_cell(text, id=name, outputs=out, execution_count=1)
        for name, text in sources.items()
    ]
    nbformat.write(v4.new_notebook(cells=cells), path)
    return path


def edit(path, name, text):
    notebook = nbformat.read(path, as_version=4)
    (one,) = [one for one in notebook.cells if one.id == name]
    one.source = text
    nbformat.write(notebook, path)


def sources(path):
    return [one.source for one in nbformat.read(path, as_version=4).cells]


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """Return a folder that stands for the kit's chapters."""
    folder = tmp_path / "kit" / "notebooks"
    save(folder / "03_first.ipynb", a="1 + 1", b="2 + 2")
    save(folder / "exercises" / "03_first.ipynb", x="sides = None")
    save(folder / "reproduce" / "thesis.ipynb", r="3")
    save(folder / "solutions" / "03_first.ipynb", x="sides = 14")
    (folder / "glossary.md").write_text("# Glossary\n", encoding="utf-8")
    monkeypatch.setattr(resources, "notebooks", lambda: folder)
    monkeypatch.setattr(resources, "CHECKOUT", folder.parent)
    return folder


@pytest.fixture
def my(shelf, tmp_path):
    """Return a copy as it was first made."""
    workspace.refresh(tmp_path / "my")
    return tmp_path / "my"


def visible(folder):
    return sorted(
        p.relative_to(folder).as_posix() for p in folder.glob("[!.]*/**/*.ipynb")
    ) + sorted(p.name for p in folder.glob("*.ipynb"))


def test_a_copy_has_chapters_exercises_and_sources_but_no_solutions(shelf, tmp_path):
    made = workspace.refresh(tmp_path / "deep" / "my")
    found = ["exercises/03_first.ipynb", "reproduce/thesis.ipynb", "03_first.ipynb"]
    assert visible(tmp_path / "deep" / "my") == found
    assert {change.what for change in made} == {workspace.NEW}


def test_the_real_chapters_come_without_outputs_and_without_marks_of_the_tests(tmp_path):
    workspace.refresh(tmp_path / "my")
    paths = list((tmp_path / "my").rglob("*.ipynb"))
    assert len(paths) == 2 * len(workspace.shipped()) > 50
    for path in paths:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            assert not cell.get("outputs") and cell.get("execution_count") is None
            assert "nbval" not in "".join(cell["source"]).lower() + str(cell["metadata"])


def test_the_kits_own_notebooks_stay_as_they_are(shelf, tmp_path):
    before = {path: path.read_bytes() for path in shelf.rglob("*.ipynb")}
    workspace.refresh(tmp_path / "my")
    edit(tmp_path / "my" / "03_first.ipynb", "a", "mine")
    workspace.refresh(tmp_path / "my")
    workspace.reset(["03"], tmp_path / "my")
    assert {path: path.read_bytes() for path in shelf.rglob("*.ipynb")} == before


def test_the_glossary_comes_along_and_is_renewed_until_the_reader_writes_in_it(shelf, my):
    page = my / "glossary.md"
    assert page.read_text(encoding="utf-8") == "# Glossary\n"
    for text in ("second", "third"):
        (shelf / "glossary.md").write_text(text, encoding="utf-8")
        workspace.refresh(my)
        assert page.read_text(encoding="utf-8") == text
    page.write_text("mine", encoding="utf-8")
    (shelf / "glossary.md").write_text("fourth", encoding="utf-8")
    workspace.refresh(my)
    assert page.read_text(encoding="utf-8") == "mine"
    page.unlink()
    workspace.refresh(my)
    assert page.read_text(encoding="utf-8") == "fourth"


def test_a_second_start_writes_nothing(my):
    before = {path: path.stat().st_mtime_ns for path in my.rglob("*.*")}
    assert {change.what for change in workspace.refresh(my)} == {workspace.SAME}
    assert {path: path.stat().st_mtime_ns for path in my.rglob("*.*")} == before


def test_a_new_edition_comes_and_the_readers_answers_stay(my, shelf):
    edit(my / "03_first.ipynb", "a", "mine")
    save(shelf / "03_first.ipynb", a="1 + 1", b="2 + 3", c="4")
    assert Change("03_first.ipynb", workspace.UPDATED) in workspace.refresh(my)
    assert sources(my / "03_first.ipynb") == ["mine", "2 + 3", "4"]
    assert workspace.refresh(my)[0] == Change("03_first.ipynb", workspace.SAME)


def test_where_both_changed_a_cell_the_new_text_stands_beside_the_readers(my, shelf):
    edit(my / "03_first.ipynb", "a", "mine")
    save(shelf / "03_first.ipynb", a="1 + 5", b="2 + 2")
    workspace.refresh(my)
    mine, mark, rest = sources(my / "03_first.ipynb")
    assert (mine, rest) == ("mine", "2 + 2")
    assert mark == f"{MARK}\n\n```python\n1 + 5\n```"
    before = (my / "03_first.ipynb").read_bytes()
    workspace.refresh(my)
    assert (my / "03_first.ipynb").read_bytes() == before


def test_what_the_reader_has_run_stays_while_the_chapter_is_the_same(my, shelf):
    save(my / "03_first.ipynb", a="1 + 1", b="2 + 2")
    before = (my / "03_first.ipynb").read_bytes()
    workspace.refresh(my)
    assert (my / "03_first.ipynb").read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"\xff\xfe", b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": '
     b'[{"cell_type": "markdown", "id": "a", "metadata": {}}]}'],
)  # fmt: skip
def test_a_damaged_notebook_is_named_and_left_and_the_others_go_on(my, shelf, content):
    (my / "03_first.ipynb").write_bytes(content)
    save(shelf / "reproduce" / "thesis.ipynb", r="4")
    changes = {change.name: change for change in workspace.refresh(my)}
    problem = changes["03_first.ipynb"].problem
    assert "03_first.ipynb: " in problem and "damaged" in problem and "\n" not in problem
    assert (my / "03_first.ipynb").read_bytes() == content
    assert changes["reproduce/thesis.ipynb"].what == workspace.UPDATED
    assert sources(my / "reproduce" / "thesis.ipynb") == ["4"]


def test_a_notebook_whose_first_edition_is_not_known_loses_nothing(my, shelf):
    edit(my / "03_first.ipynb", "a", "mine")
    (my / ".tinyml-kit" / "edition" / "03_first.ipynb").write_bytes(b"cut")
    workspace.refresh(my)
    mine, mark, rest = sources(my / "03_first.ipynb")
    assert (mine, rest) == ("mine", "2 + 2") and mark.startswith(MARK)


def test_a_notebook_that_the_reader_removed_comes_back(my):
    (my / "03_first.ipynb").unlink()
    assert workspace.refresh(my)[0] == Change("03_first.ipynb", workspace.NEW)
    assert sources(my / "03_first.ipynb") == ["1 + 1", "2 + 2"]


def test_a_chapter_that_the_kit_dropped_goes_only_if_nobody_wrote_in_it(my, shelf):
    (shelf / "03_first.ipynb").unlink()
    (shelf / "reproduce" / "thesis.ipynb").unlink()
    edit(my / "03_first.ipynb", "a", "mine")
    changes = {change.name: change.what for change in workspace.refresh(my)}
    assert changes["reproduce/thesis.ipynb"] == workspace.REMOVED
    assert changes["03_first.ipynb"] == workspace.SAME
    assert sources(my / "03_first.ipynb") == ["mine", "2 + 2"]
    assert not (my / "reproduce" / "thesis.ipynb").exists()
    assert [change.name for change in workspace.refresh(my)] == ["exercises/03_first.ipynb"]


def test_a_damaged_notebook_that_the_kit_dropped_is_left(my, shelf):
    (shelf / "03_first.ipynb").unlink()
    (my / "03_first.ipynb").write_bytes(b"cut")
    problem = workspace.refresh(my)[-1].problem
    assert "03_first.ipynb: this is not a notebook" in problem
    assert (my / "03_first.ipynb").read_bytes() == b"cut"


def test_files_of_the_readers_own_are_not_touched(my):
    (my / "notes.txt").write_text("mine", encoding="utf-8")
    save(my / "own.ipynb", a="mine")
    before = (my / "own.ipynb").read_bytes()
    workspace.refresh(my)
    assert (my / "own.ipynb").read_bytes() == before
    assert (my / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_folder_with_something_else_in_it_is_refused_and_an_empty_one_taken(shelf, tmp_path):
    (tmp_path / "photos").mkdir()
    workspace.refresh(tmp_path / "photos")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "one.png").touch()
    with pytest.raises(WorkspaceError, match="other: this folder holds something else; name a new"):
        workspace.refresh(tmp_path / "other")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["one.png"]


def test_a_file_in_the_place_of_the_folder_is_refused(shelf, tmp_path):
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="taken: this is a file; name a folder"):
        workspace.refresh(tmp_path / "taken")
    with pytest.raises(WriteError):
        workspace.refresh(tmp_path / "taken" / "deeper")
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


def test_a_kit_without_chapters_says_so_and_makes_nothing(shelf, tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "notebooks", lambda: tmp_path / "nothing")
    with pytest.raises(WorkspaceError, match="nothing: the chapters are missing; install again"):
        workspace.refresh(tmp_path / "my")
    assert not (tmp_path / "my").exists()


# --- a chapter as it came ---------------------------------------------------------------------


def test_a_chapter_comes_back_beside_the_readers_own(my):
    edit(my / "03_first.ipynb", "a", "mine")
    assert workspace.reset(["03"], my) == [my / "03_first.fresh.ipynb"]
    assert sources(my / "03_first.fresh.ipynb") == ["1 + 1", "2 + 2"]
    assert sources(my / "03_first.ipynb") == ["mine", "2 + 2"]
    assert workspace.reset(["03"], my) == [my / "03_first.fresh.ipynb"]


def test_a_fresh_chapter_that_was_worked_in_is_kept_too(my):
    workspace.reset(["03"], my)
    edit(my / "03_first.fresh.ipynb", "a", "mine")
    assert workspace.reset(["03"], my) == [my / "03_first.fresh-2.ipynb"]
    assert sources(my / "03_first.fresh.ipynb") == ["mine", "2 + 2"]


@pytest.mark.parametrize("name", ["exercises/03", "exercises/03_first"])
def test_exercises_come_back_by_their_folders_name(my, name):
    assert workspace.reset([name], my) == [my / "exercises" / "03_first.fresh.ipynb"]


def test_an_unknown_chapter_is_named_and_nothing_is_written(my):
    before = visible(my)
    with pytest.raises(chapters.UnknownChapterError, match="no chapter is called 99"):
        workspace.reset(["03", "99"], my)
    assert visible(my) == before


# --- which copy -------------------------------------------------------------------------------


def test_the_copy_is_the_one_that_the_terminal_is_in_or_that_of_the_kit(my, shelf, monkeypatch):
    monkeypatch.chdir(my / "exercises")
    assert workspace.find() == my
    monkeypatch.chdir(shelf)
    with pytest.raises(
        WorkspaceError, match="this is not a copy of the chapters; tinyml-kit new DIR"
    ):
        workspace.find()
    workspace.refresh(shelf.parent / "my")
    assert workspace.find() == shelf.parent / "my"
    assert workspace.find(my) == my


def test_a_folder_that_is_no_copy_is_named(tmp_path, shelf):
    with pytest.raises(WorkspaceError, match=f"{tmp_path}: this is not a copy"):
        workspace.find(tmp_path)
