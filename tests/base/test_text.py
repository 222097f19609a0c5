"""Text from outside: one line in a terminal, harmless in HTML, plain in a spreadsheet."""

import csv as table
import io
import re

import pytest

from tests.support.hostile_names import NAMES
from tinyml_kit.base.errors import LONGEST, BadInput, kind_of, said
from tinyml_kit.base.text import csv, html, markdown, one_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("conv1/Relu", "conv1/Relu"),
        ("Größe ≤ 3", "Größe ≤ 3"),
        ("two\nlines\r\n", "two\\nlines\\r\\n"),
        ("\x1b[2J\x07", "\\x1b[2J\\x07"),
        ("a\u202eb\u2066", "a\\u202eb\\u2066"),
        ("\x9b31m", "\\x9b31m"),
        ("\u2028", "\\u2028"),
        ("", ""),
    ],
)
def test_a_line_shows_what_a_terminal_would_obey(text, shown):
    assert one_line(text) == shown


def test_a_long_text_is_cut():
    assert one_line("a" * 60) == "a" * 60
    assert one_line("a" * 61) == "a" * 59 + "…"
    assert one_line("a" * 10**6, 5) == "aaaa…"


@pytest.mark.parametrize("name", NAMES)
def test_no_name_breaks_out_of_its_medium(name):
    assert one_line(name).isprintable()
    assert not set("<>\"'") & set(html(name))
    assert html(name).isprintable()
    assert not re.search(r"(?<!\\)\||\n", markdown(name))
    cell = csv(name)
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    file = io.StringIO()
    table.writer(file).writerow([cell, 1])
    assert list(table.reader(io.StringIO(file.getvalue()))) == [[cell, "1"]]


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", " =cmd|' /C calc'!A0"])
def test_a_formula_gets_an_apostrophe_in_a_spreadsheet(formula):
    assert csv(formula) == f"'{formula}"


def test_other_cells_stay_as_they_are():
    assert csv("Ada Lovelace") == "Ada Lovelace"


def test_a_cell_of_a_table_in_markdown_ends_where_the_table_says():
    assert markdown("a | b\nc") == "a \\| b c"
    assert markdown(3) == "3"


def test_html_is_escaped():
    assert html('<b class="x">&\'') == "&lt;b class=&quot;x&quot;&gt;&amp;&#x27;"
    assert html(3) == "3"


@pytest.mark.parametrize("name", NAMES)
def test_every_refusal_is_one_line_of_bounded_length(name):
    said = str(BadInput(f"the tensor {name} is odd."))
    assert said.isprintable() and len(said) <= 10 * LONGEST


def test_an_exception_that_says_nothing_is_told_by_its_kind():
    assert kind_of(AssertionError()) == said(AssertionError()) == "AssertionError"
    assert said(ValueError(" two\n lines ")) == "two lines"
    assert kind_of(ValueError("two\n lines")) == "ValueError: two lines"
