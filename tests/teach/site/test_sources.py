"""The site's sources: every page once and in order, and quizzes as text."""

import json

import pytest

from tinyml_kit.teach import chapters
from tinyml_kit.teach.formulas import mathml
from tinyml_kit.teach.site import sources


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sources")
    sources.gather(folder, "<p>board</p>", "| [a](notebooks/reproduce/a.ipynb) |")
    return folder


def test_the_table_of_contents_lists_every_page_once_and_chapters_with_numbers(folder):
    index = (folder / "index.md").read_text(encoding="utf-8")
    listed = [line for line in index.splitlines() if line.rstrip(">").endswith(tuple(names()))]
    assert [line.partition("<")[2].rstrip(">") or line for line in listed] == names()
    assert "05 Convolution <05_convolution>" in index
    assert "git+" not in index


def names():
    """Return the pages in the order of the table of contents."""
    within = chapters.folder()
    read = [path.relative_to(within).with_suffix("").as_posix() for path in chapters.find()]
    first = [name for name in read if name[0].isdigit()]
    documents = [name for name in read if "/" in name]
    beside = [name for name in read if name not in {*first, *documents}]
    exercises = [f"exercises/{path.stem}" for path in sorted(within.glob("exercises/*.ipynb"))]
    return [*first, *beside, "glossary", *exercises, "claims", *documents]


def test_every_page_of_the_table_of_contents_is_there(folder):
    there = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.*")}
    assert set(names()) <= there


def test_with_an_address_the_first_page_says_how_to_run_chapters_elsewhere(tmp_path):
    sources.gather(tmp_path, "", "", "https://github.com/example/kit")
    assert "%pip install -q git+https://github.com/example/kit\n" in (
        tmp_path / "index.md"
    ).read_text(encoding="utf-8")


def test_claims_link_to_their_documents_in_the_site(folder):
    assert "| [a](reproduce/a.ipynb) |" in (folder / "claims.md").read_text(encoding="utf-8")


def test_the_questions_of_a_quiz_stand_below_the_cell_that_asks_them(folder):
    cells = chapters.read(folder / "exercises" / "05_convolution.ipynb").cells
    (asks,) = (i for i, cell in enumerate(cells) if cell.source.endswith('quiz("05")'))
    quiz = json.loads(
        (chapters.folder() / "quizzes" / "05_convolution.json").read_text(encoding="utf-8")
    )
    assert cells[asks + 1].source == sources.questions(quiz)
    committed = chapters.read(chapters.folder() / "exercises" / "05_convolution.ipynb").cells
    assert len(cells) == len(committed) + 1


def test_a_question_shows_its_choices_and_not_which_is_right_nor_a_number():
    right = {"answer": "a", "correct": True, "feedback": "yes"}
    choices = {"question": "Which?", "answers": [right, {"answer": "b", "correct": False}]}
    number = {"question": "How many?", "answers": [{"type": "value", "value": 24}]}
    assert sources.questions([choices, number]) == (
        "**Question 1.** Which?\n\n- a\n- b\n\n**Question 2.** How many?"
    )


def test_a_formula_becomes_mathml_and_one_that_is_none_stays_as_it_was_written():
    assert mathml("x").startswith(
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline">'
    )
    assert 'display="block"' in mathml("x", "block")
    assert mathml(r"\left( x < 1") == r"<code>\left( x &lt; 1</code>"
