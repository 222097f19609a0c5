"""What is done is read from the outputs of saved notebooks."""

import io
import json
import re

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
    path.write_text(json.dumps({"cells": [text, *cells]}))


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
        "student,notebook,exercise,status,points",
        "ada,03,a,done,2.0",
        "ada,03,b,not yet,0.0",
        "bob,03,a,untried,0.0",
        "bob,03,b,done,1.0",
    ]


def test_names_of_students_are_no_formulas_in_a_spreadsheet():
    file = io.StringIO()
    line = standing.Line("=HYPERLINK(A1)", "@03", "-b\n", "done", 1.0)
    standing.write_csv([line], file)
    assert file.getvalue().splitlines()[1] == "'=HYPERLINK(A1),'@03,'-b\\n,done,1.0"


def test_a_reader_sees_what_is_done_and_what_is_not(submissions, capsys):
    standing.show(standing.own(submissions / "ada" / "week"))
    assert capsys.readouterr().out == f"{'03':<28}1 of 2 done; b not yet\n"


def test_a_folder_without_notebooks_is_refused(tmp_path):
    with pytest.raises(standing.StandingError, match="there are no notebooks"):
        standing.own(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cells": [1]}', "\x00", '{"cells": null}'])
def test_a_file_that_is_no_notebook_is_named(tmp_path, text):
    (tmp_path / "03.ipynb").write_text(text)
    with pytest.raises(standing.StandingError, match="03.ipynb: not a notebook"):
        standing.own(tmp_path)


def test_the_command_line_reports_the_same(submissions, monkeypatch):
    answer = call("progress", submissions)
    assert answer.exit_code == 0
    assert "ada,03,a,done,2.0" in answer.stdout
    workspace.refresh(submissions / "my")
    answer = call("progress", "--dir", submissions / "my")
    assert re.search(r"^05_convolution +0 of 4 done; \d\d-sizes untried", answer.stdout, re.M)
    assert call("progress", "--dir", submissions).exit_code == 2
    monkeypatch.setattr(workspace, "HIDDEN", "nobody-has-made-a-copy")
    assert call("progress").stdout == answer.stdout
