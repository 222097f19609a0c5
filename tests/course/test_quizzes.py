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


# --- colours ----------------------------------------------------------------------------------


def brightness(colour):
    """Return the relative luminance of "#rrggbb" (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Return the contrast ratio of two colours, 1 … 21 (WCAG 2.2)."""
    dark, bright = sorted([brightness(one), brightness(other)])
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *[("--jq-text-color", f"--jq-{kind}-bg") for kind in
          ("multiple-choice", "many-choice", "numeric", "string", "numeric-input")],
        ("--jq-numeric-input-label", "--jq-numeric-bg"),
        *[(f"--jq-{word}-color", f"--jq-{kind}-bg") for word in ("correct", "incorrect")
          for kind in ("multiple-choice", "many-choice", "numeric", "string")],
        ("#101010", "--jq-correct-color"),
        ("#101010", "--jq-incorrect-color"),
    ],
)  # fmt: skip
def test_every_text_of_a_quiz_can_be_read_in_any_theme(text, ground):
    colours = exercises.COLOURS
    assert contrast(colours.get(text, text), colours[ground]) >= 4.5


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_a_quiz_is_shown_in_these_colours_and_clicked_answers_in_dark(monkeypatch):
    import IPython.display
    import jupyterquiz

    asked, shown = [], []
    monkeypatch.setattr(jupyterquiz, "display_quiz", lambda *what, **how: asked.append(how))
    monkeypatch.setattr(IPython.display, "display", lambda html: shown.append(html.data))
    exercises.quiz("05")
    assert asked == [{"shuffle_answers": False, "colors": exercises.COLOURS}]
    assert shown == [exercises.CLICKED] and "#101010" in exercises.CLICKED
