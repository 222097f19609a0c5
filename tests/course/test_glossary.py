"""The glossary: terms are explained before they are used, and the page lists them."""

import nbformat
import pytest

from tinyml_kit.course import glossary
from tinyml_kit.course.glossary import Term, too_early
from tinyml_kit.teach import chapters, neighbors

MAP = Term("feature map", "What one filter makes of an image.", "05_b", ("activation map",))


@pytest.mark.parametrize(
    "prose",
    ["a feature map", "Feature maps", "two feature\nmaps", "the feature-map", "an activation map."],
)
def test_a_term_is_found_in_the_plural_at_the_start_and_across_lines(prose):
    assert MAP.used_in(prose)


@pytest.mark.parametrize(
    "prose",
    ["features mapped", "`feature map`", "$feature map$", "[x](feature map)", "a feature mapping"],
)
def test_code_formulas_links_and_other_words_do_not_use_a_term(prose):
    assert not MAP.used_in(prose)


def test_capitals_inside_a_name_count():
    term = Term("ReLU", "", "02_a")
    assert term.used_in("A ReLU follows") and not term.used_in("a relu")
    assert Term("HIT", "", "00_a").used_in("a HIT") and not Term("HIT", "", "00_a").used_in("hits")


def test_a_term_is_explained_where_it_stands_in_bold():
    assert MAP.explained_in("This is a **feature map**: ...")
    assert MAP.explained_in("**What is a feature map?** ...")
    assert not MAP.explained_in("**This** is a feature map, and **that** too")


def test_a_use_before_the_explanation_is_named_with_its_place():
    late = {"04_a": ["nothing", "a feature map"], "05_b": ["", "**feature map**: ..."]}
    assert list(too_early(late, [MAP])) == [(MAP, "04_a", 1)]
    same = {"05_b": ["", "look at the feature map", "a **feature map** is ..."]}
    assert list(too_early(same, [MAP])) == [(MAP, "05_b", 1)]


def test_the_first_cell_of_the_chapter_may_announce_a_term_but_does_not_explain_it():
    announced = {"05_b": ["you will draw a feature map", "a **feature map** is ..."]}
    assert list(too_early(announced, [MAP])) == []
    assert list(too_early({"05_b": ["a **feature map**"]}, [MAP])) == [(MAP, "05_b", -1)]
    assert list(too_early({"04_a": ["a feature map"], **announced}, [MAP])) == [(MAP, "04_a", 0)]


def test_a_use_after_the_explanation_or_in_its_cell_is_right():
    explained = "a **feature map** is ... The feature map ..."
    right = {"04_a": ["", ""], "05_b": ["", explained, "feature map"]}
    assert list(too_early(right, [MAP])) == []


def test_a_term_that_is_never_explained_is_named():
    assert list(too_early({"05_b": ["a feature map"]}, [MAP])) == [(MAP, "05_b", -1)]


def test_the_page_is_in_the_order_of_the_alphabet_and_links_to_chapters():
    page = glossary.page([MAP, Term("AUC", "An area.", "08_c")])
    assert page.index("**AUC**") < page.index("**feature map** (also: activation map)")
    assert "What one filter makes of an image. [05](05_b.ipynb)" in page


# --- the course's own --------------------------------------------------------------------------


def course():
    """Return the texts of the cells of each chapter; a cell of code is an empty text.

    So is a link to another chapter: a title announces words and explains none.
    """
    return {
        path.stem: [
            cell.source if cell.cell_type == "markdown" and cell.id not in neighbors.TAGS else ""
            for cell in nbformat.read(path, as_version=4).cells
        ]
        for path in chapters.find()
        if path.parent == chapters.folder()
    }


def test_no_chapter_uses_a_term_before_it_is_explained():
    assert {(term.name, *place) for term, *place in too_early(course(), glossary.terms())} == set()


def test_every_term_belongs_to_a_chapter_has_one_name_and_one_or_two_sentences():
    listed = glossary.terms()
    names = [name for term in listed for name in term.names]
    assert listed and len(names) == len(set(names))
    for term in listed:
        assert term.chapter in course()
        assert term.text.endswith(".") and len(term.text) <= 200, term.name


def test_the_page_beside_the_chapters_is_up_to_date():
    # If it is not: python -m tinyml_kit.course.glossary > notebooks/glossary.md
    page = (chapters.folder() / "glossary.md").read_text(encoding="utf-8")
    assert page == glossary.page(glossary.terms())
