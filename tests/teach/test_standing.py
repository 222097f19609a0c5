"""What is done is read from the outputs of saved notebooks."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import call
from tinyml_kit.teach import standing, workspace


def check_cell(name, outputs, points=1):
    mark = {"grade": True, "grade_id": name, "points": points}
    return {"cell_type": "code", "metadata": {"nbgrader": mark}, "source": "", "outputs": outputs}


RIGHT = [{"output_type": "stream", "name": "stdout", "text": ["Right. Because.\n"]}]
WRONG = [{"output_type": "error", "ename": "NotYet", "evalue": "No.", "traceback": []}]


def save(path, *cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    text = {"cell_type": "markdown", "metadata": {}, "source": "# Exercises"}
    path.write_text(json.dumps({"cells": [text, *cells]}), encoding="utf-8")


@pytest.fixture
def submissions(tmp_path):
    save(tmp_path / "ada" / "week" / "03.ipynb", check_cell("a", RIGHT, 2), check_cell("b", WRONG))
    save(tmp_path / "bob" / "03.ipynb", check_cell("a", []), check_cell("b", RIGHT))
    save(tmp_path / "bob" / ".ipynb_checkpoints" / "03.ipynb", check_cell("a", RIGHT))
    return tmp_path


def test_an_instructor_gets_a_table_over_a_folder_of_submissions(submissions):
    file = io.StringIO()
    standing.write_csv(standing.submitted(submissions), file)
    assert file.getvalue().splitlines() == [
        "student,notebook,exercise,status,points,note",
        "ada,03,a,done,2.0,the points are the notebook's own",
        "ada,03,b,not yet,0.0,the points are the notebook's own",
        "bob,03,a,untried,0.0,the points are the notebook's own",
        "bob,03,b,done,1.0,the points are the notebook's own",
    ]


@pytest.mark.parametrize("claimed", [1e9, 0, 1, 0.5])
def test_what_an_exercise_of_the_kit_is_worth_the_kit_says(tmp_path, claimed):
    (worth,) = {w for (_, name), w in standing.of_the_kit().items() if name == "03-xor"}
    assert worth > 0
    save(tmp_path / "03_backpropagation (2).ipynb", check_cell("03-xor", RIGHT, claimed))
    (line,) = standing.own(tmp_path)
    assert (line.exercise, line.status, line.points, line.note) == ("03-xor", "done", worth, "")


def test_names_of_students_are_no_formulas_in_a_spreadsheet():
    file = io.StringIO()
    line = standing.Line("=HYPERLINK(A1)", "@03", "-b\n", "done", 1.0)
    standing.write_csv([line], file)
    assert file.getvalue().splitlines()[1] == "'=HYPERLINK(A1),'@03,'-b\\n,done,1.0,"


def test_a_reader_sees_what_is_done_and_what_is_not(submissions, capsys):
    standing.show(standing.own(submissions / "ada" / "week"))
    assert capsys.readouterr().out == f"{'03':<28}1 of 2 done; b not yet\n"


@pytest.mark.parametrize("read", [standing.own, standing.submitted])
def test_a_folder_without_notebooks_is_refused(tmp_path, read):
    says = {
        standing.own: f"{tmp_path}: there is no notebook in this folder.",
        standing.submitted: f"{tmp_path}: no folder in it holds a notebook; put those of each "
        "person into a folder with the person's name.",
    }
    with pytest.raises(standing.StandingError) as refusal:
        read(tmp_path)
    assert str(refusal.value) == says[read]


def test_a_submission_that_cannot_be_read_is_a_line_and_the_class_goes_on(submissions):
    (submissions / "bea").mkdir()
    (submissions / "bea" / "03.ipynb").write_bytes(b"")
    file = io.StringIO()
    standing.write_csv(standing.submitted(submissions), file)
    lines = file.getvalue().splitlines()
    assert len(lines) == 6
    why = "this file is empty; save the notebook, and hand it in again"
    assert lines[3] == f'bea,03,,unreadable,0.0,"{why}"'


@pytest.mark.parametrize("cell", ['{"cells": [1]}', '{"cells": [{"metadata": {"nbgrader": 3}}]}'])
def test_a_damaged_cell_is_said(tmp_path, cell):
    (tmp_path / "03.ipynb").write_text(cell, encoding="utf-8")
    (line,) = standing.own(tmp_path)
    assert line.status == "unreadable"
    assert line.note == "a cell of this notebook is damaged; save it again"


@pytest.mark.parametrize("points", ["many", float("nan"), float("inf"), -1, None])
def test_points_that_are_no_number_are_a_damaged_cell(tmp_path, points):
    save(tmp_path / "03.ipynb", check_cell("a", RIGHT, points))
    (line,) = standing.own(tmp_path)
    assert (line.status, line.points) == ("unreadable", 0.0)


def test_a_person_without_exercises_is_named(submissions):
    (submissions / "cleo").mkdir()
    (submissions / "cleo" / "03.pdf").touch()
    save(submissions / "dan" / "chapter.ipynb")
    missing = [line for line in standing.submitted(submissions) if line.status == "missing"]
    assert [line.who for line in missing] == ["cleo", "dan"]
    assert missing[0].note == "there is no notebook with exercises"


def test_of_copies_the_newest_counts_and_the_others_are_named(tmp_path):
    first, second, third = (tmp_path / "ada" / f"03{end}.ipynb" for end in ("", " (1)", " (2)"))
    save(first, check_cell("a", []))
    save(second, check_cell("a", RIGHT))
    third.write_text("{", encoding="utf-8")
    for age, path in enumerate((third, second, first)):
        os.utime(path, (1e9 - age, 1e9 - age))
    assert [(line.notebook, line.status, line.note) for line in standing.submitted(tmp_path)] == [
        ("03 (2)", "unreadable", "this file ends in the middle; copy it again"),
        ("03", "done", "the points are the notebook's own"),
        ("03", "set aside", "03 (1).ipynb is newer, and counts"),
    ]


def test_of_copies_saved_at_the_same_time_the_highest_number_counts(tmp_path):
    for end, outputs in ((" (10)", RIGHT), (" (9)", []), ("", [])):
        save(tmp_path / "ada" / f"03{end}.ipynb", check_cell("a", outputs))
        os.utime(tmp_path / "ada" / f"03{end}.ipynb", (1e9, 1e9))
    lines = standing.submitted(tmp_path)
    assert [line.status for line in lines] == ["done", "set aside", "set aside"]


def test_what_programs_keep_beside_a_notebook_is_no_submission(tmp_path):
    save(tmp_path / "ada" / "03.ipynb", check_cell("a", RIGHT))
    for hidden in (".tinyml-kit/edition/03.ipynb", "._03.ipynb", "__MACOSX/03.ipynb"):
        save(tmp_path / "ada" / hidden, check_cell("a", []))
    save(tmp_path / "__MACOSX" / "ada" / "03.ipynb", check_cell("a", []))
    assert [line.status for line in standing.submitted(tmp_path)] == ["done"]


def test_a_readers_damaged_notebook_does_not_hide_the_others(tmp_path, capsys):
    save(tmp_path / "03.ipynb", check_cell("a", RIGHT))
    (tmp_path / "04.ipynb").write_text("nonsense", encoding="utf-8")
    standing.show(standing.own(tmp_path))
    assert capsys.readouterr().out.splitlines()[1].startswith(f"{'04':<28}unreadable: this is not")


def test_names_are_shown_on_one_line_that_a_terminal_does_not_obey(capsys):
    standing.show([standing.Line("", "0\x1b[2J3", "a\n", "untried", 1.0)])
    assert capsys.readouterr().out == "0\\x1b[2J3".ljust(28) + "0 of 1 done; a\\n untried\n"


def test_a_name_that_the_output_cannot_hold_does_not_hide_the_class(tmp_path):
    save(tmp_path / "Žofie" / "03.ipynb", check_cell("a", RIGHT))
    save(tmp_path / os.fsdecode(b"\xe4da") / "03.ipynb", check_cell("a", RIGHT))
    answer = subprocess.run(
        [sys.executable, "-m", "tinyml_kit.cli", "progress", tmp_path],
        env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, text=True,
    )  # fmt: skip
    assert answer.stderr == ""
    assert answer.stdout.splitlines()[1:] == [
        "\\u017dofie,03,a,done,1.0,the points are the notebook's own",
        "\\udce4da,03,a,done,1.0,the points are the notebook's own",
    ]


def test_csv_in_a_file_is_what_spreadsheets_open_and_replaces_nothing_unasked(tmp_path):
    class_ = tmp_path / "class"
    save(class_ / "Łukasz" / "03.ipynb", check_cell("a", RIGHT))
    out = tmp_path / "class.csv"
    assert call("progress", class_, "--out", out).exit_code == 0
    written = out.read_bytes()
    assert written.startswith(b"\xef\xbb\xbfstudent,") and "Łukasz,03,a,done" in written.decode()
    save(class_ / "Ada" / "03.ipynb", check_cell("a", RIGHT))
    answer = call("progress", class_, "--out", out)
    assert answer.exit_code == 2 and "this file exists and would change" in answer.stderr
    assert out.read_bytes() == written
    assert call("progress", class_, "--out", out, "--force").exit_code == 0
    assert b"Ada," in out.read_bytes()
    answer = call("progress", "--out", out)
    assert (answer.exit_code, answer.stderr) == (
        2, "tinyml-kit: --out is for a folder of submissions; name one, e.g. submissions.\n",
    )  # fmt: skip


def test_the_command_line_reports_the_same(submissions, monkeypatch):
    answer = call("progress", submissions)
    assert answer.exit_code == 0
    assert "ada,03,a,done,2.0," in answer.stdout
    workspace.refresh(submissions / "my")
    answer = call("progress", "--dir", submissions / "my")
    assert re.search(r"^05_convolution +0 of 4 done; \d\d-sizes untried", answer.stdout, re.M)
    assert call("progress", "--dir", submissions).exit_code == 2
    monkeypatch.setattr(workspace, "HIDDEN", "nobody-has-made-a-copy")
    assert call("progress").stdout == answer.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows makes links for administrators alone")
def test_links_of_a_submission_are_not_followed_and_are_rows(submissions, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    save(elsewhere / "03.ipynb", check_cell("a", RIGHT))
    (submissions / "cy").mkdir()
    (submissions / "cy" / "03.ipynb").symlink_to(elsewhere / "03.ipynb")
    (submissions / "cy" / "gone.ipynb").symlink_to(elsewhere / "gone.ipynb")
    (submissions / "cy" / "week").symlink_to(elsewhere)
    (submissions / "di").symlink_to("/")
    lines = standing.submitted(submissions)
    assert [(line.status, line.note) for line in lines if line.who == "cy"] == [
        ("unreadable", "this is a link; hand in the .ipynb file"),
        ("unreadable", "this is a link; hand in the .ipynb file"),
        ("unreadable", f"the folder {Path('cy', 'week')} is a link; hand in the folder itself"),
    ]
    (line,) = [line for line in lines if line.who == "di"]
    assert line.note == "the folder di is a link; hand in the folder itself"
    assert len([line for line in lines if line.who in ("ada", "bob")]) == 4


def test_a_folder_that_cannot_be_opened_is_a_row(submissions, monkeypatch):
    scandir = os.scandir

    def refuse(folder):
        if Path(folder).name == "week":
            raise PermissionError(13, "Permission denied", str(folder))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    first, *others = standing.submitted(submissions)
    assert (first.who, first.status) == ("ada", "unreadable")
    assert (
        first.note
        == f"the folder {Path('ada', 'week')} cannot be opened (Permission denied); copy it again"
    )
    assert [line.who for line in others] == ["bob", "bob"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no paths of this length")
def test_folders_may_lie_as_deep_as_the_system_allows(submissions, monkeypatch):
    monkeypatch.chdir(submissions)
    deep = Path("ed")
    for _ in range(1500):
        deep.mkdir()
        deep /= "d"
    save(deep / "03.ipynb", check_cell("a", RIGHT))
    try:
        lines = standing.submitted(".")
        assert [line.status for line in lines if line.who == "ed"] == ["done"]
    finally:  # pytest could not remove folders that lie so deep
        (deep / "03.ipynb").unlink()
        while deep.name:
            deep.rmdir()
            deep = deep.parent


def test_a_cell_that_is_copied_earns_no_more_points(tmp_path):
    cells = [check_cell("a", RIGHT, 2), check_cell("b", WRONG), check_cell("a", RIGHT, 2)]
    save(tmp_path / "03.ipynb", *cells)
    lines = standing.own(tmp_path)
    assert [(line.exercise, line.points) for line in lines] == [("a", 2.0), ("b", 1.0)]
    assert lines[0].note == "stands there 2 times"
