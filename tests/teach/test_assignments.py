"""Exercises are their solutions without the answers, and nbgrader can work with both."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tinyml_kit.base.files import WriteError
from tinyml_kit.course import exercises
from tinyml_kit.teach import assignments, chapters

SOLUTIONS = assignments.solutions()
every_solution = pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def marked(path, kind):
    return [c for c in cells(path) if c["metadata"].get("nbgrader", {}).get(kind)]


def source(cell):
    return "".join(cell["source"])


@every_solution
def test_the_exercises_as_committed_are_those_that_the_solutions_make(path):
    committed = chapters.folder() / "exercises" / path.name
    assert committed.read_text(encoding="utf-8") == assignments.exercise(path)


@every_solution
def test_an_exercise_has_no_answers_no_outputs_and_locked_checks(path):
    text = assignments.exercise(path)
    assert "SOLUTION" not in text
    made = json.loads(text)["cells"]
    for cell in made:
        mark = cell["metadata"].get("nbgrader", {})
        assert not cell.get("outputs")
        if mark.get("solution"):
            assert assignments.STUB in source(cell)
            compile(source(cell), path.name, "exec")
        if mark.get("grade"):
            assert cell["metadata"]["editable"] is False and mark["checksum"]


@every_solution
def test_a_chapter_has_three_to_six_exercises_each_with_its_own_check(path):
    names = [mark["metadata"]["nbgrader"]["grade_id"] for mark in marked(path, "grade")]
    assert sorted(names) == sorted(exercises.keys(path.name.partition("_")[0]))
    titles = [source(c) for c in cells(path) if re.match(r"## \d", source(c))]
    assert 3 <= len(titles) <= 6
    assert any(re.match(r"## \d\. (Find the fault|Predict)", title) for title in titles)
    for cell in marked(path, "grade"):
        name = cell["metadata"]["nbgrader"]["grade_id"]
        assert source(cell).startswith(f'check("{name}", ')


@every_solution
def test_every_solution_that_was_committed_passes_its_checks(path):
    for cell in marked(path, "grade"):
        assert "".join(cell["outputs"][0]["text"]).startswith("Right.")


def test_exercises_are_written_where_they_are_wanted(tmp_path):
    written = assignments.write(tmp_path / "new")
    assert [path.name for path in written] == [path.name for path in SOLUTIONS]
    assert assignments.write(tmp_path / "new") == written  # nothing to do


def test_answers_are_not_overwritten_unless_that_is_wanted(tmp_path):
    first, *others = assignments.write(tmp_path)
    first.write_text("answers", encoding="utf-8")
    others[-1].unlink()
    with pytest.raises(assignments.AssignmentError, match=f"{first.name}, perhaps with answers"):
        assignments.write(tmp_path)
    assert first.read_text(encoding="utf-8") == "answers" and not others[-1].exists()
    assignments.write(tmp_path, overwrite=True)
    assert first.read_text(encoding="utf-8") == assignments.exercise(SOLUTIONS[0])


def test_a_file_in_the_place_of_the_folder_is_one_sentence(tmp_path):
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    with pytest.raises(WriteError, match="no file can be written there .*; name a folder"):
        assignments.write(tmp_path / "taken")
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


def test_an_installed_package_is_no_place_for_exercises(monkeypatch):
    monkeypatch.setattr(assignments.resources, "installed", lambda: True)
    with pytest.raises(
        assignments.AssignmentError, match="only in a checkout of the kit .* name a folder"
    ):
        assignments.write()


def test_from_another_folder_nothing_is_written_into_the_checkout(monkeypatch, tmp_path):
    monkeypatch.setattr(assignments, "solutions", lambda: pytest.fail("it looks for exercises"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(assignments.AssignmentError, match="name a folder DIR, e.g. tinyml-kit exe"):
        assignments.write()


def test_within_the_checkout_the_exercises_have_a_folder(monkeypatch):
    monkeypatch.setattr(assignments, "solutions", lambda: [])
    monkeypatch.chdir(assignments.resources.CHECKOUT / "tests")
    assert assignments.write() == []


def test_without_nbgrader_there_is_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "nbgrader", None)
    with pytest.raises(
        assignments.AssignmentError, match="nbgrader is missing; python -m pip install"
    ):
        assignments.exercise(SOLUTIONS[0])


def nbgrader(folder, *arguments):
    command = [sys.executable, "-m", "nbgrader", *arguments, "--log-level=ERROR"]
    # It calls its database's program by name, as in an environment that is active.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    settings = {**os.environ, "PATH": path}
    run = subprocess.run(command, cwd=folder, env=settings, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_nbgrader_releases_collects_and_marks_the_same_files(tmp_path):
    solution = next(path for path in SOLUTIONS if path.name.startswith("06"))
    source_folder = tmp_path / "source" / "week4"
    source_folder.mkdir(parents=True)
    shutil.copy(solution, source_folder)
    nbgrader(tmp_path, "generate_assignment", "week4", "--create")
    release = tmp_path / "release" / "week4" / solution.name
    for who, work in {"ada": solution, "bob": release}.items():
        handed_in = tmp_path / "submitted" / who / "week4"
        handed_in.mkdir(parents=True)
        shutil.copy(work, handed_in)
    nbgrader(tmp_path, "autograde", "week4")
    nbgrader(tmp_path, "export", "--to", "grades.csv")
    with open(tmp_path / "grades.csv", encoding="utf-8", newline="") as file:
        scores = {row["student_id"]: float(row["raw_score"]) for row in csv.DictReader(file)}
    assert scores == {"ada": 9.0, "bob": 0.0}
