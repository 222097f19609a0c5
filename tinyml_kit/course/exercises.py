"""Exercises that respond to answers: say what is wrong, hint, and never give the answer away.

A cell of an exercise notebook calls `check("05-pool", answer)`. What counts as right, the hints and
the usual mistakes are data, in `tinyml_kit.course.keys`.
"""

import importlib
import json
import textwrap
from typing import Any

from tinyml_kit.base import resources
from tinyml_kit.base.errors import BadInput

#: Characters per line of a reply: a notebook would break longer lines in the middle of a word.
WIDTH = 80


#: The colours of a quiz, for light and dark themes: every text has a contrast of at least 4.5 : 1
#: to its background. jupyterquiz's own label is almost unreadable.
COLOURS = {
    "--jq-multiple-choice-bg": "#2b1a4a",
    "--jq-many-choice-bg": "#2b1a4a",
    "--jq-numeric-bg": "#2b1a4a",
    "--jq-string-bg": "#2b1a4a",
    "--jq-numeric-input-bg": "#120a22",
    "--jq-numeric-input-label": "#fafafa",
    "--jq-text-color": "#fafafa",
    "--jq-correct-color": "#7fe08c",
    "--jq-incorrect-color": "#ffa48f",
}
# A clicked answer has a bright background, so its text must be dark.
CLICKED = "<style>.Quiz .correctButton, .Quiz .incorrectButton { color: #101010; }</style>"


class UnknownExerciseError(BadInput):
    """No exercise, or no quiz, has the name that was asked for."""


class NotYet(AssertionError):
    """An answer that is not right; the message says what is wrong and gives a hint.

    nbgrader counts the cell as failed. A notebook shows the message without a traceback.
    """

    def _render_traceback_(self):
        return textwrap.wrap(f"Not yet. {self}", WIDTH)


def check(name: str, answer: object) -> None:
    """Say whether an answer is right.

    Parameters
    ----------
    name : str
        The name of the exercise, e.g. "05-pool".
    answer : object
        The reader's answer; it may be any object.

    Raises
    ------
    NotYet
        If it is not right.
    UnknownExerciseError
        If there is no such exercise.
    """
    key = keys(name.partition("-")[0]).get(name)
    if key is None:
        raise UnknownExerciseError(
            f"there is no exercise {name}; restore the check's original name."
        )
    if answer is None or answer is ...:
        raise NotYet(
            "There is no answer yet: put yours in the cell above, and run that cell first."
        )
    wrong = key.wrong(answer)
    if wrong:
        raise NotYet(f"{wrong} {key.hint}")
    print(textwrap.fill(f"Right. {key.because}", WIDTH))


def keys(chapter: str) -> dict[str, Any]:
    """Return the answer keys of a chapter, by the names of its exercises.

    Parameters
    ----------
    chapter : str
        Its number, e.g. "03".

    Raises
    ------
    UnknownExerciseError
        If the chapter has none.
    """
    module = f"tinyml_kit.course.keys.chapter_{chapter}"
    try:
        return importlib.import_module(module).KEYS
    except ModuleNotFoundError as missing:
        if missing.name != module:
            raise
        raise UnknownExerciseError(f"chapter {chapter} has no checked exercises.") from None


def quiz(chapter: str) -> None:
    """Show the questions of a chapter, answered by clicking; nothing is stored or sent.

    Parameters
    ----------
    chapter : str
        Its number, e.g. "03".

    Raises
    ------
    UnknownExerciseError
        If the chapter has no quiz.
    """
    from IPython.display import HTML, display
    from jupyterquiz import display_quiz

    found = sorted((resources.notebooks() / "quizzes").glob(f"{chapter}_*.json"))
    if not found:
        raise UnknownExerciseError(f"chapter {chapter} has no quiz.")
    display(HTML(CLICKED))
    questions = json.loads(found[0].read_text(encoding="utf-8"))
    display_quiz(questions, shuffle_answers=False, colors=COLOURS)
