"""Every quiz is valid, explains each answer, and knows how many are right."""

import json

import pytest

from tinyml_kit.course import exercises
from tinyml_kit.teach import chapters

QUIZZES = sorted((chapters.folder() / "quizzes").glob("*.json"))
every_quiz = pytest.mark.parametrize("path", QUIZZES, ids=lambda path: path.stem)


def questions(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_every_chapter_with_exercises_has_a_quiz_of_its_name():
    solutions = (chapters.folder() / "solutions").glob("*.ipynb")
    assert [path.stem for path in QUIZZES] == sorted(path.stem for path in solutions)
    for path in QUIZZES:
        assert (chapters.folder() / f"{path.stem}.ipynb").exists()


@every_quiz
def test_a_quiz_has_four_to_six_questions_of_known_kinds(path):
    assert 4 <= len(questions(path)) <= 6
    for question in questions(path):
        assert question["question"].endswith((".", "?", ".)"))
        assert question["type"] in ("multiple_choice", "many_choice", "numeric")


@every_quiz
def test_every_answer_is_explained(path):
    for question in questions(path):
        for answer in question["answers"]:
            assert len(answer["feedback"]) > 15, answer


@every_quiz
def test_the_right_number_of_answers_is_right(path):
    for question in questions(path):
        right = [answer for answer in question["answers"] if answer.get("correct")]
        choice = question["type"] != "numeric"
        assert len(right) == 1 or (question["type"] == "many_choice" and len(right) > 1)
        assert len(question["answers"]) >= 3 if choice else True
        if choice:
            said = [answer["answer"] for answer in question["answers"]]
            assert len(set(said)) == len(said)


@every_quiz
def test_a_numeric_question_answers_every_number(path):
    for question in questions(path):
        if question["type"] == "numeric":
            kinds = [answer["type"] for answer in question["answers"]]
            assert kinds[-1] == "default" and set(kinds) <= {"value", "range", "default"}


@every_quiz
def test_the_right_answer_is_not_always_in_the_same_place(path):
    choices = [q["answers"] for q in questions(path) if q["type"] == "multiple_choice"]
    places = {next(i for i, a in enumerate(c) if a["correct"]) for c in choices}
    assert len(places) > 1


def test_a_quiz_is_displayed_with_its_questions(monkeypatch):
    shown = []
    monkeypatch.setattr("jupyterquiz.display_quiz", lambda quiz, **options: shown.append(quiz))
    exercises.quiz("05")
    assert shown == [questions(next(path for path in QUIZZES if path.stem.startswith("05")))]
