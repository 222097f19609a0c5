import subprocess
import sys

import nbformat
import pytest
from nbformat import v4

from tinyml_kit.base.errors import BadInput
from tinyml_kit.teach import chapters


def write(path, *cells, tags=()):
    """Write a notebook of a heading and code cells, none of them executed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    code = [v4.new_code_cell(source, metadata={"tags": list(tags)}) for source in cells]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = v4.new_notebook(
        cells=[v4.new_markdown_cell("# A chapter"), *code], metadata={"kernelspec": kernel}
    )
    nbformat.write(book, path)
    return path


@pytest.fixture
def shelf(tmp_path):
    """Return a folder with three chapters, of which one reproduces a source, and an exercise."""
    for name in ("10_export", "06_bragg_preprocessing", "reproduce/avr_thesis", "exercises/04_x"):
        write(tmp_path / f"{name}.ipynb", "1 + 1")
    return tmp_path


def test_all_chapters_come_in_order_and_the_sources_last(shelf):
    names = [path.stem for path in chapters.find(within=shelf)]
    assert names == ["06_bragg_preprocessing", "10_export", "avr_thesis"]


def test_the_pages_on_two_languages_stand_between_chapters_and_sources_and_no_other_does(shelf):
    pages = ["python_refresher", "c_for_python_readers"]
    for name in (*pages, "my_notes"):
        write(shelf / f"{name}.ipynb", "1 + 1")
    names = [path.stem for path in chapters.find(within=shelf)]
    assert names == ["06_bragg_preprocessing", "10_export", *pages, "avr_thesis"]
    assert chapters.find(["python_refresher"], shelf) == [shelf / "python_refresher.ipynb"]


@pytest.mark.parametrize(
    "name",
    ["06", "06_bragg_preprocessing", "bragg_preprocessing", "06_bragg_preprocessing.ipynb"],
)
def test_a_chapter_has_several_names(name, shelf):
    assert chapters.find([name], shelf) == [shelf / "06_bragg_preprocessing.ipynb"]


@pytest.mark.parametrize("name", ["avr_thesis", "reproduce/avr_thesis"])
def test_a_source_is_found_with_and_without_its_folder(name, shelf):
    assert chapters.find([name], shelf) == [shelf / "reproduce" / "avr_thesis.ipynb"]


def test_a_path_is_taken_as_it_is(shelf, tmp_path):
    own = write(tmp_path / "elsewhere" / "mine.ipynb", "1")
    assert chapters.find([str(own)], shelf) == [own]


def test_chapters_come_in_the_order_asked_for(shelf):
    assert [path.stem[:2] for path in chapters.find(["10", "06"], shelf)] == ["10", "06"]


def test_an_unknown_chapter_is_named_with_the_known_ones(shelf):
    with pytest.raises(chapters.UnknownChapterError) as error:
        chapters.find(["4"], shelf)
    assert isinstance(error.value, BadInput)
    assert str(error.value) == (
        "no chapter is called 4; the chapters are 06_bragg_preprocessing, 10_export, avr_thesis."
    )


def test_an_empty_folder_is_named(tmp_path):
    with pytest.raises(chapters.UnknownChapterError, match=r"there are none in .*\."):
        chapters.find(["06"], tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"3", b"\xff\xfe", b'{"nbformat": 4, "cells": [3]}']
)
def test_a_file_that_is_no_notebook_is_one_sentence(content, tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_bytes(content)
    with pytest.raises(
        chapters.NotebookError, match="x.ipynb: this is not a notebook, or it is dama"
    ):
        chapters.execute(path)


def test_a_notebook_cut_short_is_no_notebook(shelf):
    path = shelf / "10_export.ipynb"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(chapters.NotebookError):
        chapters.read(path)


def test_a_chapter_runs_in_its_folder_with_this_python_and_is_not_changed(tmp_path):
    path = write(
        tmp_path / "04_x.ipynb",
        f"import sys; assert sys.prefix == {sys.prefix!r}",
        f"from pathlib import Path; assert Path.cwd() == Path({str(tmp_path)!r})",
    )
    before, seen = path.read_bytes(), []
    outcome = chapters.execute(path, progress=lambda done, total: seen.append((done, total)))
    assert outcome.failure is None
    assert (outcome.chapter, outcome.cells) == ("04_x", 2)
    assert outcome.seconds > 0
    assert seen == [(0, 2), (1, 2)]
    assert path.read_bytes() == before


def test_a_failing_cell_is_counted_among_the_code_and_ends_the_chapter(tmp_path):
    path = write(tmp_path / "x.ipynb", "a = 1", "{}['hit']", "open('reached', 'w')")
    assert chapters.execute(path).failure == "code cell 2: KeyError: 'hit'"
    assert not (tmp_path / "reached").exists()


def test_an_error_that_the_chapter_expects_is_none(tmp_path):
    path = write(tmp_path / "x.ipynb", "1 / 0", tags=["raises-exception"])
    assert chapters.execute(path).failure is None


def test_a_cell_without_end_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(chapters, "CELL_TIMEOUT", 1)
    path = write(tmp_path / "x.ipynb", "import time; time.sleep(60)")
    assert chapters.execute(path).failure == "code cell 1: not finished after 1 s"


def test_a_kernel_that_dies_is_reported(tmp_path):
    path = write(tmp_path / "x.ipynb", "1", "import os; os._exit(1)")
    assert chapters.execute(path).failure.startswith("code cell 2: the kernel died")


def test_a_kernel_that_does_not_start_is_reported(tmp_path, monkeypatch):
    (tmp_path / "sitecustomize.py").write_text("import time; time.sleep(10)", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(chapters, "START_TIMEOUT", 2)
    path = write(tmp_path / "x.ipynb", "1")
    assert chapters.execute(path).failure.startswith("the kernel did not start within 2 s")


def test_nothing_is_said_at_the_end_about_a_kernel_that_did_not_start(tmp_path):
    (tmp_path / "slow").mkdir()
    slow = "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(10)"
    (tmp_path / "slow" / "sitecustomize.py").write_text(slow, encoding="utf-8")
    path = write(tmp_path / "x.ipynb", "1")
    code = (
        "import os, sys\n"
        "from tinyml_kit.teach import chapters\n"
        "chapters.START_TIMEOUT = 1\n"
        f"os.environ['PYTHONPATH'] = {str(tmp_path / 'slow')!r}\n"
        f"print(chapters.execute({str(path)!r}).failure[:24])\n"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (answer.stdout, answer.stderr) == ("the kernel did not start\n", "")


def test_a_chapter_of_an_installed_package_works_in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(chapters.resources, "ASSETS", tmp_path)
    path = write(tmp_path / "notebooks" / "x.ipynb", "open('mine.txt', 'w').write('1')")
    assert chapters.execute(path).failure is None
    assert list(path.parent.iterdir()) == [path]
