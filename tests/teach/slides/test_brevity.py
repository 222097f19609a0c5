"""What is cut from a text for a slide, and what never is."""

import re

import nbformat
import pytest

from tinyml_kit.teach import chapters
from tinyml_kit.teach.slides import brevity

FILLER = " ".join(["So we go on and on."] * 10)


def test_a_short_text_stays_as_it_is():
    text = "One. Two.\n\nThree, e.g. four. Really?"
    assert brevity.shortened(text) == text


def test_of_a_long_paragraph_stay_the_first_sentence_and_the_questions():
    text = f"A spot is bright. {FILLER} **Before you run it:** is a ring? {FILLER}"
    assert brevity.shortened(text) == "A spot is bright. **Before you run it:** is a ring?"


def test_a_question_of_few_words_comes_with_what_it_asks_about():
    text = f"A spot is bright. {FILLER} There are 256 steps. Which ones? {FILLER}"
    assert brevity.shortened(text) == "A spot is bright. There are 256 steps. Which ones?"


def test_of_a_long_list_each_item_stays_with_its_first_sentence():
    text = f"Mind this. {FILLER}\n1. It is large. {FILLER}\n2. Too\n   small. {FILLER}"
    assert brevity.shortened(text) == "Mind this.\n\n1. It is large.\n2. Too\n   small."


def test_a_label_comes_with_what_it_stands_for():
    text = (
        f"1. **Find the fault.** It is hidden. {FILLER}\n2. **A whole sentence, in bold.** {FILLER}"
    )
    assert brevity.shortened(text) == (
        "1. **Find the fault.** It is hidden.\n2. **A whole sentence, in bold.**"
    )


@pytest.mark.parametrize(
    "block",
    ["## A heading. And more", "$$\na = b. C\n$$", "| a. | B |\n|---|---|", "> Quoted. Whole",
     "```\nx. Y\n```", "![Alt. Text](a.png)", "Of two:\n| a. | B |\n|---|---|"],
)  # fmt: skip
def test_headings_formulas_tables_and_quotations_stay_whole(block):
    assert brevity.shortened(f"{block}\n\nFirst. {FILLER}") == f"{block}\n\nFirst."


@pytest.mark.parametrize(
    "sentence",
    ["See `a. B` there.", "So $x. Y$ holds.", "**Both. Of them** stay.", "About 0.5 or e.g. less.",
     "He said \"No.\"", "It is so (Ke et al. 2018. See there)."],
)  # fmt: skip
def test_a_sentence_does_not_end_in_code_a_formula_emphasis_or_a_number(sentence):
    assert brevity.sentences(f"{sentence} Next one.") == [sentence, "Next one."]


def test_no_chapter_loses_a_formula_or_a_question_mark():
    for path in chapters.find():
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                short = brevity.shortened(cell.source)
                assert short.count("$$") == cell.source.count("$$"), cell.source
                assert short.count("`") % 2 == cell.source.count("`") % 2, cell.source
                words = re.sub(r"`[^`]*`", "", short)  # in code, ** is a power
                assert words.count("**") % 2 == 0, short
