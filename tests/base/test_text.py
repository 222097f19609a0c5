"""Text from outside: one line in a terminal, harmless in HTML, plain in a spreadsheet."""

import csv as table
import io
import re
import subprocess

import pytest
from matplotlib.figure import Figure

from tests.support.hostile_names import NAMES
from tinyml_kit.base.errors import LONGEST, BadInput, kind_of, said
from tinyml_kit.base.text import csv, figure, html, html_text, markdown, one_line, shell


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
    assert not set("<>") & set(markdown(name) + html_text(name))
    assert shell(["echo", name]).isprintable()
    cell = csv(name)
    assert not cell.lstrip().startswith(
        ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
    )
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


def test_markdown_and_html_in_a_cell_are_only_characters():
    shown = markdown("**b** [a](x) `c` <b> $1 & ~d~ e_f")
    assert shown == (r"\*\*b\*\* \[a\](x) \`c\` &lt;b&gt; \$1 &amp; \~d\~ e\_f")


@pytest.mark.parametrize("name", [n for n in NAMES if "\0" not in n and len(n) < 10**5])
def test_a_shell_divides_a_command_into_its_words(name):
    line = shell(["printf", "%s|", "first", name, "last"])
    said = subprocess.run(["bash", "-c", line], capture_output=True).stdout
    assert said == f"first|{name}|last|".encode()


@pytest.mark.parametrize("name", [n for n in NAMES if len(n) < 100])
def test_a_figure_shows_a_name_as_it_is(name):
    drawing = Figure()
    drawing.text(0, 0, figure(name))
    drawing.savefig(io.BytesIO(), format="svg")


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
